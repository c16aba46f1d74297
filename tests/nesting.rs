//! Wide statements are taken, whatever their width; deep ones up to what a browser's thread has
//! stack for, and past it refused with 54001. Nothing ends the engine.

use engine::api::lab::Lab;
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;

/// Far more than a browser's thread has, because code that is not optimised takes far more.
const STACK_BYTES: usize = 256 * 1024 * 1024;

fn list(count: usize, between: &str, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(between)
}

fn nested(count: usize, open: &str, innermost: &str, close: &str) -> String {
    format!("SELECT {}{innermost}{}", open.repeat(count), close.repeat(count))
}

fn wide(shape: &str, count: usize) -> String {
    let of_g = |tests: String| format!("SELECT 1 FROM g WHERE {tests}");
    match shape {
        "union all" => list(count, " UNION ALL ", |at| format!("SELECT {at}")),
        "union" => list(count, " UNION ", |at| format!("SELECT {at}")),
        "except" => list(count, " EXCEPT ", |at| format!("SELECT {at}")),
        "case arms" => {
            let arms = list(count, " ", |at| format!("WHEN {at} THEN {at}"));
            format!("SELECT CASE g {arms} END FROM g")
        }
        "and" => of_g(list(count, " AND ", |at| format!("g <> {}", at + 5))),
        "or" => of_g(list(count, " OR ", |at| format!("g + 1 = {at}"))),
        "between" => of_g(list(count, " AND ", |_| "g BETWEEN 0 AND 5".to_string())),
        "plus" => format!("SELECT {} FROM g", list(count, " + ", |_| "g".to_string())),
        "concatenations" => format!("SELECT {}", list(count, " || ", |_| "'a'".to_string())),
        "in" => of_g(format!("g IN ({})", list(count, ", ", |at| at.to_string()))),
        "values" => format!("VALUES {}", list(count, ", ", |at| format!("({at})"))),
        "with" => {
            let names = list(count, ", ", |at| format!("c{at} AS (SELECT {at} AS x)"));
            format!("WITH {names} SELECT x FROM c0, g")
        }
        "with in a row" => {
            let more = list(count - 1, ", ", |at| format!("c{} AS (SELECT x FROM c{at})", at + 1));
            format!("WITH c0 AS (SELECT 1 AS x), {more} SELECT x FROM c{}", count - 1)
        }
        "joins" => {
            let joins = list(count, " ", |at| format!("JOIN g b{at} ON b{at}.g = a.g"));
            format!("SELECT count(*) FROM g a {joins}")
        }
        "windows" => {
            let calls = list(count, ", ", |at| format!("sum(1) OVER (ORDER BY g + {at})"));
            format!("SELECT {calls} FROM g")
        }
        "scalars" => {
            format!("SELECT {} FROM g", list(count, ", ", |at| format!("(SELECT {at} + g.g)")))
        }
        "exists" => of_g(list(count, " AND ", |_| "EXISTS (SELECT g.g)".to_string())),
        _ => panic!("no shape {shape}"),
    }
}

fn deep(shape: &str, count: usize) -> String {
    match shape {
        "brackets" => nested(count, "(", "1", ")"),
        "sums" => nested(count, "(", "1", " + 1)"),
        "sums to the right" => nested(count, "(1 + ", "1", ")"),
        "calls" => nested(count, "abs(", "1", ")"),
        "not" => nested(count, "NOT ", "true", ""),
        "minus" => nested(count, "- ", "1", ""),
        "case" => nested(count, "CASE WHEN true THEN ", "1", " END"),
        "else" => nested(count, "CASE WHEN false THEN 0 ELSE ", "1", " END"),
        "when" => nested(count, "CASE WHEN ", "true", " THEN true END"),
        "cast" => nested(count, "CAST(", "1", " AS int)"),
        "subqueries" => nested(count, "(SELECT ", "1", ")"),
        "exists" => nested(count, "EXISTS (SELECT 1 WHERE ", "true", ")"),
        "from" => {
            let aliases = list(count, " ", |at| format!(") s{at}"));
            format!("SELECT * FROM {} g {aliases}", "(SELECT * FROM ".repeat(count))
        }
        _ => panic!("no shape {shape}"),
    }
}

/// The SQLSTATE of a statement that failed.
fn refusal(lab: &mut Lab, sql: String) -> Option<String> {
    let replies = lab.handle(Command::Execute { session: SessionId(0), sql });
    replies.iter().find_map(|reply| match reply {
        Reply::StatementFailed { error, .. } => Some(error.sqlstate.as_str().to_string()),
        _ => None,
    })
}

/// Asks for each shape at the size that is taken and at the one that is not.
fn hold(shapes: &'static [(&str, usize, usize)], statement: fn(&str, usize) -> String) {
    let asking = move || {
        let mut lab = Lab::new(Setup::at_level(Level::Counts));
        let g = "CREATE TABLE g (g int); INSERT INTO g VALUES (1)".to_string();
        assert_eq!(refusal(&mut lab, g), None);
        for (shape, taken, refused) in shapes {
            assert_eq!(refusal(&mut lab, statement(shape, *taken)), None, "{taken} {shape}");
            if *refused > 0 {
                let code = refusal(&mut lab, statement(shape, *refused));
                assert_eq!(code.as_deref(), Some("54001"), "{refused} {shape}");
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(asking);
    thread.expect("a thread can be made").join().expect("every answer is as expected");
}

#[test]
fn wide_statements_are_taken() {
    hold(
        &[
            ("union all", 1_000, 20_000),
            ("union", 1_000, 20_000),
            ("except", 40, 1_000),
            ("case arms", 1_000, 0),
            ("and", 1_000, 20_000),
            ("or", 1_000, 20_000),
            ("between", 1_000, 20_000),
            ("plus", 1_000, 20_000),
            ("concatenations", 1_000, 20_000),
            ("in", 5_000, 0),
            ("values", 5_000, 0),
            ("with", 190, 20_000),
            ("with in a row", 190, 1_000),
            ("joins", 190, 1_000),
            ("windows", 60, 1_000),
            ("scalars", 190, 20_000),
            ("exists", 90, 20_000),
        ],
        wide,
    );
}

#[test]
fn deep_statements_are_taken_as_far_as_the_stack_goes() {
    hold(
        &[
            ("brackets", 10_000, 0),
            ("sums", 60, 100),
            ("sums to the right", 45, 100),
            ("calls", 50, 100),
            ("not", 50, 1_000),
            ("minus", 50, 1_000),
            ("case", 50, 1_000),
            ("else", 50, 1_000),
            ("when", 50, 1_000),
            ("cast", 50, 1_000),
            ("subqueries", 40, 1_000),
            ("exists", 40, 1_000),
            ("from", 40, 1_000),
        ],
        deep,
    );
}

#[test]
fn a_mistake_stays_a_mistake() {
    let mut lab = Lab::new(Setup::at_level(Level::Counts));
    for sql in ["SELECT CASE WHEN true THEN", "SELECT NOT )", "SELECT ((1", "SELECT (((1))))"] {
        assert_eq!(refusal(&mut lab, sql.to_string()).as_deref(), Some("42601"), "{sql}");
    }
}
