//! Pairs of numbers: correlation, covariance, and the line of least squares. The dependent variable
//! comes first, as in SQL: `corr(y, x)`. Rows with a NULL on either side do not count.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::column::Column;
use model::types::data_type::DataType;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::form::{Float8, Form, Int8};

/// What is asked of the pairs; `None` for NULL.
trait Question: Clone + Default + 'static {
    type Answer: for<'a> Form<Owned<'a> = Self::Word>;
    type Word;
    fn answer(pairs: &Sums) -> Option<Self::Word>;
}

macro_rules! questions {
    ($($question:ident $name:literal |$pairs:ident| $answer:expr;)*) => {
        $(
            #[derive(Clone, Default)]
            struct $question;

            impl Question for $question {
                type Answer = Float8;
                type Word = f64;
                fn answer($pairs: &Sums) -> Option<f64> {
                    $answer
                }
            }
        )*

        /// The aggregates of pairs.
        pub static REGRESSION: &[Aggregate] = &[
            Aggregate {
                name: "regr_count",
                args: &[DataType::Float8; 2],
                returns: DataType::Int8,
                start: start::<Pairs<CountPairs>>,
            },
            $(Aggregate {
                name: $name,
                args: &[DataType::Float8; 2],
                returns: DataType::Float8,
                start: start::<Pairs<$question>>,
            },)*
        ];
    };
}

questions! {
    Correlation "corr" |pairs| {
        let product = pairs.xx * pairs.yy;
        (pairs.xx != 0.0 && pairs.yy != 0.0).then(|| pairs.xy / libm::sqrt(product))
    };
    CovariancePopulation "covar_pop" |pairs| Some(pairs.xy / pairs.count);
    CovarianceSample "covar_samp" |pairs| {
        (pairs.count > 1.0).then(|| pairs.xy / (pairs.count - 1.0))
    };
    AverageX "regr_avgx" |pairs| Some(pairs.x / pairs.count);
    AverageY "regr_avgy" |pairs| Some(pairs.y / pairs.count);
    SquaresX "regr_sxx" |pairs| Some(pairs.xx);
    SquaresY "regr_syy" |pairs| Some(pairs.yy);
    Products "regr_sxy" |pairs| Some(pairs.xy);
    Slope "regr_slope" |pairs| (pairs.xx != 0.0).then(|| pairs.xy / pairs.xx);
    Intercept "regr_intercept" |pairs| {
        (pairs.xx != 0.0).then(|| (pairs.y - pairs.x * pairs.xy / pairs.xx) / pairs.count)
    };
    Determination "regr_r2" |pairs| match (pairs.xx, pairs.yy) {
        (0.0, _) => None,
        (_, 0.0) => Some(1.0),
        (xx, yy) => Some(pairs.xy * pairs.xy / (xx * yy)),
    };
}

#[derive(Clone, Default)]
struct CountPairs;

impl Question for CountPairs {
    type Answer = Int8;
    type Word = i64;
    fn answer(pairs: &Sums) -> Option<i64> {
        Some(pairs.count as i64)
    }
}

/// Count, sums, and sums of products of distances from the means.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    fn take(&mut self, y: f64, x: f64) -> Result<()> {
        let before = *self;
        self.count += 1.0;
        self.x += x;
        self.y += y;
        if before.count == 0.0 {
            if !x.is_finite() {
                (self.xx, self.xy) = (f64::NAN, f64::NAN);
            }
            if !y.is_finite() {
                (self.yy, self.xy) = (f64::NAN, f64::NAN);
            }
            return Ok(());
        }
        let distance_x = x * self.count - self.x;
        let distance_y = y * self.count - self.y;
        let scale = 1.0 / (self.count * before.count);
        self.xx += distance_x * distance_x * scale;
        self.yy += distance_y * distance_y * scale;
        self.xy += distance_x * distance_y * scale;
        let was_finite_x = !before.x.is_infinite() && !x.is_infinite();
        let was_finite_y = !before.y.is_infinite() && !y.is_infinite();
        let overflows = (self.x.is_infinite() || self.xx.is_infinite()) && was_finite_x
            || (self.y.is_infinite() || self.yy.is_infinite()) && was_finite_y
            || self.xy.is_infinite() && was_finite_x && was_finite_y;
        if overflows {
            let message = "value out of range: overflow";
            return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
        }
        for sum in [&mut self.xx, &mut self.yy, &mut self.xy] {
            if sum.is_infinite() {
                *sum = f64::NAN;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Default)]
struct Pairs<Q> {
    sums: Sums,
    question: PhantomData<Q>,
}

impl<Q: Question> State for Pairs<Q> {
    type View<'a> = (&'a [f64], &'a [f64]);
    type Result = Q::Answer;
    const STRICT_ARGS: usize = 2;

    fn view(args: &[Arc<Column>]) -> (&[f64], &[f64]) {
        (Float8::view(&args[0].data), Float8::view(&args[1].data))
    }

    fn take(&mut self, (y, x): (&[f64], &[f64]), row: usize) -> Result<()> {
        self.sums.take(y[row], x[row])
    }

    fn result(&self) -> Result<Option<Q::Word>> {
        Ok(match Q::Answer::DATA_TYPE {
            // Only the count of no pairs is known.
            DataType::Float8 if self.sums.count == 0.0 => None,
            _ => Q::answer(&self.sums),
        })
    }
}
