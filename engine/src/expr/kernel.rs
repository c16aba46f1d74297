//! Loops shared by kernels, and the macro that makes a row of the function table from one line.
//!
//! ```text
//!   functions! {
//!       ARITHMETIC;
//!       "abs" (a: Float8) -> Float8 = a.abs();                                cannot fail
//!       "%" (a: Int4, b: Int4) -> Int4 => remainder(a, b);                    may fail
//!       Stable "now" () -> TimestampTz : now;                                 a kernel of its own
//!   }
//! ```

use model::base::error::{Error, Result};
use model::types::column::Column;

use super::call::{Call, View};
use super::form::{Form, Plain};

/// Computes each wanted row on its own.
pub fn each_row<'a, R: Form>(
    call: &Call<'a>,
    mut row_value: impl FnMut(usize) -> Result<R::Owned<'a>>,
) -> Result<Column> {
    let mut store = R::store(call.rows);
    match call.valid {
        None => {
            for row in 0..call.rows {
                R::push(&mut store, row_value(row)?);
            }
        }
        Some(valid) => {
            for (row, valid) in valid.iter().enumerate() {
                if *valid {
                    R::push(&mut store, row_value(row)?);
                } else {
                    R::push_filler(&mut store);
                }
            }
        }
    }
    Ok(Column::new(R::finish(store)))
}

/// Computes each wanted row on its own; the result may be NULL though no argument is.
pub fn each_row_or_null<'a, R: Form>(
    call: &Call<'a>,
    mut row_value: impl FnMut(usize) -> Result<Option<R::Owned<'a>>>,
) -> Result<Column> {
    let mut store = R::store(call.rows);
    let mut valid = vec![false; call.rows];
    for (row, valid) in valid.iter_mut().enumerate() {
        let value = if call.wants(row) { row_value(row)? } else { None };
        match value {
            Some(value) => {
                R::push(&mut store, value);
                *valid = true;
            }
            None => R::push_filler(&mut store),
        }
    }
    Ok(Column::with_valid(R::finish(store), valid))
}

/// Two arguments of plain words, by an operation that says whether it went wrong. Every row is
/// computed, wanted or not, so that the loop has no branch; only if any went wrong is it asked
/// whether a wanted one did.
pub fn flagged<'a, F: Plain>(
    call: &Call<'a>,
    work: impl Fn(F::Word, F::Word) -> (F::Word, bool) + Copy,
    error: fn() -> Error,
) -> Result<Column> {
    let (a, b): (View<F>, View<F>) = (call.view(0), call.view(1));
    let mut any_wrong = false;
    let mut keep = |(word, wrong): (F::Word, bool)| {
        any_wrong |= wrong;
        word
    };
    let words: Vec<F::Word> = match (a.constant(), b.constant()) {
        (None, None) => a.all().iter().zip(b.all()).map(|(&a, &b)| keep(work(a, b))).collect(),
        (None, Some(b)) => a.all().iter().map(|&a| keep(work(a, b))).collect(),
        (Some(a), None) => b.all().iter().map(|&b| keep(work(a, b))).collect(),
        (Some(a), Some(b)) => vec![keep(work(a, b)); call.rows],
    };
    if any_wrong && (0..call.rows).any(|row| call.wants(row) && work(a.at(row), b.at(row)).1) {
        return Err(error());
    }
    Ok(Column::new(F::wrap(words)))
}

/// Makes one family's part of the function table.
macro_rules! functions {
    ($(#[$doc:meta])* $table:ident;
        $($($volatility:ident)? $name:literal $args:tt -> $ret:ident $how:tt $work:expr;)*
    ) => {
        $(#[$doc])*
        pub static $table: &[$crate::expr::function::Function] = &[$(
            function_row!(
                $name $args -> $ret, [$($volatility)?] $how $work)
        ),*];
    };
}

/// One row: `=` for work that cannot fail, `=>` for work that may, `:` for a kernel of its own.
macro_rules! function_row {
    ($name:literal ($($a:ident: $form:ident),+) -> $ret:ident, $volatility:tt = $work:expr) => {
        function_row!($name ($($a: $form),+) -> $ret, $volatility => Ok($work))
    };
    ($name:literal ($($a:ident: $form:ident),+) -> $ret:ident, $volatility:tt => $work:expr) => {
        function_row!($name ($($form),+) -> $ret, $volatility : |call, _| {
            let mut places = 0..;
            $(
                let at = places.next().expect("there are more numbers than arguments");
                let $a: $crate::expr::call::View<$form> = call.view(at);
            )+
            $crate::expr::kernel::each_row::<$ret>(call, |row| {
                $(let $a = $a.at(row);)+
                $work
            })
        })
    };
    ($name:literal ($($form:ident),*) -> $ret:ident, [$($volatility:ident)?] : $kernel:expr) => {
        $crate::expr::function::Function {
            $(volatility: $crate::expr::function::Volatility::$volatility,)?
            ..$crate::expr::function::Function::strict(
                $name,
                &[$(<$form as $crate::expr::form::Form>::DATA_TYPE),*],
                <$ret as $crate::expr::form::Form>::DATA_TYPE,
                $kernel,
            )
        }
    };
}
