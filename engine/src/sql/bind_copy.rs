//! COPY ... FROM STDIN: an INSERT whose rows are the lines that follow the statement.

use model::base::error::{sqlstate, Error, Result};
use model::types::data_type::DataType;
use model::types::value::Value;
use sqlparser::ast;

use super::algebra::Rel;
use super::binder::Binder;
use super::copy_text::CopyFormat;
use super::position::Positions;
use super::statement::{Insert, Statement};
use super::unsupported::{absent, refuse};
use crate::catalog::cache::Catalog;
use crate::catalog::info::TableInfo;
use crate::catalog::path::SearchPath;
use crate::expr::bound::Expr;

/// The INSERT that a COPY with its data means.
pub fn bind_copy(text: &str, data: &str, catalog: &Catalog, path: SearchPath) -> Result<Statement> {
    let positions = Positions::new(text);
    let statement = super::parse::parse(&positions)?;
    let mut binder = Binder::new(catalog, path, &positions, Vec::new());
    binder.bind_copy(&statement, data).map(Statement::Copy)
}

impl Binder<'_> {
    fn bind_copy(&mut self, statement: &ast::Statement, data: &str) -> Result<Insert> {
        let ast::Statement::Copy { source, to, target, options, legacy_options, values: _ } =
            statement
        else {
            return Err(refuse("this form of COPY"));
        };
        absent(to, "this form of COPY")?;
        if !matches!(target, ast::CopyTarget::Stdin) {
            return Err(refuse("this form of COPY"));
        }
        let ast::CopySource::Table { table_name, columns } = source else {
            return Err(refuse("this form of COPY"));
        };
        let format = copy_format(options, legacy_options)?;
        let table = self.changeable_table(table_name)?;
        let names: Vec<ast::ObjectName> =
            columns.iter().map(|ident| ast::ObjectName::from(vec![ident.clone()])).collect();
        let targets = self.insert_targets(&table, &names)?;
        let mut rows = Vec::new();
        for (line, fields) in format.rows(data)?.into_iter().enumerate() {
            let row = self.copy_row(&table, &targets, fields);
            rows.push((Rel::unit(), row.map_err(|error| at_line(error, &table, line + 1))?));
        }
        let (rel, made) = self.full_rows(&table, &targets, Some(rows))?;
        let checks = self.bind_checks(&table, &made)?;
        let columns = made.iter().map(|column| column.id).collect();
        Ok(Insert { table, rel, columns, checks, conflict: None, returning: None })
    }

    fn copy_row(
        &mut self,
        table: &TableInfo,
        targets: &[usize],
        fields: Vec<Option<String>>,
    ) -> Result<Vec<Expr>> {
        let wrong = |message: String| Error::sql(sqlstate::BAD_COPY_FILE_FORMAT, message);
        if fields.len() > targets.len() {
            return Err(wrong("extra data after last expected column".to_string()));
        }
        if let Some(missing) = targets.get(fields.len()) {
            let name = &table.columns[*missing].name;
            return Err(wrong(format!("missing data for column \"{name}\"")));
        }
        fields
            .into_iter()
            .zip(targets)
            .map(|(field, at)| {
                let value = field.map_or(Value::Null, Value::Text);
                let literal = Expr::Const { value, data_type: DataType::Unknown };
                self.assign(table, *at, literal, None)
            })
            .collect()
    }
}

fn at_line(error: Error, table: &TableInfo, line: usize) -> Error {
    match error {
        Error::Sql(mut error) => {
            error.detail = Some(format!("COPY {}, line {line}", table.name));
            Error::Sql(error)
        }
        other => other,
    }
}

fn copy_format(
    options: &[ast::CopyOption],
    legacy: &[ast::CopyLegacyOption],
) -> Result<CopyFormat> {
    let is_csv = options.iter().any(|option| {
        matches!(option, ast::CopyOption::Format(name) if name.value.eq_ignore_ascii_case("csv"))
    }) || legacy.iter().any(|option| matches!(option, ast::CopyLegacyOption::Csv(_)));
    let mut format = if is_csv { CopyFormat::csv() } else { CopyFormat::text() };
    for option in options {
        match option {
            ast::CopyOption::Format(name) => {
                let known = ["csv", "text"];
                if !known.iter().any(|format| name.value.eq_ignore_ascii_case(format)) {
                    return Err(refuse("this form of COPY"));
                }
            }
            ast::CopyOption::Delimiter(delimiter) => format.delimiter = *delimiter,
            ast::CopyOption::Null(null) => format.null.clone_from(null),
            ast::CopyOption::Header(header) => format.header = *header,
            ast::CopyOption::Quote(quote) => format.quote = *quote,
            ast::CopyOption::Escape(escape) => format.escape = *escape,
            ast::CopyOption::Freeze(_) | ast::CopyOption::Encoding(_) => {}
            ast::CopyOption::ForceQuote(_)
            | ast::CopyOption::ForceNotNull(_)
            | ast::CopyOption::ForceNull(_) => return Err(refuse("this form of COPY")),
        }
    }
    for option in legacy {
        match option {
            ast::CopyLegacyOption::Delimiter(delimiter) => format.delimiter = *delimiter,
            ast::CopyLegacyOption::Null(null) => format.null.clone_from(null),
            ast::CopyLegacyOption::Header => format.header = true,
            ast::CopyLegacyOption::Csv(options) => {
                for option in options {
                    match option {
                        ast::CopyLegacyCsvOption::Header => format.header = true,
                        ast::CopyLegacyCsvOption::Quote(quote) => format.quote = *quote,
                        ast::CopyLegacyCsvOption::Escape(escape) => format.escape = *escape,
                        _ => return Err(refuse("this form of COPY")),
                    }
                }
            }
            _ => return Err(refuse("this form of COPY")),
        }
    }
    Ok(format)
}
