//! Golden scripts of the theory: a small language over schemes.
//!
//! ```text
//!   # What this chapter shows.
//!
//!   > scheme order, customer, city        a new scheme of these attributes, without rows
//!   > given order -> customer; customer -> city
//!   > closure order                       what a set determines, step by step
//!   > basis order                         what it multidetermines
//!   > keys                                the candidate keys
//!   > cover                               a minimal cover
//!   > form                                the highest normal form, with witnesses
//!   > decompose bcnf                      also 4nf, and 3nf by synthesis
//!   > decompose bcnf by 1, 0              by which violation each relation is split, from 0
//!   > chase (order, customer) (customer, city)
//!   > preserve (order, customer) (customer, city)
//!   > derive order -> city                a proof
//!   > project order, city                 what still holds between these
//!   > row 17 | ada | Berlin               a row of the table; NULL is equal to NULL
//!   > check customer -> city              a dependency held against the rows
//!   > discover                            what the rows say
//!   > first                               signs against the first normal form
//! ```

use std::error::Error;

use engine::theory::discover::examine;
use engine::theory::discover::search::Options;
use engine::theory::discover::table::Table;
use engine::theory::{
    basis, chase, closure, cover, decompose, first, forms, keys, parse, preserve, projection,
    proof, synthesis,
};
use goldenscript::{Command, Context};
use model::base::error::Result;
use model::trace::derivation::FirstFormSign;
use model::trace::derivation_text as text;
use model::trace::event::theory::NormalForm;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::Scheme;

use super::found::discover;
use crate::script::message_line;

/// Runs a chapter: the scheme at hand, and the rows of its table.
#[derive(Default)]
pub struct Chapter {
    scheme: Scheme,
    rows: Vec<Vec<Option<String>>>,
}

impl goldenscript::Runner for Chapter {
    type Command = Command;

    fn run(&mut self, command: &Command, _: &Context) -> Result<String, Box<dyn Error>> {
        if !command.args.is_empty() {
            return Err(format!("`{}` is no command; one follows `>`", command.name).into());
        }
        let (word, rest) = command.name.split_once(' ').unwrap_or((&command.name, ""));
        let lines = match self.answer(word, rest.trim()) {
            Ok(Some(lines)) => lines,
            Ok(None) => return Err(format!("there is no command `{word}`").into()),
            Err(error) => vec![message_line("ERROR", &error.to_sql())],
        };
        Ok(lines.into_iter().map(|line| line + "\n").collect())
    }
}

impl Chapter {
    /// The lines that answer a command; none if there is no such command.
    fn answer(&mut self, word: &str, rest: &str) -> Result<Option<Vec<String>>> {
        let lines = match word {
            "scheme" => {
                self.scheme = Scheme::new(parse::attributes(rest)?, Vec::new())?;
                self.rows.clear();
                Vec::new()
            }
            "given" => {
                let more = parse::dependencies(&self.scheme.attributes, rest)?;
                let given = [self.scheme.dependencies(), &more].concat();
                self.scheme = Scheme::new(self.scheme.attributes.clone(), given)?;
                Vec::new()
            }
            "row" => {
                let value = |value: &str| (value != "NULL").then(|| value.to_string());
                self.rows.push(rest.split('|').map(|cell| value(cell.trim())).collect());
                Vec::new()
            }
            "check" | "discover" | "first" => self.about_rows(word, rest)?,
            _ => return self.about_scheme(word, rest),
        };
        Ok(Some(lines))
    }

    fn about_scheme(&self, word: &str, rest: &str) -> Result<Option<Vec<String>>> {
        let scheme = &self.scheme;
        let names = &scheme.attributes;
        Ok(Some(match word {
            "closure" => text::closure(scheme, &closure::proved(scheme, parse::set(names, rest)?)),
            "basis" => text::basis(scheme, &basis::proved(scheme, parse::set(names, rest)?)),
            "keys" => text::keys(scheme, &keys::all(scheme)?),
            "cover" => text::cover(names, &cover::minimal(scheme)),
            "form" => text::verdict(names, &forms::verdict(scheme, &self.signs())?),
            "decompose" => self.decompose(rest)?,
            "chase" => {
                text::chase(scheme, &chase::of_decomposition(scheme, &self.relations(rest)?)?)
            }
            "preserve" => {
                let relations = self.relations(rest)?;
                text::preservation(scheme, &relations, &preserve::tested(scheme, &relations)?)
            }
            "derive" => match proof::of(scheme, &parse::dependency(names, rest)?) {
                Some(proof) => text::proof(names, &proof),
                None => vec!["does not follow".to_string()],
            },
            "project" => {
                let projected = projection::of(scheme, parse::set(names, rest)?)?;
                projected.iter().map(|kept| format!("= {}", kept.text(names))).collect()
            }
            _ => return Ok(None),
        }))
    }

    fn decompose(&self, rest: &str) -> Result<Vec<String>> {
        let (form, choices) = rest.split_once(" by ").unwrap_or((rest, ""));
        let choices = choices.split(',').filter_map(|choice| choice.trim().parse().ok());
        let choices: Vec<u32> = choices.collect();
        let names = &self.scheme.attributes;
        let form = match form {
            "3nf" => return Ok(text::synthesis(names, &synthesis::third(&self.scheme)?)),
            "bcnf" => NormalForm::BoyceCodd,
            _ => NormalForm::Fourth,
        };
        Ok(text::decomposition(names, &decompose::split(&self.scheme, form, &choices)?))
    }

    fn about_rows(&self, word: &str, rest: &str) -> Result<Vec<String>> {
        let names = &self.scheme.attributes;
        Ok(match word {
            "check" => {
                let dependency = parse::dependency(names, rest)?;
                let table = Table::new(&self.columns())?;
                text::examination(names, &examine::held_against(&table, &dependency))
            }
            "discover" => {
                let options = Options { near_permille: 200, ..Options::default() };
                text::findings(names, &discover(&self.columns(), options, u64::MAX).0)
            }
            _ => self.signs().iter().map(|sign| text::sign(names, sign)).collect(),
        })
    }

    /// What speaks against the first normal form.
    fn signs(&self) -> Vec<FirstFormSign> {
        let mut signs = first::repeating_groups(self.scheme.attributes.names());
        for at in 0..self.scheme.attributes.len() {
            let cells: Vec<Option<&str>> = self.rows.iter().map(|row| row[at].as_deref()).collect();
            signs.extend(first::list(at as AttributeNo, &cells));
        }
        signs
    }

    /// The rows as columns of numbers.
    fn columns(&self) -> Vec<Vec<u32>> {
        let column = |at: usize| {
            let mut values: Vec<&Option<String>> = self.rows.iter().map(|row| &row[at]).collect();
            values.sort();
            values.dedup();
            let number = |value: &Option<String>| values.iter().position(|known| *known == value);
            let number = |row: &Vec<Option<String>>| number(&row[at]).expect("it is there") as u32;
            self.rows.iter().map(number).collect()
        };
        (0..self.scheme.attributes.len()).map(column).collect()
    }

    /// `(a, b) (b, c)`.
    fn relations(&self, text: &str) -> Result<Vec<AttributeSet>> {
        parse::sets(&self.scheme.attributes, text)
    }
}
