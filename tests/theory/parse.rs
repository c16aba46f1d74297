//! Dependencies as text: what is written is read back, and errors say where.

use engine::theory::parse;
use glassbox_tests::theory::chance;
use model::base::error::Error;
use model::base::rng::Rng;
use model::types::attributes::{AttributeSet, Attributes};
use model::types::dependency::{Dependency, DependencyKind};

fn attributes() -> Attributes {
    let names = ["a", "order_no", "Order", "größe", "x\"y", "1st"];
    Attributes::new(names.map(String::from).to_vec()).expect("six names")
}

#[test]
fn what_is_written_is_read_back() {
    let attributes = attributes();
    let mut rng = Rng::stream(1, "parse");
    for _ in 0..500 {
        let kind = match rng.below(2) {
            0 => DependencyKind::Functional,
            _ => DependencyKind::Multivalued,
        };
        let (left, right) = (chance::set(&mut rng, 6, 0, 3), chance::set(&mut rng, 6, 0, 3));
        let dependency = Dependency { left, right, kind };
        let text = dependency.text(&attributes);
        assert_eq!(parse::dependency(&attributes, &text), Ok(dependency), "{text}");
    }
}

#[test]
fn several_stand_one_a_line_or_between_semicolons() {
    let attributes = attributes();
    let read = |text| parse::dependencies(&attributes, text);
    let one = Dependency::functional(AttributeSet::of(0), AttributeSet::of(1));
    let other = Dependency::multivalued(AttributeSet::of(1), AttributeSet::of(0));
    assert_eq!(read(""), Ok(vec![]));
    assert_eq!(read(" \n;; "), Ok(vec![]));
    assert_eq!(read("a->order_no;order_no->>A\n"), Ok(vec![one, other]));
    assert_eq!(read("a -> order_no\n\n order_no ->> a ;"), Ok(vec![one, other]));
}

#[test]
fn errors_say_where() {
    let attributes = attributes();
    for (text, message, position) in [
        ("a -> b", "column \"b\" does not exist", 6),
        ("größe -> ß", "column \"ß\" does not exist", 10),
        ("a", "syntax error at end of input", 2),
        ("a ->", "syntax error at end of input", 5),
        ("a, -> a", "syntax error at or near \"->\"", 4),
        ("a -> a a", "syntax error at or near \"a\"", 8),
        ("a > a", "syntax error at or near \">\"", 3),
        ("a -> \"a", "syntax error at or near \"\"a\"", 6),
        ("a -> {a}", "syntax error at or near \"{\"", 6),
        ("a -> \"\"", "syntax error at or near \"\"\"\"", 6),
    ] {
        let Err(Error::Sql(error)) = parse::dependencies(&attributes, text) else {
            panic!("{text} is wrong");
        };
        assert_eq!((error.message.as_str(), error.position), (message, Some(position)), "{text}");
    }
}

#[test]
fn whatever_is_typed_is_read_or_refused() {
    let attributes = attributes();
    let mut rng = Rng::stream(2, "parse");
    let pieces = ["a", ",", "->", "->>", "-", ">", "{", "}", "{}", "\"", ";", "\n", "ß", " ", "1"];
    for _ in 0..2_000 {
        let count = chance::between(&mut rng, 0, 8);
        let piece = |_| pieces[rng.below(pieces.len() as u64) as usize];
        let text: String = (0..count).map(piece).collect();
        let _ = parse::dependencies(&attributes, &text);
        let _ = parse::set(&attributes, &text);
        let _ = parse::attributes(&text);
    }
}
