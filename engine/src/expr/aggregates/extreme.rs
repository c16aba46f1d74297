//! `min` and `max` on every ordered type.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, TextColumn};
use model::types::numeric::Numeric as Number;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::compare::{Comparison, Greater, Less, Ordered};
use crate::expr::form::{
    Char, Date, Float4, Float8, Form, Int2, Int4, Int8, Interval, Numeric, Oid, Plain, Text, Time,
    Timestamp, TimestampTz,
};

macro_rules! both {
    ($($form:ident $state:ident),* $(,)?) => { &[$(
        Aggregate {
            name: "min",
            args: &[<$form as Form>::DATA_TYPE],
            returns: <$form as Form>::DATA_TYPE,
            start: start::<$state<$form, Less>>,
        },
        Aggregate {
            name: "max",
            args: &[<$form as Form>::DATA_TYPE],
            returns: <$form as Form>::DATA_TYPE,
            start: start::<$state<$form, Greater>>,
        },
    )*] };
}

/// The extremes.
pub static EXTREME: &[Aggregate] = both!(
    Int2 Word, Int4 Word, Int8 Word, Oid Word, Float4 Word, Float8 Word, Date Word, Time Word,
    Timestamp Word, TimestampTz Word, Interval Word, Text Words, Char Words, Numeric Decimal,
);

/// The best word seen.
#[derive(Clone, Default)]
struct Word<F: Plain, C> {
    best: Option<F::Word>,
    comparison: PhantomData<C>,
}

impl<F, C: Comparison> State for Word<F, C>
where
    F: Plain + Ordered + for<'a> Form<Owned<'a> = <F as Plain>::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = F;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    #[inline]
    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        let word = words[row];
        if self.best.is_none_or(|best| C::holds::<F>(word, best)) {
            self.best = Some(word);
        }
        Ok(())
    }

    fn result(&self) -> Result<Option<F::Word>> {
        Ok(self.best)
    }
}

/// The best string seen; its buffer is used again for the next.
#[derive(Clone, Default)]
struct Words<F, C> {
    best: Option<String>,
    comparison: PhantomData<(F, C)>,
}

impl<F, C: Comparison> State for Words<F, C>
where
    F: Ordered
        + for<'a> Form<Item<'a> = &'a str, View<'a> = &'a TextColumn, Owned<'a> = Cow<'a, str>>,
{
    type View<'a> = &'a TextColumn;
    type Result = F;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &TextColumn {
        F::view(&args[0].data)
    }

    fn take(&mut self, strings: &TextColumn, row: usize) -> Result<()> {
        let string = strings.get(row);
        match &mut self.best {
            Some(best) if C::holds::<F>(string, best) => {
                best.clear();
                best.push_str(string);
            }
            Some(_) => {}
            empty => *empty = Some(string.to_string()),
        }
        Ok(())
    }

    fn result(&self) -> Result<Option<Cow<'_, str>>> {
        Ok(self.best.as_deref().map(Cow::Borrowed))
    }

    fn byte_count(&self) -> usize {
        self.best.as_ref().map_or(0, String::capacity)
    }
}

/// The best number seen.
#[derive(Clone, Default)]
struct Decimal<F, C> {
    best: Option<Number>,
    comparison: PhantomData<(F, C)>,
}

impl<C: Comparison> State for Decimal<Numeric, C> {
    type View<'a> = &'a [Number];
    type Result = Numeric;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[Number] {
        Numeric::view(&args[0].data)
    }

    fn take(&mut self, numbers: &[Number], row: usize) -> Result<()> {
        let number = &numbers[row];
        if self.best.as_ref().is_none_or(|best| C::holds::<Numeric>(number, best)) {
            self.best = Some(number.clone());
        }
        Ok(())
    }

    fn result(&self) -> Result<Option<Number>> {
        Ok(self.best.clone())
    }
}
