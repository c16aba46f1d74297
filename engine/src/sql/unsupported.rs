//! What is refused, in one table, each with what to do instead.

use model::base::error::{sqlstate, Error, Result, SqlError};

/// (what, hint). Refused with 0A000 `{what} is not supported`.
pub const REFUSED: &[(&str, &str)] = &[
    ("TOP", "Use LIMIT."),
    ("QUALIFY", "Put the window function in a subquery and filter outside it."),
    ("LATERAL VIEW", "Use a join with a function in FROM."),
    ("PREWHERE", "Use WHERE."),
    ("CONNECT BY", "Use WITH RECURSIVE."),
    ("CLUSTER BY in SELECT", "Use ORDER BY."),
    ("DISTRIBUTE BY", "There is one machine here; leave it out."),
    ("SORT BY", "Use ORDER BY."),
    ("SELECT INTO", "Use CREATE TABLE ... AS."),
    ("FOR UPDATE", "Leave it out: rows are locked when they are changed."),
    ("FOR XML or FOR JSON", "Leave it out."),
    ("SETTINGS", "Use SET."),
    ("FORMAT", "Choose the output format outside SQL."),
    ("a pipe operator", "Write the clauses in SQL's own order."),
    ("an optimizer hint", "Leave it out: the planner decides by cost."),
    ("a select modifier", "Leave it out."),
    ("SELECT AS STRUCT", "List the columns."),
    ("EXCLUDE in a select list", "List the columns."),
    ("REPLACE in a select list", "List the columns."),
    ("RENAME in a select list", "Give each column an alias."),
    ("several aliases for one expression", "Give one alias."),
    ("FROM before SELECT", "Write SELECT first."),
    ("GROUP BY ALL", "List the columns to group by."),
    ("WITH TOTALS", "Use GROUPING SETS."),
    ("ORDER BY ALL", "List the columns to order by."),
    ("ORDER BY ... USING", "Use ASC or DESC."),
    ("WITH FILL", "Join with generate_series."),
    ("LIMIT BY", "Use row_number() in a subquery."),
    ("FETCH with PERCENT", "Count the rows first."),
    ("UNION BY NAME", "List the columns of both sides in the same order."),
    ("TABLE with a name list", "Use SELECT * FROM."),
    ("a data-modifying statement in WITH", "Run it as a statement of its own."),
    ("CTE FROM", "Leave it out."),
    ("a table version", "Leave it out."),
    ("a table hint", "Leave it out."),
    ("a partition list", "Leave it out."),
    ("TABLESAMPLE", "Filter with random()."),
    ("a path into JSON", "JSON is not built yet."),
    ("this kind of table in FROM", "Use a table, a subquery or generate_series."),
    ("this table function", "generate_series is built, and those of schema glassbox."),
    ("this procedure", "glassbox.declare and glassbox.forget are built."),
    ("several functions with rows in one select list", "Call them in FROM and join them."),
    ("WITH OFFSET", "Use WITH ORDINALITY."),
    ("this kind of join", "Inner, left, right, full and cross joins are built."),
    ("a GLOBAL join", "Leave GLOBAL out."),
    ("a column type in an alias", "Cast the column in the select list."),
    ("a named function argument", "Give the arguments in order."),
    ("this clause of a function call", "Leave it out."),
    ("an aggregate of an outer query here", "Compute it in the outer query's select list."),
    ("WITHIN GROUP of a row that is not there", "Count the rows before it."),
    ("a column before WITHIN GROUP", "Use a constant there."),
    ("IGNORE NULLS", "Filter NULLs out first."),
    ("ODBC escapes", "Write the function call plainly."),
    ("a parametric function", "Give all arguments in one list."),
    ("this expression", "Rewrite it with the operators and functions that FEATURES.md lists."),
    ("an array", "Arrays are not built yet; use rows."),
    ("a row value here", "Compare the columns one by one."),
    ("JSON", "JSON is not built yet; use columns."),
    ("COLLATE", "Text compares by bytes: COLLATE \"C\" is built."),
    ("this kind of literal", "Use a plain string in single quotes."),
    ("this data type", "Use one of the types that FEATURES.md lists."),
    ("TRY_CAST", "Use CAST."),
    ("CAST with FORMAT", "Use to_date or to_timestamp."),
    ("CONVERT", "Use CAST."),
    ("a named time zone", "Use UTC, or a fixed offset."),
    ("this statement", "FEATURES.md lists the statements that are built."),
    ("this option of CREATE TABLE", "Leave it out."),
    ("this option of CREATE DATABASE", "Leave it out."),
    ("this option of CREATE ROLE", "Leave it out."),
    ("this option of DROP", "Leave it out."),
    ("this clause of GRANT", "Leave it out."),
    ("CREATE TABLE ... PARTITION BY", "Use one table."),
    ("CREATE TABLE ... INHERITS", "Use a foreign key."),
    ("this column option", "Leave it out."),
    ("this table constraint", "PRIMARY KEY, UNIQUE, CHECK and FOREIGN KEY are built."),
    ("INCLUDE in a constraint", "Leave it out."),
    ("an index option in a constraint", "Leave it out."),
    (
        "DEFERRABLE constraint",
        "Leave INITIALLY DEFERRED out: each statement is checked at its end.",
    ),
    ("MATCH PARTIAL", "Use MATCH SIMPLE, the default."),
    ("NULLS NOT DISTINCT", "Add NOT NULL to the column."),
    ("a generated column", "Compute it in a view."),
    ("this clause of INSERT", "Leave it out."),
    ("this clause of UPDATE", "Leave it out."),
    ("this clause of DELETE", "Leave it out."),
    ("a subquery for several columns of SET", "Set the columns one by one."),
    ("WHERE CURRENT OF", "Use the primary key."),
    ("DROP of this kind of object", "Tables can be dropped."),
    ("this transaction mode", "Leave it out."),
    ("AND CHAIN", "Begin the next transaction with BEGIN."),
    ("this form of SET", "Use SET name = value."),
    ("this form of ANALYZE", "ANALYZE, ANALYZE table and ANALYZE table (columns) are built."),
    ("this option of EXPLAIN", "ANALYZE, VERBOSE, COSTS, BUFFERS, TIMING, SUMMARY are built."),
    ("this format of EXPLAIN", "FORMAT TEXT and FORMAT JSON are built."),
    ("GROUPING SETS here", "Use them directly in GROUP BY."),
    ("a window that extends another", "Repeat its clauses."),
    ("a subquery in a window frame", "Use a constant."),
    ("bpchar without a length", "Use text, or char with a length."),
    ("a subquery in the condition of a full join", "Compute it in a subquery of its own first."),
    ("this option of CREATE VIEW", "Leave it out."),
    ("this option of CREATE INDEX", "Leave it out."),
    ("INCLUDE in an index", "Put the column at the end of the key."),
    ("a partial index", "Index all rows."),
    ("this kind of index", "B-tree indexes are built; leave USING out."),
    ("an operator class", "Leave it out."),
    ("an index on an expression", "Index a column that holds the value."),
    ("a materialized view", "Use CREATE TABLE ... AS."),
    ("this form of ALTER TABLE", "Make a new table and copy the rows."),
    ("this form of COPY", "COPY table (columns) FROM stdin is built, as text and as csv."),
    ("this form of EXECUTE", "Use EXECUTE name (values)."),
    ("this form of CALL", "Use CALL name (values)."),
    ("CREATE TABLE ... LIKE", "List the columns."),
    ("renaming what a view reads", "Drop the view first, and make it again afterwards."),
    ("NOT VALID", "Leave it out: rows that are there are looked at."),
    ("DISABLE TRIGGER", "Leave it out: there are no triggers, and foreign keys always hold."),
    ("VACUUM", "Leave it out; to get rid of dead rows, copy the table with CREATE TABLE ... AS."),
    ("ISOLATION LEVEL SERIALIZABLE", "Use REPEATABLE READ: conflicts of reads are not seen."),
    ("a subquery in ON CONFLICT", "Compute it in the query that is inserted, and use excluded."),
    ("a schema other than public", "One schema is built: leave its name out."),
];

/// The error that refuses something of the table.
pub fn refuse(what: &'static str) -> Error {
    let hint = REFUSED.iter().find(|(known, _)| *known == what).map(|(_, hint)| *hint);
    debug_assert!(hint.is_some(), "{what} has no row in the table");
    let message = format!("{what} is not supported");
    let error = SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message);
    match hint {
        Some(hint) => error.hint(hint).into(),
        None => error.into(),
    }
}

/// Refuses a clause unless it is absent.
pub fn absent(clause: &impl Absent, what: &'static str) -> Result<()> {
    if clause.is_absent() {
        Ok(())
    } else {
        Err(refuse(what))
    }
}

/// A clause of the parser's tree that may not be there.
pub trait Absent {
    /// Whether it is not there.
    fn is_absent(&self) -> bool;
}

impl Absent for bool {
    fn is_absent(&self) -> bool {
        !self
    }
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
