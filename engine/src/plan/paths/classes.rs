//! Columns that are equal to each other in every row: `a.x = b.y AND b.y = c.z`.
//!
//! What holds for one member holds for all: with `a.x = 42`, `b.y = 42` can be looked up in an
//! index of b. And any two members may be joined by, whether or not the text says so.
//! Source: PostgreSQL, `src/backend/optimizer/README`, "EquivalenceClasses".

use model::types::data_type::DataType;

use super::cluster::{bit, Cluster, RelSet};
use crate::expr::bound::Expr;
use crate::expr::function::Function;
use crate::sql::algebra::ColumnId;

/// Columns equal to each other.
#[derive(Clone, Debug)]
pub struct Class {
    /// (leaf, column).
    pub members: Vec<(usize, ColumnId)>,
    /// A value that all of them have.
    pub constant: Option<Expr>,
    /// Their type.
    pub data_type: DataType,
    equal: &'static Function,
}

impl Class {
    /// The leaves that have a member.
    pub fn leaves(&self) -> RelSet {
        self.members.iter().fold(0, |set, (leaf, _)| set | bit(*leaf))
    }

    /// The first member within a set of leaves.
    pub fn member_in(&self, set: RelSet) -> Option<ColumnId> {
        self.members.iter().find(|(leaf, _)| set & bit(*leaf) != 0).map(|(_, id)| *id)
    }

    /// Whether a column is a member.
    pub fn has(&self, id: ColumnId) -> bool {
        self.members.iter().any(|(_, member)| *member == id)
    }

    /// `left = right` for two members.
    pub fn equality(&self, left: ColumnId, right: ColumnId) -> Expr {
        self.equals(left, self.column(right))
    }

    fn column(&self, id: ColumnId) -> Expr {
        Expr::Column { place: id, data_type: self.data_type }
    }

    fn equals(&self, left: ColumnId, right: Expr) -> Expr {
        let args = vec![self.column(left), right];
        Expr::Call { function: self.equal, args, data_type: DataType::Bool, position: None }
    }
}

/// Takes equalities out of a cluster's clauses. What follows from them for a single leaf goes back
/// as clauses of their own; what follows between leaves is in the classes.
pub fn classes(cluster: &mut Cluster<'_>) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    let mut constants: Vec<(ColumnId, Expr)> = Vec::new();
    let (mut kept, mut pending) = (Vec::new(), Vec::new());
    for clause in std::mem::take(&mut cluster.clauses) {
        match equality(&clause.expr, cluster).filter(|_| !clause.delayed) {
            Some(Equality::Columns(left, right, equal, data_type)) => {
                merge(&mut classes, [left, right], equal, data_type);
            }
            Some(Equality::Constant(id, value)) => {
                constants.push((id, value));
                pending.push(clause);
            }
            None => kept.push(clause),
        }
    }
    // A constant of a column in no class stays the clause it was.
    for ((id, value), clause) in constants.into_iter().zip(pending) {
        match classes.iter_mut().find(|class| class.has(id)) {
            Some(class) if class.constant.is_none() => class.constant = Some(value),
            _ => kept.push(clause),
        }
    }
    cluster.clauses = kept;
    for class in &classes {
        within_leaves(class, cluster);
    }
    beyond_outer_joins(&classes, cluster);
    classes
}

enum Equality {
    Columns((usize, ColumnId), (usize, ColumnId), &'static Function, DataType),
    Constant(ColumnId, Expr),
}

fn equality(expr: &Expr, cluster: &Cluster<'_>) -> Option<Equality> {
    let Expr::Call { function, args, .. } = expr else { return None };
    let (true, [left, right]) = (function.name == "=", args.as_slice()) else { return None };
    let owned = |expr: &Expr| match expr {
        Expr::Column { place, .. } => cluster.owner.get(place).map(|leaf| (*leaf, *place)),
        _ => None,
    };
    let same_type = left.data_type().unmodified() == right.data_type().unmodified();
    match (owned(left), owned(right)) {
        (Some(l), Some(r)) if same_type && l != r => {
            Some(Equality::Columns(l, r, function, left.data_type()))
        }
        (Some((_, id)), None) if same_type && cluster.leaves_of(right) == 0 => {
            Some(Equality::Constant(id, right.clone()))
        }
        (None, Some((_, id))) if same_type && cluster.leaves_of(left) == 0 => {
            Some(Equality::Constant(id, left.clone()))
        }
        _ => None,
    }
}

fn merge(
    classes: &mut Vec<Class>,
    pair: [(usize, ColumnId); 2],
    equal: &'static Function,
    data_type: DataType,
) {
    let mut merged = Class { members: Vec::new(), constant: None, data_type, equal };
    classes.retain(|class| {
        let touches = pair.iter().any(|(_, id)| class.has(*id)) && class.equal == equal;
        if touches {
            merged.members.extend(&class.members);
        }
        !touches
    });
    for member in pair {
        if !merged.has(member.1) {
            merged.members.push(member);
        }
    }
    classes.push(merged);
}

/// What a class says of single leaves: equal to the constant, or to another column of the leaf.
fn within_leaves(class: &Class, cluster: &mut Cluster<'_>) {
    let mut add = |leaf: usize, expr: Expr| {
        let clause = super::cluster::Clause { expr, needs: bit(leaf), delayed: false };
        cluster.clauses.push(clause);
    };
    for (at, (leaf, id)) in class.members.iter().enumerate() {
        if let Some(constant) = &class.constant {
            add(*leaf, class.equals(*id, constant.clone()));
            continue;
        }
        let earlier = class.members[..at].iter().find(|(other, _)| other == leaf);
        if let Some((_, other)) = earlier {
            add(*leaf, class.equality(*other, *id));
        }
    }
}

/// `a LEFT JOIN b ON a.x = b.y` with a.x = 42: no row of b without y = 42 finds a partner.
fn beyond_outer_joins(classes: &[Class], cluster: &mut Cluster<'_>) {
    let mut found = Vec::new();
    for special in &cluster.specials {
        for part in &special.on {
            let Some(Equality::Columns(l, r, equal, data_type)) = equality(part, cluster) else {
                continue;
            };
            for (outer, inner) in [(l, r), (r, l)] {
                if special.right & bit(inner.0) == 0 {
                    continue;
                }
                let known = constant_of(outer.1, classes, cluster);
                if let Some(constant) = known {
                    let column = Expr::Column { place: inner.1, data_type };
                    let expr = Expr::Call {
                        function: equal,
                        args: vec![column, constant],
                        data_type: DataType::Bool,
                        position: None,
                    };
                    found.push(super::cluster::Clause {
                        expr,
                        needs: bit(inner.0),
                        delayed: false,
                    });
                }
            }
        }
    }
    cluster.clauses.extend(found);
}

/// The value that a column is known to have.
fn constant_of(id: ColumnId, classes: &[Class], cluster: &Cluster<'_>) -> Option<Expr> {
    if let Some(class) = classes.iter().find(|class| class.has(id)) {
        return class.constant.clone();
    }
    cluster.clauses.iter().filter(|clause| !clause.delayed).find_map(|clause| {
        match equality(&clause.expr, cluster)? {
            Equality::Constant(column, value) if column == id => Some(value),
            _ => None,
        }
    })
}
