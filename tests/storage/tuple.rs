//! Tuples are, byte for byte, those of PostgreSQL 15, and as many of them share a page. The bytes
//! and the counts were read there once, with `pageinspect` and `pg_relation_size`.

use engine::expr::batch::Batch;
use engine::storage::tuple::header::{TupleHeader, HAS_NULL, HAS_VARIABLE, XMAX_INVALID};
use engine::storage::tuple::layout::RowLayout;
use model::base::rng::Rng;
use model::types::column::Column;
use model::types::data_type::DataType as T;
use model::types::datetime::Interval;
use model::types::numeric::Numeric;
use model::types::value::Value;
use std::sync::Arc;

use crate::world::{World, REL};

const DAY: i64 = 86_400_000_000;

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn int_or_null(number: i32, is_null: bool) -> Value {
    if is_null {
        Value::Null
    } else {
        Value::Int4(number)
    }
}

/// Everyday columns.
const A: &[T] = &[T::Int4, T::Int4, T::Date, T::Date, T::Numeric(Some((10, 2))), T::Text];

fn row_a(g: i32) -> Vec<Value> {
    vec![
        Value::Int4(g),
        Value::Int4(g % 7),
        Value::Date(g % 1000),
        Value::Date(366 + g % 77),
        Value::Numeric(Numeric::from_parts(i128::from(g * 37 % 100_000), 2)),
        text(format!("customer {g}")),
    ]
}

/// One column of every other type.
const B: &[T] = &[
    T::Int2,
    T::Int8,
    T::Float4,
    T::Float8,
    T::Bool,
    T::Uuid,
    T::Interval,
    T::Name,
    T::Timestamp,
    T::TimestampTz,
    T::Time,
    T::Char(12),
    T::Varchar(Some(40)),
    T::Oid,
];

fn row_b(g: i32) -> Vec<Value> {
    let at = 7_305 * DAY + i64::from(g) * 1_000_000;
    vec![
        Value::Int2((g % 100) as i16),
        Value::Int8(i64::from(g)),
        Value::Float4((f64::from(g) / 3.0) as f32),
        Value::Float8(f64::from(g) / 7.0),
        Value::Bool(g % 3 == 0),
        Value::Uuid(u128::from_str_radix(&format!("{g:012}"), 16).expect("digits")),
        Value::Interval(Interval {
            months: g % 13,
            days: g % 40,
            micros: i64::from(g) * 1_000_000,
        }),
        text(format!("name{g}")),
        Value::Timestamp(at),
        Value::TimestampTz(at),
        Value::Time(1_000_000 + i64::from(g % 1000) * 1_000_000),
        text(format!("{:12}", format!("c{g}"))),
        text("v".repeat((g % 41) as usize)),
        Value::Int8(i64::from(g)),
    ]
}

/// NULLs, long strings, long numbers.
const C: &[T] = &[T::Int4, T::Text, T::Int8, T::Numeric(None), T::Text];

fn row_c(g: i32) -> Vec<Value> {
    let cube = Numeric::from_parts(i128::from(g).pow(3), 0);
    let share = cube.div(&Numeric::from_parts(i128::from(g % 13 + 1), 0));
    vec![
        int_or_null(g, g % 3 == 0),
        if g % 5 == 0 { Value::Null } else { text("x".repeat((g % 200) as usize)) },
        if g % 7 == 0 { Value::Null } else { Value::Int8(i64::from(g)) },
        if g % 11 == 0 { Value::Null } else { Value::Numeric(share.expect("not by zero")) },
        if g % 2 == 0 { text(format!("u{g}")) } else { Value::Null },
    ]
}

