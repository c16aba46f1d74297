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

/// The bytes of PostgreSQL 15, read there with `pageinspect`.
#[test]
fn stored_bytes_are_postgresqls() {
    for (text, hex) in [
        ("0", "0080"),
        ("0.00", "0081"),
        ("0.37", "7f81740e"),
        ("1.11", "008101004c04"),
        ("5000", "00808813"),
        ("-12345.67", "01a101002909 2c1a"),
        ("NaN", "00c0"),
        ("Infinity", "00d0"),
        ("-Infinity", "00f0"),
    ] {
        let mut bytes = Vec::new();
        number(text).pack(&mut bytes);
        let shown: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(shown, hex.replace(' ', ""), "{text}");
    }
}

#[test]
fn stored_bytes_round_trip() {
    let mut texts: Vec<String> =
        ["1", "-99999999999999.9999", "50000", "0.0001", "0.00000001"].map(String::from).to_vec();
    for zeroes in [0, 1, 3, 4, 17, 30, 36, 37, 38, 39, 40, 300] {
        texts.push(format!("7{}", "0".repeat(zeroes)));
        texts.push(format!("-1{}.5", "3".repeat(zeroes)));
        texts.push(format!("0.{}1234567", "0".repeat(zeroes)));
        texts.push(format!("0.{}70", "9".repeat(zeroes)));
    }
    texts.push(i128::MAX.to_string());
    texts.push(i128::MIN.to_string());
    for text in &texts {
        let mut bytes = Vec::new();
        number(text).pack(&mut bytes);
        let back = Numeric::unpack(&bytes).expect("what was written can be read");
        assert_eq!(&back.to_string(), text);
    }
    assert!(Numeric::unpack(&[1]).is_err());
}
