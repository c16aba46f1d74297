//! Laws that hold for all values: random ones of fixed seeds.

use std::cmp::Ordering;

use model::base::codec;
use model::base::rng::Rng;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::datetime::Interval;
use model::types::numeric::sum::NumericSum;
use model::types::numeric::Numeric;
use model::types::order::hash::{hash_at, hash_value};
use model::types::order::key::{write_key, Direction, Nulls};
use model::types::order::read::{key_end, read_key};
use model::types::order::{compare, compare_at};
use model::types::text::{from_text, to_text};
use model::types::value::Value;

/// A number of few or many digits, often equal to another one, or none.
fn number(rng: &mut Rng) -> Numeric {
    let special = ["NaN", "Infinity", "-Infinity", "0", "0.00", "1e50", "1.0e50", "-1e-70"];
    if rng.below(12) == 0 {
        let text = special[rng.below(special.len() as u64) as usize];
        return Numeric::parse(text).expect("a number");
    }
    let mantissa = rng.next_u64() as i64 as i128 >> rng.below(64);
    let mantissa = if rng.below(3) == 0 { mantissa * mantissa } else { mantissa };
    let small = Numeric::from_parts(mantissa, rng.below(40) as u16);
    match rng.below(4) {
        0 => small.mul(&Numeric::parse("1e40").expect("a number")).expect("in range"),
        1 => small.round(rng.below(6) as i32).expect("in range"),
        _ => small,
    }
}

fn value(rng: &mut Rng, data_type: DataType) -> Value {
    let word = rng.next_u64() >> rng.below(64);
    let word = if rng.below(2) == 0 { word as i64 } else { (word as i64).wrapping_neg() };
    match data_type {
        _ if rng.below(10) == 0 => Value::Null,
        DataType::Bool => Value::Bool(word & 1 == 1),
        DataType::Int2 => Value::Int2(word as i16),
        DataType::Int4 => Value::Int4(word as i32),
        DataType::Int8 => Value::Int8(word),
        DataType::Numeric(_) => Value::Numeric(number(rng)),
        DataType::Float4 => Value::Float4(f32::from_bits(word as u32)),
        DataType::Float8 => Value::Float8(f64::from_bits(word as u64)),
        DataType::Text | DataType::Char(_) => {
            let letters = ['a', 'b', ' ', '\0', '\u{1}', '\u{2}', 'é', '漢'];
            let letter = |_| letters[rng.below(letters.len() as u64) as usize];
            Value::Text((0..word.rem_euclid(5)).map(letter).collect())
        }
        DataType::Date => Value::Date((word % 2_000_000) as i32),
        DataType::Timestamp => Value::Timestamp(word % 200_000_000_000_000_000),
        DataType::Interval => Value::Interval(Interval {
            months: (word % 50) as i32,
            days: rng.below(100) as i32 - 50,
            micros: word % 200_000_000_000,
        }),
        DataType::Uuid => Value::Uuid(u128::from(word as u64) << rng.below(64)),
        other => panic!("{other:?} is not drawn"),
    }
}

const TYPES: [DataType; 13] = [
    DataType::Bool,
    DataType::Int2,
    DataType::Int4,
    DataType::Int8,
    DataType::Numeric(None),
    DataType::Float4,
    DataType::Float8,
    DataType::Text,
    DataType::Char(9),
    DataType::Date,
    DataType::Timestamp,
    DataType::Interval,
    DataType::Uuid,
];

fn key(column: &Column, at: usize, data_type: DataType, way: (Direction, Nulls)) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_key(column, at, data_type, way, &mut bytes);
    bytes
}

#[test]
fn order_hash_and_keys_agree() {
    let mut rng = Rng::stream(1, "order");
    for data_type in TYPES {
        let values: Vec<Value> = (0..160).map(|_| value(&mut rng, data_type)).collect();
        let column = Column::from_values(data_type, &values);
        for (i, left) in values.iter().enumerate() {
            assert_eq!(hash_value(left, data_type), hash_at(&column, i, data_type));
            for (j, right) in values.iter().enumerate() {
                let order = compare(left, right, data_type);
                let what = format!("{left:?} and {right:?} of {data_type:?}");
                assert_eq!(order, compare_at(&column, i, &column, j, data_type), "{what}");
                assert_eq!(order, compare(right, left, data_type).reverse(), "{what}");
                let keys =
                    |way| key(&column, i, data_type, way).cmp(&key(&column, j, data_type, way));
                assert_eq!(order, keys((Direction::Ascending, Nulls::Last)), "{what}");
                if !left.is_null() && !right.is_null() {
                    let down = keys((Direction::Descending, Nulls::First));
                    assert_eq!(order.reverse(), down, "{what}");
                }
                if order == Ordering::Equal {
                    let (left, right) = (hash_value(left, data_type), hash_value(right, data_type));
                    assert_eq!(left, right, "{what}");
                }
            }
        }
    }
}

