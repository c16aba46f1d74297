//! Small checks of numbers; the long tables are in the root package's tests.

use super::Numeric;

fn number(text: &str) -> Numeric {
    Numeric::parse(text).expect("a number")
}

#[test]
fn text_round_trips() {
    for text in [
        "0",
        "0.00",
        "-1.50",
        "12345678901234567890.123456789",
        "NaN",
        "-Infinity",
        "100000000000000000000000000000000000000000000000000.5",
    ] {
        assert_eq!(number(text).to_string(), text);
    }
    assert_eq!(number(" 1.5e3 ").to_string(), "1500");
    assert_eq!(number("15e-3").to_string(), "0.015");
    assert!(Numeric::parse("1.2.3").is_err());
}

#[test]
fn quotients_show_the_expected_scale() {
    assert_eq!(
        number("1").div(&number("3")).expect("a quotient").to_string(),
        "0.33333333333333333333"
    );
    assert_eq!(
        number("10000").div(&number("3")).expect("a quotient").to_string(),
        "3333.3333333333333333"
    );
}

#[test]
fn equal_numbers_hash_alike() {
    for (left, right) in [("1.0", "1.00"), ("-0.5", "-0.500"), ("0", "0.000"), ("1e60", "1e60")] {
        assert_eq!(number(left), number(right));
        assert_eq!(number(left).hash_word(), number(right).hash_word());
    }
    assert_ne!(number("1").hash_word(), number("-1").hash_word());
}
