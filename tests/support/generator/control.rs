//! Transactions and savepoints, prepared statements, sequences.

use super::feature::Feature;
use super::literal;
use super::pen::Pen;
use super::statement::After;
use super::world::{Prepared, World};

impl Pen<'_> {
    /// A statement about transactions.
    pub fn transaction(&mut self) -> (String, After) {
        let Some(savepoints) = self.world.savepoints.clone() else {
            self.note(Feature::Transaction);
            return match self.draw.below(12) {
                0 => ("commit".to_string(), After::Same),
                1 => ("rollback".to_string(), After::Same),
                2 => {
                    self.note(Feature::Savepoint);
                    ("savepoint outside".to_string(), After::Same)
                }
                3..=5 => ("start transaction".to_string(), After::Begin),
                _ => ("begin".to_string(), After::Begin),
            };
        };
        match self.draw.below(10) {
            0..=3 => {
                self.note(Feature::Savepoint);
                let name = self.draw.pick(&["s1", "s2", "s3"]).to_string();
                (format!("savepoint {name}"), After::Savepoint(name))
            }
            4 | 5 if !savepoints.is_empty() => self.rollback_to(&savepoints),
            6 if !savepoints.is_empty() => {
                self.note(Feature::Savepoint);
                let name = self.draw.pick(&savepoints).clone();
                (format!("release savepoint {name}"), After::Release(name))
            }
            7 => self.rollback(),
            _ => {
                self.note(Feature::Transaction);
                (self.draw.pick(&["commit", "end"]).to_string(), After::Commit)
            }
        }
    }

    /// The way out of a transaction in which something failed.
    pub fn way_out(&mut self) -> (String, After) {
        match self.world.savepoints.clone() {
            Some(savepoints) if !savepoints.is_empty() && self.draw.per_cent(70) => {
                self.rollback_to(&savepoints)
            }
            _ if self.draw.per_cent(30) => {
                self.note(Feature::Transaction);
                ("commit".to_string(), After::Rollback)
            }
            _ => self.rollback(),
        }
    }

    fn rollback(&mut self) -> (String, After) {
        self.note(Feature::Transaction);
        (self.draw.pick(&["rollback", "abort"]).to_string(), After::Rollback)
    }

    fn rollback_to(&mut self, savepoints: &[String]) -> (String, After) {
        self.note(Feature::Savepoint);
        let name = self.draw.pick(savepoints).clone();
        (format!("rollback to savepoint {name}"), After::RollbackTo(name))
    }

    /// PREPARE, EXECUTE or DEALLOCATE.
    pub fn prepared(&mut self, number: usize) -> (String, After) {
        self.note(Feature::Prepared);
        let known = self.world.prepared.clone();
        if known.is_empty() || self.draw.per_cent(30) {
            self.params = self.kinds(3);
            let names: Vec<&str> = self.params.iter().map(|kind| kind.name()).collect();
            let name = format!("p{number}");
            let text = match self.draw.per_cent(80) {
                true => self.query().text,
                false => self.update(),
            };
            let mut world = self.world.clone();
            let params = self.params.clone();
            world.prepared.push(Prepared { name: name.clone(), params });
            let text = format!("prepare {name} ({}) as {text}", names.join(", "));
            return (text, After::World(Box::new(world)));
        }
        let of = self.draw.pick(&known).clone();
        if self.draw.per_cent(5) {
            let mut world = self.world.clone();
            world.prepared.retain(|other| other.name != of.name);
            return (format!("deallocate {}", of.name), After::World(Box::new(world)));
        }
        let mut values = Vec::new();
        for kind in &of.params {
            values.push(match self.draw.below(10) {
                0 => "null".to_string(),
                1 | 2 => literal::untyped(self.draw, *kind),
                _ => literal::literal(self.draw, *kind),
            });
        }
        (format!("execute {} ({})", of.name, values.join(", ")), After::Same)
    }

    /// A sequence: made, asked, set or dropped.
    pub fn sequence(&mut self, number: usize) -> (String, After) {
        self.note(Feature::Sequence);
        let known = self.world.sequences.clone();
        if known.is_empty() || self.draw.per_cent(12) {
            let name = format!("seq{number}");
            let options = *self.draw.pick(&[
                "",
                " increment by 3 start with 5",
                " minvalue 1 maxvalue 4 cycle",
                " maxvalue 3",
                " increment by -2",
                " as smallint start 10",
            ]);
            let mut world = self.world.clone();
            world.sequences.push(name.clone());
            return (format!("create sequence {name}{options}"), After::World(Box::new(world)));
        }
        let name = self.draw.pick(&known).clone();
        let text = match self.draw.below(12) {
            0..=4 => format!("select nextval('{name}')"),
            5 | 6 => format!("select currval('{name}')"),
            7 => "select lastval()".to_string(),
            8 => format!("select setval('{name}', {})", self.draw.between(1, 6)),
            9 => format!("select setval('{name}', {}, false)", self.draw.between(1, 6)),
            10 => format!("select nextval('{name}'), nextval('{name}') from generate_series(1, 3)"),
            _ => format!("alter sequence {name} restart with {}", self.draw.between(1, 3)),
        };
        (text, After::Same)
    }
}

/// What there is when the transaction under way is gone.
pub fn outside(world: &World) -> World {
    World { savepoints: None, ..world.clone() }
}
