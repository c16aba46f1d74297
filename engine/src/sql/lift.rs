//! Literals lifted out of a statement: they become parameters, whose values come from the text of
//! each statement of the same shape.
//!
//! ```text
//!   WHERE a = 42 AND b + 1 < c          lifted: 42, 1        a parameter each, numbered after $n
//!   ORDER BY 1 LIMIT 10                 not lifted           the plan depends on them
//!   INSERT .. VALUES (1, 'x'), (2, 'y') lifted as a whole    a parameter for each column
//! ```
//!
//! Only where a literal stands beside something that depends on a column, or is stored into one,
//! is it lifted: there its value decides neither a type nor a name nor what can be computed before
//! the first row. It is bound as ever, so that types come out the same, and only then replaced.
//!
//! Every literal that is not lifted is part of what makes two statements alike.

use std::sync::Arc;

use model::types::cast::value::cast_value;
use model::types::cast::{can_cast, is_relabel, Context};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::value::Value;
use sqlparser::ast;

use super::binder::{Binder, Clause};
use super::coerce::literal_value;
use super::literal::number_value;
use super::shape::{GivenRows, Literal, LiteralKind, Shape};
use crate::catalog::info::{Identity, TableInfo};
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;

/// Most literals that are lifted out of one statement; further ones are part of its shape.
const SLOTS_MAX: usize = 256;

/// A literal that became a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Which of the shape's literals.
    pub literal: usize,
    /// Whether a minus sign belongs to it.
    pub is_negative: bool,
    /// The type that it is read as.
    pub data_type: DataType,
}

/// What is lifted while a statement is bound.
#[derive(Debug)]
pub struct Lifting<'a> {
    shape: &'a Shape<'a>,
    /// Characters before each literal.
    starts: Vec<u32>,
    /// The number of the first parameter.
    first: u16,
    /// The parameters, in the order of their numbers.
    pub slots: Vec<Slot>,
    /// The types of the columns that given rows go to, once VALUES was met.
    pub given: Option<Vec<DataType>>,
}

impl<'a> Lifting<'a> {
    /// Nothing lifted yet; parameters up to `params` are the statement's own.
    pub fn new(shape: &'a Shape<'a>, params: usize) -> Option<Lifting<'a>> {
        let first = u16::try_from(params + 1).ok()?;
        let mut starts = Vec::with_capacity(shape.literals.len());
        let (mut bytes, mut chars) = (0, 0);
        for literal in &shape.literals {
            chars += shape.text[bytes..literal.start].chars().count() as u32;
            bytes = literal.start;
            starts.push(chars);
        }
        Some(Lifting { shape, starts, first, slots: Vec::new(), given: None })
    }

    /// The parameter for a literal that begins after so many characters, if both read it alike.
    fn parameter(
        &mut self,
        value: &ast::Value,
        chars_before: u32,
        is_negative: bool,
        data_type: DataType,
    ) -> Option<Expr> {
        let literal = self.starts.binary_search(&chars_before).ok()?;
        let found = &self.shape.literals[literal];
        let content = found.content(self.shape.text);
        let is_same = match (value, found.kind) {
            (ast::Value::Number(digits, _), LiteralKind::Number) => *digits == content,
            (ast::Value::SingleQuotedString(text), LiteralKind::Text) => {
                *text == content && !is_negative
            }
            _ => false,
        };
        let is_taken = self.slots.iter().any(|slot| slot.literal == literal);
        if !is_same || is_taken || self.slots.len() == SLOTS_MAX || self.shape.rows.is_some() {
            return None;
        }
        let number = self.first.checked_add(self.slots.len() as u16)?;
        self.slots.push(Slot { literal, is_negative, data_type });
        Some(Expr::Param { number, data_type })
    }
}

