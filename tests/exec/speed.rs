//! How long 100,000 rows take: figures for a reader, run by hand.
//!
//! `cargo test --release --test exec -- --ignored --nocapture speed`

use std::time::{Duration, Instant};

use engine::catalog::info::TableInfo;
use engine::expr::bound::{CastKind, Expr};
use engine::plan::physical::Plan;
use engine::sql::algebra::{JoinKind, WindowFunction};
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::numeric::Numeric;
use model::types::value::Value;

use super::plans::*;
use super::world::World;

const ROWS: i32 = 100_000;
const USERS: i32 = 10_000;
const NUMERIC: DataType = DataType::Numeric(None);

struct Shop {
    orders: TableInfo,
    users: TableInfo,
}

fn shop(world: &mut World) -> Shop {
    let user_of = |order: i32| (i64::from(order) * 7_919 % i64::from(USERS)) as i32;
    let status = ["new", "paid", "shipped", "returned"];
    let orders = world.table(
        "orders",
        &[("id", INT), ("user_id", INT), ("amount", NUMERIC), ("status", TEXT), ("price", BIGINT)],
    );
    let rows: Vec<Vec<Value>> = (0..ROWS)
        .map(|id| {
            vec![
                Value::Int4(id),
                Value::Int4(user_of(id)),
                Value::Numeric(Numeric::from_parts(i128::from(id * 37 % 100_000), 2)),
                Value::Text(status[id as usize % 4].to_string()),
                Value::Int8(i64::from(id) * 104_729 % 1_000_003),
            ]
        })
        .collect();
    world.fill(&orders, &rows);
    let users = world.table("users", &[("id", INT), ("name", TEXT)]);
    let rows: Vec<Vec<Value>> = (0..USERS)
        .map(|id| vec![Value::Int4(id), Value::Text(format!("user {:05}", id * 31 % USERS))])
        .collect();
    world.fill(&users, &rows);
    Shop { orders, users }
}

fn plans(shop: &Shop) -> Vec<(&'static str, Plan)> {
    let orders = || scan(&shop.orders, None);
    let users = || scan(&shop.users, None);
    let per_user =
        aggregate(orders(), &[1], vec![agg("count", vec![]), agg("sum", vec![col(4, BIGINT)])]);
    let per_status =
        aggregate(orders(), &[3], vec![agg("count", vec![]), agg("avg", vec![col(2, NUMERIC)])]);
    let keyed = project(orders(), vec![col(1, INT), col(4, BIGINT)]);
    let joined = hash_join(JoinKind::Inner, keyed, users(), None);
    let per_name = aggregate(joined.clone(), &[3], vec![agg("sum", vec![col(1, BIGINT)])]);
    let by_user = sort(orders(), vec![asc(1, INT), desc(4, BIGINT)]);
    let number = over(WindowFunction::RowNumber, vec![], default_frame());
    let numbered = window(by_user.clone(), &[1], &[desc(4, BIGINT)], vec![number]);
    let running = total_over("sum", vec![col(4, BIGINT)], default_frame());
    let running = window(by_user.clone(), &[1], &[desc(4, BIGINT)], vec![running]);
    let first_ten = filter(numbered.clone(), op("<", col(5, BIGINT), bigint(2)));
    let step = project(
        filter(cte_scan(0, &[INT]), op("<", col(0, INT), int(ROWS))),
        vec![op("+", col(0, INT), int(1))],
    );
    vec![
        ("scan, all columns", orders()),
        ("scan, one row found", scan(&shop.orders, Some(op("=", col(1, INT), int(42))))),
        ("group by int, 10,000 groups", per_user),
        ("group by text, 4 groups", per_status),
        ("hash join", joined),
        ("hash join, group by text", per_name),
        ("sort by bigint", sort(orders(), vec![asc(4, BIGINT)])),
        ("sort by numeric", sort(orders(), vec![asc(2, NUMERIC)])),
        ("sort by text, int", sort(orders(), vec![asc(3, TEXT), asc(0, INT)])),
        ("top 100 by bigint", sort_top(orders(), vec![asc(4, BIGINT)], Some(100))),
        ("row_number per user", numbered),
        ("first of each user", first_ten),
        ("running sum per user", running),
        ("distinct bigint", distinct(project(orders(), vec![col(4, BIGINT)]), &[0])),
        ("recursion to 100,000", recursive_union(0, rows(&[INT], &["1"]), step, true)),
        ("count of 1,000,000", aggregate(series(1_000_000), &[], vec![agg("count", vec![])])),
        ("insert 100,000, numbered", insert(&shop.users, numbered_rows(), vec![])),
        (
            "insert 100,000",
            insert(&shop.users, project(series(ROWS), vec![col(0, INT), text("x")]), vec![]),
        ),
    ]
}

/// Rows whose first column is drawn from a sequence, which goes row by row.
fn numbered_rows() -> Plan {
    let sequence = Expr::Const { value: Value::Int8(1), data_type: DataType::Oid };
    let number = Expr::Cast {
        arg: Box::new(call("nextval", vec![sequence])),
        to: INT,
        kind: CastKind::Assignment,
    };
    project(series(ROWS), vec![number, text("x")])
}

#[test]
#[ignore = "prints figures, and is of use in release mode only"]
fn speed_of_100_000_rows() {
    for level in [Level::Counts, Level::Pages] {
        let mut world = World::at_level(level);
        let shop = shop(&mut world);
        world.register(&shop.orders);
        world.register(&shop.users);
        for (name, plan) in plans(&shop) {
            let times: Vec<Duration> = (0..5)
                .map(|_| {
                    world.tracer.drain();
                    let start = Instant::now();
                    world.run_silently(&plan);
                    start.elapsed()
                })
                .collect();
            let best = times.iter().min().expect("five runs");
            println!("{level:?}: {name:30} {best:?}");
        }
    }
}
