//! Variance and standard deviation.
//!
//! Over whole numbers and numerics they are exact; over floating-point numbers they are kept by
//! the recurrence of Youngs and Cramer ("Updating Mean and Sum of Squares", 1971), which loses
//! less than a sum of squares does.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::numeric::sum::{NumericSpread, Spread};
use model::types::numeric::Numeric as Number;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::form::{Float4, Float8, Form, Int2, Int4, Int8, Numeric, Plain};

/// Which of the four.
trait Which: Clone + Default + 'static {
    const SPREAD: Spread;
}

macro_rules! which {
    ($($name:ident)*) => { $(
        #[derive(Clone, Default)]
        struct $name;

        impl Which for $name {
            const SPREAD: Spread = Spread::$name;
        }
    )* };
}

which!(VarianceSample VariancePopulation DeviationSample DeviationPopulation);

macro_rules! spreads {
    ($($name:literal $which:ident)*) => { &[$(
        Aggregate {
            name: $name,
            args: &[DataType::Int2],
            returns: DataType::Numeric(None),
            start: start::<Whole<Int2, $which>>,
        },
        Aggregate {
            name: $name,
            args: &[DataType::Int4],
            returns: DataType::Numeric(None),
            start: start::<Whole<Int4, $which>>,
        },
        Aggregate {
            name: $name,
            args: &[DataType::Int8],
            returns: DataType::Numeric(None),
            start: start::<Whole<Int8, $which>>,
        },
        Aggregate {
            name: $name,
            args: &[DataType::Numeric(None)],
            returns: DataType::Numeric(None),
            start: start::<Exact<$which>>,
        },
        Aggregate {
            name: $name,
            args: &[DataType::Float4],
            returns: DataType::Float8,
            start: start::<Floating<Float4, $which>>,
        },
        Aggregate {
            name: $name,
            args: &[DataType::Float8],
            returns: DataType::Float8,
            start: start::<Floating<Float8, $which>>,
        },
    )*] };
}

/// The aggregates of spread.
pub static SPREAD: &[Aggregate] = spreads! {
    "variance" VarianceSample
    "var_samp" VarianceSample
    "var_pop" VariancePopulation
    "stddev" DeviationSample
    "stddev_samp" DeviationSample
    "stddev_pop" DeviationPopulation
};

/// The exact spread of whole numbers.
#[derive(Clone, Default)]
struct Whole<F, W> {
    spread: NumericSpread,
    which: PhantomData<(F, W)>,
}

impl<F: Plain, W: Which> State for Whole<F, W>
where
    Number: From<F::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = Numeric;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        self.spread.add(&Number::from(words[row]))
    }

    fn result(&self) -> Result<Option<Number>> {
        self.spread.finish(W::SPREAD)
    }
}

/// The exact spread of numerics.
#[derive(Clone, Default)]
struct Exact<W> {
    spread: NumericSpread,
    which: PhantomData<W>,
}

impl<W: Which> State for Exact<W> {
    type View<'a> = &'a [Number];
    type Result = Numeric;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[Number] {
        Numeric::view(&args[0].data)
    }

    fn take(&mut self, numbers: &[Number], row: usize) -> Result<()> {
        self.spread.add(&numbers[row])
    }

    fn result(&self) -> Result<Option<Number>> {
        self.spread.finish(W::SPREAD)
    }
}

/// Count, sum, and sum of squared distances from the mean.
#[derive(Clone, Default)]
struct Floating<F, W> {
    count: f64,
    sum: f64,
    squares: f64,
    which: PhantomData<(F, W)>,
}

impl<F: Plain, W: Which> State for Floating<F, W>
where
    f64: From<F::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = Float8;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        let word = f64::from(words[row]);
        let before = (self.count, self.sum);
        self.count += 1.0;
        self.sum += word;
        if before.0 == 0.0 {
            if !word.is_finite() {
                self.squares = f64::NAN;
            }
            return Ok(());
        }
        let distance = word * self.count - self.sum;
        self.squares += distance * distance / (self.count * before.0);
        if self.sum.is_infinite() || self.squares.is_infinite() {
            if !before.1.is_infinite() && !word.is_infinite() {
                let message = "value out of range: overflow";
                return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
            }
            self.squares = f64::NAN;
        }
        Ok(())
    }

    fn result(&self) -> Result<Option<f64>> {
        let (least, divisor) = match W::SPREAD {
            Spread::VarianceSample | Spread::DeviationSample => (2.0, self.count - 1.0),
            Spread::VariancePopulation | Spread::DeviationPopulation => (1.0, self.count),
        };
        if self.count < least {
            return Ok(None);
        }
        let variance = self.squares / divisor;
        Ok(Some(match W::SPREAD {
            Spread::VarianceSample | Spread::VariancePopulation => variance,
            Spread::DeviationSample | Spread::DeviationPopulation => libm::sqrt(variance),
        }))
    }
}
