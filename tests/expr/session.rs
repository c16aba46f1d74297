//! Functions that ask the session: settings, names, chance, sequences.

use engine::expr::batch::Batch;
use engine::expr::bound::Expr;
use engine::expr::env::Env;
use engine::expr::eval::eval;
use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::build::{constant, function, int};
use crate::world::TestEnv;

fn three_rows(expr: &Expr, env: &mut TestEnv) -> Result<Vec<Value>> {
    let column = eval(expr, &Batch::new(Vec::new(), 3), env)?;
    Ok((0..3).map(|row| column.get(row)).collect())
}

fn text(text: &str) -> Expr {
    constant(DataType::Text, text)
}

#[test]
fn a_volatile_function_answers_each_row_anew() {
    let mut env = TestEnv::new();
    let next = function("nextval", vec![text("s")]);
    assert_eq!(three_rows(&next, &mut env).unwrap(), [1, 2, 3].map(Value::Int8));
    let draws = three_rows(&function("random", vec![]), &mut env).unwrap();
    assert!(draws[0] != draws[1] && draws[1] != draws[2]);
    let ids = three_rows(&function("gen_random_uuid", vec![]), &mut env).unwrap();
    assert_ne!(ids[0], ids[1]);
    let Value::Uuid(id) = ids[0] else { panic!("a uuid") };
    assert_eq!((id >> 76 & 0xf, id >> 62 & 0x3), (4, 2));
}

#[test]
fn a_stable_function_is_asked_once() {
    let mut env = TestEnv::new();
    let now = three_rows(&function("now", vec![]), &mut env).unwrap();
    assert_eq!(now, vec![Value::TimestampTz(env.transaction_micros()); 3]);
    let user = three_rows(&function("current_user", vec![]), &mut env).unwrap();
    assert_eq!(user[0], Value::Text("postgres".to_string()));
}

#[test]
fn settings_are_read_and_written() {
    let mut env = TestEnv::new();
    let off = constant(DataType::Bool, "f");
    let set = function("set_config", vec![text("work_mem"), text("1MB"), off]);
    assert_eq!(three_rows(&set, &mut env).unwrap()[0], Value::Text("1MB".to_string()));
    let read = |name| function("current_setting", vec![text(name)]);
    let answer = three_rows(&read("work_mem"), &mut env).unwrap();
    assert_eq!(answer[0], Value::Text("1MB".to_string()));
    let error = three_rows(&read("nothing"), &mut env).unwrap_err().to_sql();
    assert_eq!(error.sqlstate.as_str(), "42704");
    assert_eq!(error.message, "unrecognized configuration parameter \"nothing\"");
}

#[test]
fn a_type_is_known_by_name() {
    let mut env = TestEnv::new();
    let answer = three_rows(&function("pg_typeof", vec![int(1)]), &mut env).unwrap();
    assert_eq!(answer[0], Value::Text("integer".to_string()));
    let name = Expr::Const { value: Value::Null, data_type: DataType::Varchar(Some(3)) };
    let answer = three_rows(&function("pg_typeof", vec![name]), &mut env).unwrap();
    assert_eq!(answer[0], Value::Text("character varying".to_string()));
}
