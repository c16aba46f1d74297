//! Values and names as they are written in SQL: `quote_literal`, `quote_ident`, `quote_nullable`.

use std::borrow::Cow;

use model::base::error::Result;
use model::types::cast::column::cast_column;
use model::types::cast::Context;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::text::write_text;

use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::form::Text;
use crate::expr::function::{Function, Volatility, ANY};
use crate::expr::kernel::each_row;

/// A text between quotes, which are doubled inside. A backslash makes it an `E''` string.
pub fn quote_literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 3);
    if text.contains('\\') {
        quoted.push('E');
    }
    quoted.push('\'');
    for letter in text.chars() {
        if matches!(letter, '\'' | '\\') {
            quoted.push(letter);
        }
        quoted.push(letter);
    }
    quoted.push('\'');
    quoted
}

/// A name as it must be written: between double quotes, unless it is a plain small word that means
/// nothing to the grammar.
pub fn quote_ident(name: &str) -> String {
    let is_start = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let is_plain = name.starts_with(is_start)
        && name.chars().all(|letter| is_start(letter) || letter.is_ascii_digit())
        && RESERVED.binary_search(&name).is_err();
    if is_plain {
        name.to_string()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// The words that a name may not be without quotes, in order: those that PostgreSQL 15 does not
/// call unreserved (PostgreSQL manual, appendix "SQL Key Words").
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

functions! {
    /// Quoting of texts.
    QUOTE;
    "quote_ident" (name: Text) -> Text = Cow::Owned(quote_ident(name));
    "quote_literal" (text: Text) -> Text = Cow::Owned(quote_literal(text));
}

/// Quoting of values of any type.
pub static QUOTE_ANY: &[Function] = &[
    Function {
        volatility: Volatility::Stable,
        ..Function::strict("quote_literal", &[ANY], DataType::Text, quote_any)
    },
    Function::strict("quote_nullable", &[DataType::Text], DataType::Text, quote_nullable)
        .seeing_nulls(),
    Function {
        volatility: Volatility::Stable,
        ..Function::strict("quote_nullable", &[ANY], DataType::Text, quote_nullable).seeing_nulls()
    },
];

fn as_text(call: &Call<'_>) -> Result<Column> {
    let (column, how) = (call.operands[0].column(), Context::Assignment.into());
    cast_column(column, call.arg_type(0), DataType::Text, how)
}

fn quote_any(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts = as_text(call)?;
    each_row::<Text>(call, |row| {
        let mut text = String::new();
        write_text(&texts, call.operands[0].place(row), DataType::Text, &mut text);
        Ok(Cow::Owned(quote_literal(&text)))
    })
}

fn quote_nullable(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts = as_text(call)?;
    let mut text = String::new();
    let quoted: Vec<String> = (0..call.rows)
        .map(|row| {
            text.clear();
            match write_text(&texts, call.operands[0].place(row), DataType::Text, &mut text) {
                true => quote_literal(&text),
                false => "NULL".to_string(),
            }
        })
        .collect();
    Ok(Column::new(ColumnData::Text(quoted.iter().map(String::as_str).collect())))
}
