//! Names: folding as PostgreSQL does it, and schemas.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::limits::NAME_BYTES_MAX;
use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Span;

use super::unsupported::refuse;

/// A name that may have a schema before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedName {
    /// The schema, if it was said.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
    /// Where it stands, for errors.
    pub span: Span,
}

/// A name folded: lower case unless quoted, cut to PostgreSQL's length.
pub fn fold(ident: &Ident) -> String {
    let Ident { value, quote_style, span: _ } = ident;
    let mut name = match quote_style {
        Some(_) => value.clone(),
        None => value.to_lowercase(),
    };
    let mut length = name.len().min(NAME_BYTES_MAX);
    while !name.is_char_boundary(length) {
        length -= 1;
    }
    name.truncate(length);
    name
}

/// Refuses text in the place of an alias, which the parser takes for one.
pub fn check_alias(alias: &Ident, position: Option<u32>) -> Result<()> {
    let Ident { value, quote_style, span: _ } = alias;
    if *quote_style != Some('\'') {
        return Ok(());
    }
    let message = format!("syntax error at or near \"'{value}'\"");
    let error = SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position);
    Err(error.hint("An alias stands in double quotes, or in none.").into())
}

/// A name with its schema. A database before the schema is not taken.
pub fn qualified(name: &ObjectName) -> Result<QualifiedName> {
    let ObjectName(parts) = name;
    let idents = parts.iter().map(ident).collect::<Result<Vec<_>>>()?;
    match idents.as_slice() {
        [only] => Ok(QualifiedName { schema: None, name: fold(only), span: only.span }),
        [schema, name] => {
            Ok(QualifiedName { schema: Some(fold(schema)), name: fold(name), span: schema.span })
        }
        _ => Err(Error::sql(
            sqlstate::FEATURE_NOT_SUPPORTED,
            format!("cross-database references are not implemented: \"{name}\""),
        )),
    }
}

/// A name that can have no schema.
pub fn plain(name: &ObjectName) -> Result<String> {
    match qualified(name)? {
        QualifiedName { schema: None, name, .. } => Ok(name),
        QualifiedName { schema: Some(_), .. } => Err(refuse("a schema other than public")),
    }
}

fn ident(part: &ObjectNamePart) -> Result<&Ident> {
    match part {
        ObjectNamePart::Identifier(ident) => Ok(ident),
        ObjectNamePart::Function(_) => Err(refuse("this expression")),
    }
}

/// The known name nearest to a mistaken one, if it is near enough to be meant: at most a third of
/// its letters differ.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
