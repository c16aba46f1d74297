//! Which columns can be named at a place.

use super::draw::Draw;
use super::kind::Kind;

/// From where a column can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// From subqueries too.
    Anywhere,
    /// In its own block only: without a qualifier it would mean another column further in, or it
    /// is an expression that is grouped by.
    Block,
}

/// A column that can be named.
#[derive(Clone, Debug)]
pub struct Column {
    /// How it is written here.
    pub text: String,
    /// Its type.
    pub kind: Kind,
    /// From where it can be named.
    pub reach: Reach,
}

/// The columns of one block.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// What can be named.
    pub columns: Vec<Column>,
    /// What tells its rows apart, together.
    pub keys: Vec<String>,
}

impl Scope {
    /// A column of that kind, if there is one, for a reader that stands there.
    pub fn column(&self, draw: &mut Draw, kind: Kind, reader: Reach) -> Option<String> {
        let fits =
            |column: &&Column| column.kind == kind && (reader == Reach::Block || is_far(column));
        let found: Vec<&Column> = self.columns.iter().filter(fits).collect();
        (!found.is_empty()).then(|| draw.pick(&found).text.clone())
    }
}

fn is_far(column: &Column) -> bool {
    column.reach == Reach::Anywhere
}
