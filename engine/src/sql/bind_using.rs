//! USING and NATURAL: columns of one name on both sides that stand once.

use model::base::error::{sqlstate, Error, Result};

use super::algebra::{JoinKind, Rel};
use super::bind_from::{conjunction, join};
use super::binder::Binder;
use super::coerce;
use super::scope::{Scope, ScopeColumn};
use crate::expr::bound::Expr;

impl Binder<'_> {
    /// USING: the named columns stand once, before all others.
    pub fn bind_join_using(
        &mut self,
        kind: JoinKind,
        (left, left_scope): (Rel, Scope),
        (right, right_scope): (Rel, Scope),
        names: &[String],
    ) -> Result<(Rel, Scope)> {
        let mut pairs = Vec::new();
        for name in names {
            let l = left_scope.find(name)?.ok_or_else(|| missing_in_using(name, "left"))?;
            let r = right_scope.find(name)?.ok_or_else(|| missing_in_using(name, "right"))?;
            pairs.push((l.clone(), r.clone()));
        }
        let both = |(l, r): &(ScopeColumn, ScopeColumn)| {
            coerce::common(vec![l.expr(), r.expr()], "JOIN/USING", None)
        };
        let common = pairs.iter().map(both).collect::<Result<Vec<_>>>()?;
        let on = pairs
            .iter()
            .map(|(l, r)| self.operator("=", vec![l.expr(), r.expr()], None))
            .collect::<Result<Vec<Expr>>>()?;
        let on = conjunction(on);
        let joined = join(kind, left, right, on);
        let (rel, merged) = self.merge_columns(kind, joined, &pairs, common);
        let is_merged = |column: &ScopeColumn| names.contains(&column.name);
        let rest = |scope: &Scope| -> Vec<ScopeColumn> {
            scope.visible.iter().filter(|column| !is_merged(column)).cloned().collect()
        };
        let visible = [merged, rest(&left_scope), rest(&right_scope)].concat();
        let mut scope = left_scope.join(right_scope)?;
        scope.visible = visible;
        Ok((rel, scope))
    }

    /// The merged columns of USING: of the side that is always there; of either, for FULL. Where
    /// the two types differ it is their common one.
    fn merge_columns(
        &mut self,
        kind: JoinKind,
        rel: Rel,
        pairs: &[(ScopeColumn, ScopeColumn)],
        common: Vec<Vec<Expr>>,
    ) -> (Rel, Vec<ScopeColumn>) {
        let (mut made, mut merged) = (Vec::new(), Vec::new());
        for ((left, right), both) in pairs.iter().zip(common) {
            let is_plain = |at: usize| matches!(both[at], Expr::Column { .. });
            let side = match kind {
                JoinKind::Full => None,
                JoinKind::Right => Some(1),
                JoinKind::Inner => Some(usize::from(!is_plain(0) && is_plain(1))),
                _ => Some(0),
            };
            match side {
                Some(side) if is_plain(side) => {
                    merged.push(if side == 0 { left.clone() } else { right.clone() });
                }
                _ => {
                    let column = self.new_column(&left.name, both[0].data_type());
                    merged.extend(Self::scope_columns(std::slice::from_ref(&column)));
                    let expr = match side {
                        Some(side) => both[side].clone(),
                        None => Expr::Coalesce(both),
                    };
                    made.push((column, expr));
                }
            }
        }
        match made.is_empty() {
            true => (rel, merged),
            false => (super::binder::extend(rel, made), merged),
        }
    }
}

fn missing_in_using(name: &str, side: &str) -> Error {
    Error::sql(
        sqlstate::UNDEFINED_COLUMN,
        format!("column \"{name}\" specified in USING clause does not exist in {side} table"),
    )
}