#[test]
fn keys_are_read_back_column_by_column() {
    let mut rng = Rng::stream(6, "keys");
    for _ in 0..4_000 {
        let types = [0; 3].map(|_| TYPES[rng.below(TYPES.len() as u64) as usize]);
        let ways = [0; 3].map(|_| match rng.below(2) {
            0 => (Direction::Ascending, Nulls::Last),
            _ => (Direction::Descending, Nulls::First),
        });
        let values = types.map(|data_type| value(&mut rng, data_type));
        let mut bytes = Vec::new();
        for ((data_type, way), value) in types.into_iter().zip(ways).zip(&values) {
            let column = Column::from_values(data_type, std::slice::from_ref(value));
            write_key(&column, 0, data_type, way, &mut bytes);
        }
        let mut rest = &bytes[..];
        for ((data_type, way), value) in types.into_iter().zip(ways).zip(&values) {
            let end = key_end(rest, data_type, way.0);
            let before = rest.len();
            let read = read_key(&mut rest, data_type, way);
            assert_eq!(before - rest.len(), end, "{value:?}");
            assert_eq!(compare(&read, value, data_type), Ordering::Equal, "{read:?}, {value:?}");
        }
        assert!(rest.is_empty());
        // A key that is cut off, as separators of an index are, still reads as something.
        let mut cut = &bytes[..rng.below(bytes.len() as u64 + 1) as usize];
        types.into_iter().zip(ways).for_each(|(data_type, way)| {
            read_key(&mut cut, data_type, way);
        });
    }
}

#[test]
fn texts_and_bytes_read_back_the_same() {
    let mut rng = Rng::stream(2, "round trip");
    for data_type in TYPES {
        for _ in 0..400 {
            let value = value(&mut rng, data_type);
            if value.is_null() || data_type == DataType::Char(9) {
                continue;
            }
            let text = to_text(&value, data_type);
            let read = from_text(&text, data_type).expect("its own text");
            assert_eq!(to_text(&read, data_type), text);
            assert_eq!(compare(&read, &value, data_type), Ordering::Equal, "{value:?}");
            let decoded: Value = codec::decode(&codec::encode(&value)).expect("its own bytes");
            assert_eq!(to_text(&decoded, data_type), text);
        }
    }
}

#[test]
fn numbers_are_stored_and_come_back() {
    let mut rng = Rng::stream(3, "stored");
    for _ in 0..2_000 {
        let number = number(&mut rng);
        let mut bytes = Vec::new();
        number.pack(&mut bytes);
        let unpacked = Numeric::unpack(&bytes).expect("its own bytes");
        assert_eq!(unpacked.to_string(), number.to_string());
        if let Some(digits) = number.to_digits() {
            let joined = Numeric::from_digits(&digits).expect("its own digits");
            assert_eq!(joined.to_string(), number.to_string());
        }
        // Bytes that are cut or changed give an error or a number, and never a panic.
        let place = rng.below(bytes.len() as u64) as usize;
        bytes[place] ^= 1 << rng.below(8);
        let _ = Numeric::unpack(&bytes);
        let _ = Numeric::unpack(&bytes[..place]);
    }
}

#[test]
fn sums_do_not_depend_on_order_or_cuts() {
    let mut rng = Rng::stream(4, "sums");
    for _ in 0..200 {
        let numbers: Vec<Numeric> = (0..rng.below(30)).map(|_| number(&mut rng)).collect();
        let mut one_by_one = Numeric::ZERO;
        let (mut forth, mut left, mut right) =
            (NumericSum::default(), NumericSum::default(), NumericSum::default());
        for (at, number) in numbers.iter().enumerate() {
            one_by_one = one_by_one.add(number).expect("in range");
            forth.add(number);
            if at % 2 == 0 {
                left.add(number)
            } else {
                right.add(number)
            }
        }
        left.merge(&right);
        let total = forth.total().expect("in range");
        assert_eq!(total.clone().unwrap_or_default().to_string(), one_by_one.to_string());
        let merged = left.total().expect("in range");
        assert_eq!(format!("{merged:?}"), format!("{total:?}"));
    }
}

#[test]
fn columns_are_cut_and_joined() {
    let mut rng = Rng::stream(5, "columns");
    for data_type in TYPES {
        let values: Vec<Value> = (0..50).map(|_| value(&mut rng, data_type)).collect();
        let column = Column::from_values(data_type, &values);
        assert_eq!(column.check(), Ok(()));
        let mut joined = column.slice(0, 20);
        joined.append(&column.slice(20, 30));
        assert_eq!(joined.check(), Ok(()));
        let places: Vec<u32> = (0..50).rev().collect();
        let taken = joined.take(&places);
        assert_eq!(taken.check(), Ok(()));
        for at in 0..50 {
            let order = compare_at(&taken, 49 - at, &column, at, data_type);
            assert_eq!(order, Ordering::Equal);
        }
    }
}
