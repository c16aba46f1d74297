//! Casts of values and of columns.

use model::types::cast::column::cast_column;
use model::types::cast::value::{cast_value, How};
use model::types::cast::Context;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::text::to_text;
use model::types::value::Value;

use crate::table::{check, data_type, shown};

#[test]
fn casts_answer_as_postgresql_and_alike_for_columns() {
    let how = How::from(Context::Explicit);
    check(include_str!("cast.table"), |question| {
        let (from, to) = (data_type(question[0]), data_type(question[1]));
        let text = Value::Text(question[2].to_string());
        let value = cast_value(&text, DataType::Text, from, how)?;
        let show = |value: &Value| match value {
            Value::Null => "[]".to_string(),
            Value::Bool(value) => format!("[{value}]"),
            value => format!("[{}]", to_text(value, to)),
        };
        let single = cast_value(&value, from, to, how).map(|value| show(&value));
        // The same beside a NULL, whose place must not be looked at.
        let column = Column::from_values(from, &[Value::Null, value.clone(), value]);
        let several = cast_column(&column, from, to, how).map(|column| {
            assert_eq!(column.check(), Ok(()));
            assert!(column.get(0).is_null());
            show(&column.get(2))
        });
        assert_eq!(shown(single.clone()), shown(several), "{question:?}");
        single
    });
}
