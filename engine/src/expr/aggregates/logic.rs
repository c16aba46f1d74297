//! Truth values and bits taken together: `bool_and`, `every`, `bool_or`, `bit_and`, `bit_or`,
//! `bit_xor`.

use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, BitXor};
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;

use crate::expr::aggregate::{start, Aggregate, State};
use crate::expr::form::{Bool, Form, Int2, Int4, Int8, Plain};

macro_rules! rows {
    ($($name:literal $op:ident ($($form:ident)*);)*) => { &[$($(
        Aggregate {
            name: $name,
            args: &[<$form as Form>::DATA_TYPE],
            returns: <$form as Form>::DATA_TYPE,
            start: start::<Folded<$form, $op>>,
        },
    )*)*] };
}

/// The aggregates of logic.
pub static LOGIC: &[Aggregate] = rows! {
    "bool_and" And (Bool);
    "every" And (Bool);
    "bool_or" Or (Bool);
    "bit_and" And (Int2 Int4 Int8);
    "bit_or" Or (Int2 Int4 Int8);
    "bit_xor" Xor (Int2 Int4 Int8);
};

/// Two words made one.
trait Operation<W>: Clone + Default + 'static {
    fn fold(left: W, right: W) -> W;
}

#[derive(Clone, Default)]
struct And;

impl<W: BitAnd<Output = W>> Operation<W> for And {
    fn fold(left: W, right: W) -> W {
        left & right
    }
}

#[derive(Clone, Default)]
struct Or;

impl<W: BitOr<Output = W>> Operation<W> for Or {
    fn fold(left: W, right: W) -> W {
        left | right
    }
}

#[derive(Clone, Default)]
struct Xor;

impl<W: BitXor<Output = W>> Operation<W> for Xor {
    fn fold(left: W, right: W) -> W {
        left ^ right
    }
}

/// All words seen, made one.
#[derive(Clone, Default)]
struct Folded<F: Plain, O> {
    word: Option<F::Word>,
    operation: PhantomData<O>,
}

impl<F, O: Operation<F::Word>> State for Folded<F, O>
where
    F: Plain + for<'a> Form<Owned<'a> = <F as Plain>::Word>,
{
    type View<'a> = &'a [F::Word];
    type Result = F;
    const STRICT_ARGS: usize = 1;

    fn view(args: &[Arc<Column>]) -> &[F::Word] {
        F::view(&args[0].data)
    }

    fn take(&mut self, words: &[F::Word], row: usize) -> Result<()> {
        let word = words[row];
        self.word = Some(self.word.map_or(word, |seen| O::fold(seen, word)));
        Ok(())
    }

    fn result(&self) -> Result<Option<F::Word>> {
        Ok(self.word)
    }
}
