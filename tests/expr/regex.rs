//! Regular expressions over several lines, which the tables cannot hold. Answers: PostgreSQL 15.

use engine::expr::batch::Batch;
use engine::expr::eval::eval;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::build::{constant, op};
use crate::world::TestEnv;

#[test]
fn lines_count_where_the_options_say_so() {
    let text = "a\nb";
    let patterns = [
        ("a.b", true),
        ("(?n)a.b", false),
        ("(?n)^b", true),
        ("^b", false),
        ("(?p)a.b", false),
        ("(?p)^b", false),
        ("(?w)^b", true),
        ("(?w)a.b", true),
        ("(?n)\\Ab", false),
        ("(?n)a$", true),
        ("(?n)a[^x]b", false),
        ("(?x)a \\n b # remark\n", true),
    ];
    for (pattern, expected) in patterns {
        let test = op("~", constant(DataType::Text, text), constant(DataType::Text, pattern));
        let answer = eval(&test, &Batch::new(Vec::new(), 1), &mut TestEnv::new()).unwrap();
        assert_eq!(answer.get(0), Value::Bool(expected), "{pattern}");
    }
}

#[test]
fn no_pattern_makes_the_time_explode() {
    let text = constant(DataType::Text, &"a".repeat(20_000));
    for pattern in ["(a*)*b", "(a|aa)+$b", "(x+x+)+y", "(a?){50}a{50}b", "^(a|a|a)*$"] {
        let test = op("~", text.clone(), constant(DataType::Text, pattern));
        let answer = eval(&test, &Batch::new(Vec::new(), 1), &mut TestEnv::new()).unwrap();
        assert_eq!(answer.get(0), Value::Bool(pattern.starts_with('^')), "{pattern}");
    }
}
