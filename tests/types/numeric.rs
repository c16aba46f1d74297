//! Arithmetic of numeric.

use model::base::error::Result;
use model::types::numeric::Numeric;

use crate::table::check;

fn ask(question: &[&str]) -> Result<String> {
    let number = |at: usize| Numeric::parse(question[at]);
    let whole = |at: usize| question[at].parse::<i32>().expect("a whole number");
    let answer = match question[0] {
        "+" => number(1)?.add(&number(2)?)?,
        "-" => number(1)?.sub(&number(2)?)?,
        "*" => number(1)?.mul(&number(2)?)?,
        "/" => number(1)?.div(&number(2)?)?,
        "%" => number(1)?.rem(&number(2)?)?,
        "round" => number(1)?.round(whole(2))?,
        "trunc" => number(1)?.trunc(whole(2))?,
        "ceil" => number(1)?.ceil()?,
        "floor" => number(1)?.floor()?,
        "sign" => number(1)?.sign(),
        "abs" => number(1)?.abs(),
        "trim_scale" => number(1)?.trim_scale(),
        "sqrt" => number(1)?.sqrt()?,
        "exp" => number(1)?.exp()?,
        "ln" => number(1)?.ln()?,
        "log" if question.len() == 3 => number(2)?.log(&number(1)?)?,
        "log" => number(1)?.log10()?,
        "power" => number(1)?.power(&number(2)?)?,
        "fit" => number(1)?.fit(whole(2) as u16, whole(3) as i16)?,
        "digits" => Numeric::from(number(1)?.to_string().len() as i64),
        other => panic!("{other} is no question"),
    };
    Ok(answer.to_string())
}

#[test]
fn numeric_answers_as_postgresql() {
    check(include_str!("numeric.table"), ask);
}
