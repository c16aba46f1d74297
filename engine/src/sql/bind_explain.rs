//! EXPLAIN and its options.

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;

use super::binder::Binder;
use super::names::fold;
use super::statement::{Explain, ExplainFormat, Statement};
use super::unsupported::{absent, refuse};

impl Binder<'_> {
    /// EXPLAIN of a statement that has a plan.
    pub fn bind_explain(&mut self, statement: &ast::Statement) -> Result<Statement> {
        let ast::Statement::Explain {
            describe_alias,
            analyze,
            verbose,
            query_plan,
            estimate,
            statement,
            format,
            options,
        } = statement
        else {
            return Err(super::binder::internal("no EXPLAIN"));
        };
        if !matches!(describe_alias, ast::DescribeAlias::Explain) {
            return Err(refuse("this statement"));
        }
        absent(query_plan, "this option of EXPLAIN")?;
        absent(estimate, "this option of EXPLAIN")?;
        absent(format, "this format of EXPLAIN")?;
        let inner = self.bind_statement(statement)?;
        if !matches!(
            inner,
            Statement::Query(_)
                | Statement::Insert(_)
                | Statement::Update(_)
                | Statement::Delete(_)
        ) {
            return Err(Error::sql(
                sqlstate::SYNTAX_ERROR,
                "EXPLAIN takes SELECT, INSERT, UPDATE, DELETE or VALUES",
            ));
        }
        let mut explain = Explain {
            statement: Box::new(inner),
            analyze: *analyze,
            verbose: *verbose,
            costs: true,
            buffers: false,
            timing: true,
            summary: false,
            paths: false,
            rewrites: false,
            format: ExplainFormat::Text,
        };
        let mut asked = Asked::default();
        for option in options.iter().flatten() {
            self.explain_option(&mut explain, &mut asked, option)?;
        }
        if asked.timing == Some(true) && !explain.analyze {
            let message = "EXPLAIN option TIMING requires ANALYZE";
            return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
        }
        explain.timing = asked.timing.unwrap_or(true);
        explain.summary = asked.summary.unwrap_or(explain.analyze);
        Ok(Statement::Explain(explain))
    }

    fn explain_option(
        &self,
        explain: &mut Explain,
        asked: &mut Asked,
        option: &ast::UtilityOption,
    ) -> Result<()> {
        let ast::UtilityOption { name: ident, arg } = option;
        let name = fold(ident);
        let given = arg.as_ref().map(|arg| arg.to_string().to_lowercase());
        if name == "format" {
            explain.format = match given.as_deref().map(|text| text.trim_matches('\'')) {
                Some("text") => ExplainFormat::Text,
                Some("json") => ExplainFormat::Json,
                Some("xml" | "yaml") => return Err(refuse("this format of EXPLAIN")),
                other => {
                    let other = other.unwrap_or_default();
                    let message =
                        format!("unrecognized value for EXPLAIN option \"format\": \"{other}\"");
                    return Err(SqlError::new(sqlstate::INVALID_PARAMETER_VALUE, message)
                        .at(self.at(ident.span))
                        .into());
                }
            };
            return Ok(());
        }
        let on = match given.as_deref() {
            None | Some("true" | "on" | "1") => true,
            Some("false" | "off" | "0") => false,
            Some(_) => {
                let message = format!("{name} requires a Boolean value");
                return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
            }
        };
        match name.as_str() {
            "analyze" => explain.analyze = on,
            "verbose" => explain.verbose = on,
            "costs" => explain.costs = on,
            "buffers" => explain.buffers = on,
            "paths" => explain.paths = on,
            "rewrites" => explain.rewrites = on,
            "timing" => asked.timing = Some(on),
            "summary" => asked.summary = Some(on),
            "settings" | "wal" if on => return Err(refuse("this option of EXPLAIN")),
            "settings" | "wal" => {}
            _ => {
                let message = format!("unrecognized EXPLAIN option \"{name}\"");
                let error = SqlError::new(sqlstate::SYNTAX_ERROR, message);
                return Err(error.at(self.at(ident.span)).into());
            }
        }
        Ok(())
    }
}

/// Options whose default depends on others.
#[derive(Default)]
struct Asked {
    timing: Option<bool>,
    summary: Option<bool>,
}
