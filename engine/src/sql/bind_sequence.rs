//! ALTER SEQUENCE, which the parser does not know.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::binder::Binder;
use super::definition::{Alter, AlterAction, AlterSequence, Definition};
use super::names::qualified;
use super::parse::{grammar_error, near, tokens_of};
use super::sequence_text::{groups, name_of, Words};
use super::statement::Statement;
use super::unsupported::refuse;
use crate::catalog::info::TableKind;

/// Whether a text is an ALTER SEQUENCE.
pub fn is_alter_sequence(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let mut is = |wanted: &str| words.next().is_some_and(|word| word.eq_ignore_ascii_case(wanted));
    is("alter") && is("sequence")
}

impl Binder<'_> {
    /// ALTER SEQUENCE.
    pub fn bind_alter_sequence(&mut self) -> Result<Statement> {
        let tokens = tokens_of(self.positions)?;
        let mut parser = Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens);
        let wrong =
            |error, parser: &Parser<'_>| grammar_error(&error, parser, self.positions, None);
        parser
            .expect_keywords(&[Keyword::ALTER, Keyword::SEQUENCE])
            .map_err(|error| wrong(error, &parser))?;
        let if_exists = parser.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        let name = parser.parse_object_name(false).map_err(|error| wrong(error, &parser))?;
        let name = qualified(&name)?;
        let options = groups(&rest_of(&mut parser));
        if if_exists && self.relation(&name).is_none() {
            let notice = Some("relation does not exist, skipping");
            return Ok(Statement::Accepted { tag: "ALTER SEQUENCE", notice });
        }
        let sequence = self.table(&name)?;
        if sequence.kind != TableKind::Sequence {
            let message = format!("\"{}\" is not a sequence", sequence.name);
            return Err(Error::sql(sqlstate::WRONG_OBJECT_TYPE, message));
        }
        let first = options.first().and_then(|words| words.first());
        match first.map(|token| token.token.to_string().to_uppercase()).as_deref() {
            Some("OWNER") => {
                let notice = Some("there is one user here, who owns everything");
                return Ok(Statement::Accepted { tag: "ALTER SEQUENCE", notice });
            }
            Some("RENAME") => {
                let new_name = options[0].get(2).ok_or_else(|| refuse(FORM))?;
                let actions = vec![AlterAction::Rename(word_of(new_name))];
                let alter = Alter { table: sequence, actions };
                return Ok(Statement::Definition(Definition::Alter(alter)));
            }
            _ => {}
        }
        let mut alter = AlterSequence::of(sequence);
        for words in &options {
            self.sequence_option(&mut alter, words)?;
        }
        Ok(Statement::Definition(Definition::AlterSequence(alter)))
    }

    fn sequence_option(&mut self, alter: &mut AlterSequence, words: &Words) -> Result<()> {
        let denied = matches!(&words[0].token, Token::Word(word) if word.keyword == Keyword::NO);
        match (name_of(words), denied) {
            (Keyword::AS, false) => alter.data_type = Some(self.sequence_type(words)?),
            (Keyword::INCREMENT, false) => alter.increment = Some(self.number(words)?),
            (Keyword::MINVALUE, true) => alter.min = Some(None),
            (Keyword::MINVALUE, false) => alter.min = Some(Some(self.number(words)?)),
            (Keyword::MAXVALUE, true) => alter.max = Some(None),
            (Keyword::MAXVALUE, false) => alter.max = Some(Some(self.number(words)?)),
            (Keyword::START, false) => alter.start = Some(self.number(words)?),
            (Keyword::CYCLE, denied) => alter.cycle = Some(!denied),
            (Keyword::CACHE, false) => {
                self.number(words)?;
            }
            (Keyword::RESTART, false) if words.len() == 1 => alter.restart = Some(None),
            (Keyword::RESTART, false) => alter.restart = Some(Some(self.number(words)?)),
            (Keyword::OWNED, false) => {
                let tokens = words.get(2..).unwrap_or_default().to_vec();
                let mut parser =
                    Parser::new(&PostgreSqlDialect {}).with_tokens_with_locations(tokens);
                let name = parser
                    .parse_object_name(false)
                    .map_err(|error| grammar_error(&error, &parser, self.positions, None))?;
                alter.owner = Some(self.owning_column(&name)?);
            }
            _ => return Err(near(&words[0], self.positions, None)),
        }
        Ok(())
    }

    fn sequence_type(&mut self, words: &Words) -> Result<DataType> {
        let name = words.get(1).map(word_of).unwrap_or_default();
        match name.as_str() {
            "smallint" | "int2" => Ok(DataType::Int2),
            "int" | "integer" | "int4" => Ok(DataType::Int4),
            "bigint" | "int8" => Ok(DataType::Int8),
            _ => {
                let message = "sequence type must be smallint, integer, or bigint";
                Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message))
            }
        }
    }

    /// The number that ends an option: `INCREMENT BY -1`.
    fn number(&self, words: &Words) -> Result<i64> {
        let text: String = words[1..]
            .iter()
            .filter(|token| !matches!(token.token, Token::Word(_)))
            .map(|token| token.token.to_string())
            .collect();
        text.parse().map_err(|_| {
            let last = words.last().expect("an option has a word");
            let message = format!("syntax error at or near \"{}\"", last.token);
            SqlError::new(sqlstate::SYNTAX_ERROR, message).at(self.at(last.span)).into()
        })
    }
}

/// What is asked of another relation's ALTER here.
const FORM: &str = "this form of ALTER TABLE";

fn rest_of(parser: &mut Parser<'_>) -> Vec<TokenWithSpan> {
    let mut rest = Vec::new();
    loop {
        match parser.next_token() {
            TokenWithSpan { token: Token::EOF, .. } => return rest,
            token => rest.push(token),
        }
    }
}

fn word_of(token: &TokenWithSpan) -> String {
    match &token.token {
        Token::Word(word) if word.quote_style.is_some() => word.value.clone(),
        other => other.to_string().to_lowercase(),
    }
}
