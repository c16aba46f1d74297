//! How a run ended that did not go through: what was it, what ran before it, what did not run.

use model::base::error::SqlError;

use crate::text;

/// Whether a session has a transaction block open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Block {
    /// Each statement is a transaction of its own.
    #[default]
    None,
    /// BEGIN has opened one.
    Open,
}

impl Block {
    /// The block after a statement that worked.
    pub fn after(self, tag: &str, statement: &str) -> Block {
        match tag {
            "BEGIN" | "START TRANSACTION" => Block::Open,
            "COMMIT" => Block::None,
            // A ROLLBACK TO a savepoint has the same tag and goes on.
            "ROLLBACK" if is_to_savepoint(statement) => self,
            "ROLLBACK" => Block::None,
            _ => self,
        }
    }
}

fn is_to_savepoint(statement: &str) -> bool {
    let mut words = statement.split_ascii_whitespace();
    let is_rollback = words.next().is_some_and(|word| word.eq_ignore_ascii_case("rollback"));
    is_rollback && words.any(|word| word.eq_ignore_ascii_case("to"))
}

/// How a run ended that did not go through.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What happened to the statement.
    pub how: EndingHow,
    /// Statements before it, which ran.
    pub ran: u32,
    /// Statements after it, which were not begun.
    pub left: u32,
    /// Whether it was part of a transaction block.
    pub block: Block,
}

/// What happened to the statement.
#[derive(Clone, Debug, PartialEq)]
pub enum EndingHow {
    /// It failed.
    Failed {
        /// With this.
        error: SqlError,
    },
    /// It was cancelled.
    Cancelled {
        /// After so many rows.
        rows: u64,
    },
    /// The engine stopped.
    Lost,
}

impl Ending {
    /// The name that attributes use.
    pub fn name(&self) -> &'static str {
        match self.how {
            EndingHow::Failed { .. } => "failed",
            EndingHow::Cancelled { .. } => "cancelled",
            EndingHow::Lost => "lost",
        }
    }

    /// What there is to say: what happened, and then what is safe.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![match &self.how {
            EndingHow::Failed { error } => {
                text::ending_failed(&error.message, error.sqlstate.as_str())
            }
            EndingHow::Cancelled { rows: 0 } => text::ending_cancelled_early().to_string(),
            EndingHow::Cancelled { rows } => text::ending_cancelled(*rows),
            EndingHow::Lost => text::ending_lost().to_string(),
        }];
        if self.how == EndingHow::Lost {
            return said;
        }
        let (number, all) = (self.ran + 1, self.ran + 1 + self.left);
        if all > 1 {
            said.push(text::ending_number(number, all));
        }
        match self.block {
            Block::Open => said.push(text::ending_block().to_string()),
            Block::None if self.ran > 0 => said.push(text::ending_ran(self.ran)),
            Block::None => said.push(text::ending_nothing().to_string()),
        }
        if self.left > 0 {
            said.push(text::ending_left(self.left));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use model::base::error::sqlstate;

    use super::*;

    #[test]
    fn a_block_lasts_until_it_ends() {
        let after = |block: Block, tag, statement| block.after(tag, statement);
        let open = after(Block::None, "BEGIN", "begin");
        assert_eq!(open, Block::Open);
        assert_eq!(after(open, "INSERT 0 1", "INSERT ..."), Block::Open);
        assert_eq!(after(open, "ROLLBACK", "rollback to savepoint a"), Block::Open);
        assert_eq!(after(open, "ROLLBACK", "ROLLBACK"), Block::None);
        assert_eq!(after(open, "COMMIT", "end"), Block::None);
    }

    #[test]
    fn what_ran_and_what_did_not_is_said() {
        let error = SqlError::new(sqlstate::DIVISION_BY_ZERO, "division by zero");
        let how = EndingHow::Failed { error };
        let said = Ending { how: how.clone(), ran: 2, left: 1, block: Block::None }.sentences();
        assert_eq!(
            said.join(" "),
            [
                "division by zero (22012).",
                "That was statement 3 of 4.",
                "2 statements before it ran and stay.",
                "1 statement after it was not run.",
            ]
            .join(" ")
        );
        let alone = Ending { how, ran: 0, left: 0, block: Block::None }.sentences();
        assert_eq!(alone.join(" "), "division by zero (22012). Your tables are as they were.");
    }
}