fn values_of(tuple: &[u8]) -> String {
    let hoff = usize::from(TupleHeader::read(tuple).hoff);
    tuple[hoff..].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn page_count(types: &[T], row: fn(i32) -> Vec<Value>, count: i32) -> u32 {
    let layout = RowLayout::new(types);
    let mut world = World::new(8_192, 64);
    let mut txn = world.begin();
    let stamp = world.manager.stamp(&mut txn, &mut world.tracer);
    for g in 1..=count {
        let mut tuple = layout.encode(&row(g));
        let place = world.store.heap_insert(REL, &mut tuple, stamp, &mut world.tracer);
        place.expect("the row fits");
    }
    world.check();
    world.store.page_count(REL)
}

#[test]
fn tables_have_as_many_pages_as_in_postgresql() {
    assert_eq!(page_count(A, row_a, 100_000), 834);
    assert_eq!(page_count(B, row_b, 10_000), 285);
    assert_eq!(page_count(C, row_c, 10_000), 171);
}

#[test]
fn values_lie_as_in_postgresql() {
    let a = |g| values_of(&RowLayout::new(A).encode(&row_a(g)));
    assert_eq!(a(1), "0100000001000000010000006f0100000b7f81740e17637573746f6d65722031");
    assert_eq!(a(3), "030000000300000003000000710100000f008101004c0417637573746f6d65722033");
    let b = values_of(&RowLayout::new(B).encode(&row_b(1)));
    let expected = [
        "01000000000000000100000000000000abaaaa3e00000000922449922449c23f0000000000000000",
        "0000000000000000010000000000000040420f000000000001000000010000006e616d6531000000",
        "00000000000000000000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000040a2d186073e020040a2d186073e020080841e0000000000",
        "1b63312020202020202020202005760001000000",
    ];
    assert_eq!(b, expected.concat());
    let c = |g| RowLayout::new(C).encode(&row_c(g));
    assert_eq!(values_of(&c(1)), "010000000578000001000000000000000b7f8a8813");
    assert_eq!(c(1)[23], 0b0000_1111);
    let sixteen =
        "10000000237878787878787878787878787878787800000010000000000000000b0088000409753136";
    assert_eq!(values_of(&c(16)), sixteen);
    let header = TupleHeader::read(&c(1));
    assert_eq!(header.infomask, HAS_NULL | HAS_VARIABLE | XMAX_INVALID);
    assert_eq!(header.attribute_count(), 5);
}

#[test]
fn rows_come_back_whatever_columns_are_wanted() {
    let mut rng = Rng::stream(1, "tuple");
    for (types, row) in [(A, row_a as fn(i32) -> Vec<Value>), (B, row_b), (C, row_c)] {
        let layout = RowLayout::new(types);
        let rows: Vec<Vec<Value>> = (1..=400).map(row).collect();
        let tuples: Vec<Vec<u8>> = rows.iter().map(|row| layout.encode(row)).collect();
        for _ in 0..20 {
            let wanted: Vec<usize> = (0..types.len()).filter(|_| rng.below(2) == 0).collect();
            let mut columns: Vec<Column> =
                wanted.iter().map(|&column_no| Column::empty(types[column_no])).collect();
            for tuple in &tuples {
                layout.decode(tuple, &wanted, &mut columns).expect("a sound tuple");
            }
            for (column, &column_no) in columns.iter().zip(&wanted) {
                assert_eq!(column.check(), Ok(()));
                let expected: Vec<Value> = rows.iter().map(|row| row[column_no].clone()).collect();
                let found: Vec<Value> = (0..rows.len()).map(|at| column.get(at)).collect();
                assert_eq!(found, expected);
            }
        }
    }
}

#[test]
fn a_row_of_a_batch_gives_the_same_tuple_as_its_values() {
    let layout = RowLayout::new(C);
    let rows: Vec<Vec<Value>> = (1..=50).map(row_c).collect();
    let column = |column_no: usize| {
        let values: Vec<Value> = rows.iter().map(|row| row[column_no].clone()).collect();
        Arc::new(Column::from_values(C[column_no], &values))
    };
    let batch = Batch::new((0..C.len()).map(column).collect(), rows.len());
    let mut tuple = Vec::new();
    for (row_no, row) in rows.iter().enumerate() {
        layout.encode_row(&batch, row_no, &mut tuple);
        assert_eq!(tuple, layout.encode(row));
    }
}

#[test]
fn columns_added_later_are_missing_in_older_tuples() {
    let old = RowLayout::new(&[T::Int4]).encode(&[Value::Int4(7)]);
    let new = RowLayout::new(&[T::Int4, T::Text, T::Int4]).with_missing(2, Value::Int4(5));
    assert_eq!(new.values(&old), Ok(vec![Value::Int4(7), Value::Null, Value::Int4(5)]));
}

#[test]
fn a_damaged_tuple_is_an_error_and_no_panic() {
    let mut rng = Rng::stream(2, "tuple");
    let layout = RowLayout::new(C);
    for g in 1..2_000 {
        let mut tuple = layout.encode(&row_c(g % 300 + 1));
        let hoff = usize::from(TupleHeader::read(&tuple).hoff);
        let at = hoff + rng.below((tuple.len() - hoff) as u64) as usize;
        tuple[at] = rng.next_u64() as u8;
        tuple.truncate(hoff + rng.below((tuple.len() - hoff) as u64 + 1) as usize);
        let (Ok(_) | Err(_)) = layout.values(&tuple);
    }
}