impl Binder<'_> {
    /// Lifts a literal that is stored into a column.
    pub fn lift_stored(&mut self, operand: &ast::Expr, bound: &mut Expr) {
        if matches!(self.block().clause, Clause::Values | Clause::Update) {
            self.lift(operand, bound);
        }
    }

    /// Lifts a literal beside something that depends on a column.
    pub fn lift_operands(&mut self, sides: [&ast::Expr; 2], call: &mut Expr) {
        let Expr::Call { function, args, .. } = call else { return };
        let is_known = matches!(
            function.name,
            "=" | "<>" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%"
        );
        let is_place = matches!(self.block().clause, Clause::Where | Clause::Update);
        let [left, right] = &mut args[..] else { return };
        if is_known && is_place {
            match (depends_on_column(left), depends_on_column(right)) {
                (true, false) if !is_widened(left) => self.lift(sides[1], right),
                (false, true) if !is_widened(right) => self.lift(sides[0], left),
                _ => {}
            }
        }
    }

    fn lift(&mut self, operand: &ast::Expr, bound: &mut Expr) {
        let (value, is_negative) = match operand {
            ast::Expr::Value(value) => (value, false),
            ast::Expr::UnaryOp { op: ast::UnaryOperator::Minus, expr } => match &**expr {
                ast::Expr::Value(value) => (value, true),
                _ => return,
            },
            _ => return,
        };
        let (Some(at), Some(lifting)) = (self.at(value.span), &mut self.lifting) else { return };
        let Some(constant) = innermost_constant(bound) else { return };
        let data_type = constant.data_type();
        if let Some(made) = lifting.parameter(&value.value, at - 1, is_negative, data_type) {
            *constant = made;
        }
    }

    /// The parameters that stand for rows of literals, where the row at hand is one of those.
    pub fn given_row(&mut self, table: &TableInfo, targets: &[usize]) -> Option<Vec<Expr>> {
        let lifting = self.lifting.as_mut()?;
        let rows = lifting.shape.rows.as_ref()?;
        let is_refused = |at: &usize| matches!(table.columns[*at].identity, Identity::Always);
        let targets = targets.get(..rows.width)?;
        if lifting.given.is_some() || targets.iter().any(is_refused) {
            return None;
        }
        let types: Vec<DataType> = targets.iter().map(|&at| table.columns[at].data_type).collect();
        let param = |(number, &data_type)| Expr::Param { number, data_type };
        let exprs = (lifting.first..=u16::MAX).zip(&types).map(param).collect();
        lifting.given = Some(types);
        Some(exprs)
    }
}

fn depends_on_column(expr: &Expr) -> bool {
    expr.any(&|part| matches!(part, Expr::Column { .. }))
}

/// Whether a value was made one of another type for the comparison. The planner may narrow the
/// constant instead, which it cannot do to a parameter.
fn is_widened(expr: &Expr) -> bool {
    match expr {
        Expr::Cast { arg, to, .. } => !is_relabel(arg.data_type(), *to),
        _ => false,
    }
}

/// The constant of a known type below casts.
fn innermost_constant(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Cast { arg, .. } => innermost_constant(arg),
        Expr::Const { value: Value::Null, .. } => None,
        Expr::Const { data_type: DataType::Unknown, .. } => None,
        Expr::Const { .. } => Some(expr),
        _ => None,
    }
}

impl Slot {
    /// The value in a statement of the same shape; `None` where it is of another type there.
    pub fn value(&self, shape: &Shape<'_>) -> Option<Value> {
        let literal = &shape.literals[self.literal];
        let content = literal.content(shape.text);
        match (literal.kind, self.is_negative) {
            (LiteralKind::Text, _) => literal_value(&content, self.data_type),
            (_, is_negative) => {
                let negative = if is_negative { Some(format!("-{content}")) } else { None };
                let digits = negative.as_deref().unwrap_or(&content);
                let (value, data_type) = number_value(digits).ok()?;
                (data_type == self.data_type).then_some(value)
            }
        }
    }
}

/// The given rows as columns of those types; `None` where a literal does not become one of its
/// column's type.
pub fn read_rows(text: &str, rows: &GivenRows, types: &[DataType]) -> Option<Batch> {
    let mut columns = Vec::with_capacity(types.len());
    for (place, &data_type) in types.iter().enumerate() {
        let mut column = Column::empty(data_type);
        for cell in rows.cells.iter().skip(place).step_by(rows.width) {
            push_cell(text, cell, data_type, &mut column)?;
        }
        columns.push(Arc::new(column));
    }
    Some(Batch::new(columns, rows.row_count()))
}

fn push_cell(text: &str, cell: &Literal, to: DataType, column: &mut Column) -> Option<()> {
    let content = cell.content(text);
    match (&mut column.data, cell.kind, &column.valid) {
        (ColumnData::Int4(values), LiteralKind::Number, None) => {
            if let Ok(value) = content.parse::<i32>() {
                values.push(value);
                return Some(());
            }
        }
        (ColumnData::Text(texts), LiteralKind::Text, None)
            if matches!(to, DataType::Text | DataType::Varchar(None)) =>
        {
            texts.push(&content);
            return Some(());
        }
        _ => {}
    }
    column.push(&cell_value(&content, cell.kind, to)?);
    Some(())
}

/// A literal as assignment makes it one of a column's type.
fn cell_value(content: &str, kind: LiteralKind, to: DataType) -> Option<Value> {
    let (value, from) = match kind {
        LiteralKind::Word if content.eq_ignore_ascii_case("null") => return Some(Value::Null),
        LiteralKind::Word => (Value::Bool(content.eq_ignore_ascii_case("true")), DataType::Bool),
        LiteralKind::Number => number_value(content).ok()?,
        LiteralKind::Text => (literal_value(content, to.unmodified())?, to.unmodified()),
    };
    if from == to {
        return Some(value);
    }
    let context = Context::Assignment;
    if !can_cast(from, to, context) {
        return None;
    }
    cast_value(&value, from, to, context.into()).ok()
}
