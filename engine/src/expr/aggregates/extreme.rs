//! `min` and `max` on every ordered type.

use std::marker::PhantomData;
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData, TextColumn};

use model::types::numeric::Numeric as NumericValue;

use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
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
            start: || Box::new($state::<$form, Less>::default()),
        },
        Aggregate {
            name: "max",
            args: &[<$form as Form>::DATA_TYPE],
            returns: <$form as Form>::DATA_TYPE,
            start: || Box::new($state::<$form, Greater>::default()),
        },
    )*] };
}

/// The extremes.
pub static EXTREME: &[Aggregate] = both!(
    Int2 Words, Int4 Words, Int8 Words, Oid Words, Float4 Words, Float8 Words, Date Words,
    Time Words, Timestamp Words, TimestampTz Words, Interval Words, Text Strings, Char Strings,
    Numeric Numbers,
);

/// The best word of each group, and whether it has seen one.
struct Words<F: Plain, C> {
    best: Vec<F::Word>,
    seen: Vec<bool>,
    comparison: PhantomData<C>,
}

impl<F: Plain, C> Default for Words<F, C> {
    fn default() -> Self {
        Words { best: Vec::new(), seen: Vec::new(), comparison: PhantomData }
    }
}

impl<F: Plain + Ordered, C: Comparison> Accumulator for Words<F, C> {
    fn resize(&mut self, group_count: usize) {
        self.best.resize(group_count, F::Word::default());
        self.seen.resize(group_count, false);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let words = F::view(&args[0].data);
        groups.each(args, filter, |group, row| {
            if !self.seen[group] || C::holds::<F>(words[row], self.best[group]) {
                self.best[group] = words[row];
                self.seen[group] = true;
            }
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        Ok(Column::with_valid(F::wrap(self.best.clone()), self.seen.clone()))
    }
}

/// The best string of each group; its buffer is used again for the next.
struct Strings<F, C> {
    best: Vec<Option<String>>,
    comparison: PhantomData<(F, C)>,
}

impl<F, C> Default for Strings<F, C> {
    fn default() -> Self {
        Strings { best: Vec::new(), comparison: PhantomData }
    }
}

impl<F, C> Accumulator for Strings<F, C>
where
    F: Ordered + for<'a> Form<Item<'a> = &'a str, View<'a> = &'a TextColumn>,
    C: Comparison,
{
    fn resize(&mut self, group_count: usize) {
        self.best.resize(group_count, None);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let strings = F::view(&args[0].data);
        groups.each(args, filter, |group, row| match &mut self.best[group] {
            Some(best) => {
                if C::holds::<F>(strings.get(row), best) {
                    best.clear();
                    best.push_str(strings.get(row));
                }
            }
            empty => *empty = Some(strings.get(row).to_string()),
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        let texts = self.best.iter().map(|best| best.as_deref().unwrap_or("")).collect();
        let valid = self.best.iter().map(Option::is_some).collect();
        Ok(Column::with_valid(ColumnData::Text(texts), valid))
    }
}

/// The best number of each group.
struct Numbers<F, C> {
    best: Vec<Option<NumericValue>>,
    comparison: PhantomData<(F, C)>,
}

impl<F, C> Default for Numbers<F, C> {
    fn default() -> Self {
        Numbers { best: Vec::new(), comparison: PhantomData }
    }
}

impl<C: Comparison> Accumulator for Numbers<Numeric, C> {
    fn resize(&mut self, group_count: usize) {
        self.best.resize(group_count, None);
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        let numbers = Numeric::view(&args[0].data);
        groups.each(args, filter, |group, row| {
            let best = &mut self.best[group];
            if best.as_ref().is_none_or(|best| C::holds::<Numeric>(&numbers[row], best)) {
                *best = Some(numbers[row].clone());
            }
        });
        Ok(())
    }

    fn finish(&self) -> Result<Column> {
        let numbers = self.best.iter().map(|best| best.clone().unwrap_or_default()).collect();
        let valid = self.best.iter().map(Option::is_some).collect();
        Ok(Column::with_valid(ColumnData::Numeric(numbers), valid))
    }
}
