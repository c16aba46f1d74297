//! The expression tree after binding: names are places, types are known, functions are chosen.

use model::types::data_type::DataType;
use model::types::value::Value;

use super::function::Function;

/// An expression over the columns of one input.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// The same value for every row.
    Const {
        /// The value.
        value: Value,
        /// Its type.
        data_type: DataType,
    },
    /// A column of the input.
    Column {
        /// Its place in the batch.
        place: usize,
        /// Its type.
        data_type: DataType,
    },
    /// `$1`, or a value that an operator further up hands down (an outer column of a correlated
    /// subquery); asked of [`super::env::Env::param`].
    Param {
        /// Its number, from 1.
        number: u16,
        /// Its type.
        data_type: DataType,
    },
    /// A function or operator on its arguments, already of its argument types.
    Call {
        /// The row of the function table.
        function: &'static Function,
        /// The arguments.
        args: Vec<Expr>,
        /// What it returns here.
        data_type: DataType,
        /// Where the call stands in the statement, for run-time errors: characters from 1.
        position: Option<u32>,
    },
    /// A value made one of another type by PostgreSQL's cast rules.
    Cast {
        /// The value.
        arg: Box<Expr>,
        /// The type to make it, with its modifier.
        to: DataType,
        /// `CAST` and `::` truncate to a varchar's length; assignment refuses.
        kind: CastKind,
    },
    /// True if all are; false if any is; else NULL. Later ones see only rows not yet false.
    And(Vec<Expr>),
    /// True if any is; false if all are; else NULL. Later ones see only rows not yet true.
    Or(Vec<Expr>),
    /// The opposite; NULL stays NULL.
    Not(Box<Expr>),
    /// `IS NULL`; never NULL itself.
    IsNull(Box<Expr>),
    /// `IS TRUE`, `IS FALSE`: whether a boolean is that very value; never NULL itself.
    IsBool {
        /// The boolean.
        arg: Box<Expr>,
        /// The value it is held against.
        value: bool,
    },
    /// `IS DISTINCT FROM`: NULL equals NULL; never NULL itself. The call is the type's `=`.
    IsDistinct {
        /// `left = right`, a [`Expr::Call`].
        equal: Box<Expr>,
    },
    /// The first branch whose condition is true, else `otherwise`.
    Case {
        /// (condition, result) in order.
        branches: Vec<(Expr, Expr)>,
        /// The result when none is true.
        otherwise: Box<Expr>,
        /// The type of all results.
        data_type: DataType,
    },
    /// The first that is not NULL.
    Coalesce(Vec<Expr>),
    /// `arg IN (list)`, each item compared by the type's `=`; NULL rules of SQL.
    InList {
        /// The value looked for.
        arg: Box<Expr>,
        /// Where it is looked for, all of its type.
        list: Vec<Expr>,
        /// The row of the function table for `=` on that type.
        equal: &'static Function,
    },
    /// NULLIF: NULL where both are equal, else the first, of the type it was cast to for `=`.
    NullIf {
        /// The two values.
        args: Vec<Expr>,
        /// The row of the function table for `=` on their types.
        equal: &'static Function,
    },
    /// GREATEST and LEAST: the value that compares better than every other; NULLs do not count.
    Extreme {
        /// The values, all of one type.
        args: Vec<Expr>,
        /// The row of the function table for `>` (GREATEST) or `<` (LEAST) on that type.
        better: &'static Function,
    },
}

/// Who asked for a cast: decides what may be lost silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastKind {
    /// The engine itself, where nothing is lost.
    Implicit,
    /// Storing into a column: too long a string is an error.
    Assignment,
    /// `CAST(x AS t)`, `x::t`: too long a string is cut.
    Explicit,
}

/// The expressions directly below one, shared or to change as it is.
macro_rules! children_of {
    ($expr:expr, $iter:ident, $inner:ident) => {
        match $expr {
            Expr::Const { .. } | Expr::Column { .. } | Expr::Param { .. } => Vec::new(),
            Expr::Call { args, .. } | Expr::NullIf { args, .. } | Expr::Extreme { args, .. } => {
                args.$iter().collect()
            }
            Expr::Cast { arg, .. }
            | Expr::Not(arg)
            | Expr::IsNull(arg)
            | Expr::IsBool { arg, .. }
            | Expr::IsDistinct { equal: arg } => vec![arg.$inner()],
            Expr::And(args) | Expr::Or(args) | Expr::Coalesce(args) => args.$iter().collect(),
            Expr::Case { branches, otherwise, .. } => {
                let mut parts = Vec::with_capacity(2 * branches.len() + 1);
                for (condition, result) in branches.$iter() {
                    parts.extend([condition, result]);
                }
                parts.push(otherwise.$inner());
                parts
            }
            Expr::InList { arg, list, .. } => {
                let mut parts = Vec::with_capacity(list.len() + 1);
                parts.push(arg.$inner());
                parts.extend(list.$iter());
                parts
            }
        }
    };
}

impl Expr {
    /// The type of its value.
    pub fn data_type(&self) -> DataType {
        match self {
            Expr::Const { data_type, .. }
            | Expr::Column { data_type, .. }
            | Expr::Param { data_type, .. }
            | Expr::Call { data_type, .. }
            | Expr::Case { data_type, .. } => *data_type,
            Expr::Cast { to, .. } => *to,
            Expr::Coalesce(args) | Expr::Extreme { args, .. } => Expr::shared_type(args),
            Expr::NullIf { args, .. } => args.first().map_or(DataType::Unknown, Expr::data_type),
            Expr::And(_)
            | Expr::Or(_)
            | Expr::Not(_)
            | Expr::IsNull(_)
            | Expr::IsBool { .. }
            | Expr::IsDistinct { .. }
            | Expr::InList { .. } => DataType::Bool,
        }
    }

    /// The type of several expressions of one type. A modifier counts only where all have it.
    pub fn shared_type(exprs: &[Expr]) -> DataType {
        let first = exprs.first().map_or(DataType::Unknown, Expr::data_type);
        match exprs.iter().all(|expr| expr.data_type() == first) {
            true => first,
            false => first.unmodified(),
        }
    }

    /// The expressions directly below.
    pub fn children(&self) -> Vec<&Expr> {
        children_of!(self, iter, as_ref)
    }

    /// The expressions directly below, to change.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        children_of!(self, iter_mut, as_mut)
    }

    /// Whether any part of it passes the test.
    pub fn any(&self, test: &dyn Fn(&Expr) -> bool) -> bool {
        test(self) || self.children().into_iter().any(|child| child.any(test))
    }
}
