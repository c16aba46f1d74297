//! Calls: plain functions, aggregates and window functions.

use std::collections::BTreeSet;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::{AggregateCall, ColumnId, SortKey, WindowFunction};
use super::bind_query::order_parts;
use super::bind_select::settle;
use super::binder::{Binder, Block, Clause, OrderItem, PendingSetCall};
use super::coerce::{self, Places};
use super::free::columns_of;
use super::names::qualified;
use super::same::unplaced;
use super::unsupported::{absent, refuse};
use super::within_group;
use crate::expr::aggregate::Aggregate;
use crate::expr::bound::{CastKind, Expr};
use crate::expr::resolve::{
    aggregates_named, resolve_aggregate, resolve_function, resolve_operator, Resolved,
};

/// The arguments of a call, as the parser gives them.
struct Args<'q> {
    exprs: Vec<&'q ast::Expr>,
    star: bool,
    distinct: bool,
    order: &'q [ast::OrderByExpr],
    /// Arguments before those of WITHIN GROUP.
    direct_count: usize,
}

impl Binder<'_> {
    /// A function call of any kind.
    pub fn bind_function(&mut self, function: &ast::Function) -> Result<Expr> {
        let ast::Function {
            name,
            uses_odbc_syntax,
            parameters,
            args,
            within_group,
            filter,
            null_treatment,
            over,
        } = function;
        absent(uses_odbc_syntax, "ODBC escapes")?;
        absent(null_treatment, "IGNORE NULLS")?;
        if !matches!(parameters, ast::FunctionArguments::None) {
            return Err(refuse("a parametric function"));
        }
        let position = self.at(name.span());
        let name = qualified(name)?.name;
        let mut args = call_args(args)?;
        let clauses = within_group::Clauses {
            within: !within_group.is_empty(),
            over: over.is_some(),
            distinct: args.distinct,
            ordered: !args.order.is_empty(),
            arg_count: args.exprs.len() + within_group.len(),
        };
        within_group::check(&name, clauses, position)?;
        if clauses.within {
            // What is put in order comes after the direct arguments, and reaches it in order.
            args.direct_count = args.exprs.len();
            args.exprs.extend(within_group.iter().map(|item| &item.expr));
            args.order = within_group;
        }
        if let Some(window) = over {
            return self.bind_window_call(&name, &args, filter.as_deref(), window, position);
        }
        if name == "grouping" {
            return self.bind_grouping(&args.exprs, position);
        }
        if !aggregates_named(&name).is_empty() {
            return self.bind_aggregate(&name, &args, filter.as_deref(), position);
        }
        if window_function(&name).is_some() {
            let message = format!("window function {name} requires an OVER clause");
            return Err(SqlError::new(sqlstate::WINDOWING_ERROR, message).at(position).into());
        }
        for (is_there, what) in [
            (args.star, "*"),
            (args.distinct, "DISTINCT"),
            (!args.order.is_empty(), "ORDER BY"),
            (filter.is_some(), "FILTER"),
        ] {
            if is_there {
                let message = format!("{what} specified, but {name} is not an aggregate function");
                let error = SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message);
                return Err(error.at(position).into());
            }
        }
        let bound =
            args.exprs.iter().map(|expr| self.bind_expr(expr)).collect::<Result<Vec<Expr>>>()?;
        if name == "generate_series" {
            return self.bind_set_call(&name, bound, position);
        }
        let literals: Vec<_> = args.exprs.iter().map(|expr| self.literal_place(expr)).collect();
        self.function_call(&name, bound, Places { literals: &literals, whole: position })
    }

    /// A call that returns rows: in the select list, where it multiplies the rows it stands in.
    fn bind_set_call(
        &mut self,
        name: &str,
        args: Vec<Expr>,
        position: Option<u32>,
    ) -> Result<Expr> {
        let clause = self.block().clause;
        if clause != Clause::Select {
            let message = format!("set-returning functions are not allowed in {}", clause.name());
            let error = SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message);
            return Err(error.at(position).into());
        }
        let (function, args, data_type) = super::bind_from::set_function(name, args, position)?;
        if !self.block().set_calls.is_empty() {
            return Err(refuse("several functions with rows in one select list"));
        }
        let column = self.new_column(name, data_type);
        let expr = Expr::Column { place: column.id, data_type };
        self.block().set_calls.push(PendingSetCall { column, function, args });
        Ok(expr)
    }

    /// A call of a plain function on bound arguments.
    pub fn function_call<'p>(
        &mut self,
        name: &str,
        args: Vec<Expr>,
        places: impl Into<Places<'p>>,
    ) -> Result<Expr> {
        let places = places.into();
        let position = places.whole;
        match name {
            "coalesce" | "greatest" | "least" if args.is_empty() => {
                return Err(unfinished(position))
            }
            "nullif" if args.len() != 2 => return Err(unfinished(position)),
            "coalesce" => return Ok(Expr::Coalesce(coerce::common(args, "COALESCE", places)?)),
            "greatest" => return self.extreme(args, ">", "GREATEST", places),
            "least" => return self.extreme(args, "<", "LEAST", places),
            "nullif" => return self.null_if(args, places),
            _ => {}
        }
        if let ([arg], Some(to)) = (args.as_slice(), type_named(name)) {
            // A type's name as a function is a cast, where no function has that name.
            if crate::expr::resolve::functions_named(name).is_empty() {
                return coerce::cast(arg.clone(), to, position);
            }
        }
        let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
        let resolved = resolve_function(name, &types).map_err(|error| error.at(position))?;
        self.call(resolved, args, places)
    }

    fn extreme(
        &mut self,
        args: Vec<Expr>,
        sign: &str,
        what: &str,
        places: Places<'_>,
    ) -> Result<Expr> {
        let args = coerce::common(args, what, places)?;
        let Some(first) = args.first() else { return Err(unfinished(places.whole)) };
        let to = first.data_type();
        let better =
            resolve_operator(sign, Some(to), to).map_err(|error| error.at(places.whole))?;
        Ok(Expr::Extreme { args, better: better.function })
    }

    fn null_if(&mut self, args: Vec<Expr>, places: Places<'_>) -> Result<Expr> {
        let [left, right] = args.as_slice() else { return Err(unfinished(places.whole)) };
        let resolved = resolve_operator("=", Some(left.data_type()), right.data_type())
            .map_err(|error| error.at(places.whole))?;
        let equal = resolved.function;
        match self.call(resolved, args, places)? {
            Expr::Call { args, .. } => Ok(Expr::NullIf { args, equal }),
            _ => Err(super::binder::internal("an operator is a call")),
        }
    }

    /// An aggregate over groups of the innermost block. Calls alike are computed once.
    fn bind_aggregate(
        &mut self,
        name: &str,
        args: &Args<'_>,
        filter: Option<&ast::Expr>,
        position: Option<u32>,
    ) -> Result<Expr> {
        self.check_aggregate_place(position)?;
        let around = std::mem::take(&mut self.block().subqueries);
        let sorted_before = self.block().sorted.len();
        let (args_bound, order) = self.in_clause(Clause::Aggregate, |binder| {
            let bound = args.exprs.iter().map(|expr| binder.bind_expr(expr));
            let bound = bound.collect::<Result<Vec<Expr>>>()?;
            for direct in &bound[..args.direct_count] {
                if direct.any(&|part| matches!(part, Expr::Column { .. })) {
                    return Err(refuse("a column before WITHIN GROUP"));
                }
            }
            let order = binder.aggregate_order(args, &bound)?;
            Ok((bound, order))
        })?;
        let (resolved, args_bound) = self.aggregate_row(name, args, args_bound, position)?;
        let filter = filter
            .map(|expr| {
                let bound = self.in_clause(Clause::Filter, |binder| binder.bind_expr(expr))?;
                self.condition(bound, "FILTER", position)
            })
            .transpose()?;
        let data_type = resolved.returns;
        let column = self.new_column(name, data_type);
        let call = AggregateCall {
            column,
            aggregate: resolved.function,
            args: args_bound,
            distinct: args.distinct,
            filter,
            order,
            told_keys: Vec::new(),
        };
        let inside = std::mem::replace(&mut self.block().subqueries, around);
        let at = if inside.is_empty() { self.block_of(&call) } else { self.blocks.len() - 1 };
        if !may_aggregate(self.blocks[at].clause) {
            return Err(refuse("an aggregate of an outer query here"));
        }
        self.block().aggregated_subqueries.extend(inside);
        // What it sorts by is computed where it stands.
        let sorted = self.block().sorted.split_off(sorted_before);
        let block = &mut self.blocks[at];
        block.sorted.extend(sorted);
        let alike = block.aggregates.iter().find(|known| {
            known.aggregate == call.aggregate
                && known.args == call.args
                && known.distinct == call.distinct
                && known.filter == call.filter
                && known.order == call.order
        });
        let place = match alike {
            Some(known) => known.column.id,
            None => {
                let id = call.column.id;
                block.aggregates.push(call);
                id
            }
        };
        Ok(Expr::Column { place, data_type })
    }

    /// The query block that an aggregate belongs to: the innermost whose columns it is over.
    fn block_of(&self, call: &AggregateCall) -> usize {
        let mut used = BTreeSet::new();
        let exprs = call.args.iter().chain(&call.filter);
        exprs.for_each(|expr| columns_of(expr, &mut used));
        let has = |block: &Block| {
            block.scope.all_columns().any(|(_, column)| used.contains(&column.id))
                || block.scope.visible.iter().any(|column| used.contains(&column.id))
        };
        self.blocks.iter().rposition(has).unwrap_or(self.blocks.len() - 1)
    }

    /// Where an aggregate may not stand.
    pub fn check_aggregate_place(&mut self, position: Option<u32>) -> Result<()> {
        let clause = self.block().clause;
        let message = match clause {
            clause if may_aggregate(clause) => return Ok(()),
            Clause::Aggregate => "aggregate function calls cannot be nested".to_string(),
            other => format!("aggregate functions are not allowed in {}", other.name()),
        };
        Err(SqlError::new(sqlstate::GROUPING_ERROR, message).at(position).into())
    }

    /// ORDER BY inside an aggregate of those arguments: by columns, or by what a Project below
    /// computes.
    fn aggregate_order(&mut self, args: &Args<'_>, bound: &[Expr]) -> Result<Vec<SortKey>> {
        let mut keys = Vec::new();
        for item in args.order {
            let (expr, descending, nulls_first) = order_parts(item)?;
            let position = self.at(expr.span());
            let expr = unplaced(&settle(self.bind_expr(expr)?)?);
            let is_argument =
                |arg: &Expr| settle(arg.clone()).is_ok_and(|arg| unplaced(&arg) == expr);
            if args.distinct && !bound.iter().any(is_argument) {
                let message = "in an aggregate with DISTINCT, ORDER BY expressions must appear in \
                    argument list";
                let code = sqlstate::INVALID_COLUMN_REFERENCE;
                return Err(SqlError::new(code, message).at(position).into());
            }
            let data_type = expr.data_type();
            let column = self.sorted_column(expr);
            keys.push(SortKey { column, data_type, descending, nulls_first });
        }
        Ok(keys)
    }

    /// The column that an aggregate sorts by: one of FROM, or one that is computed for it.
    fn sorted_column(&mut self, expr: Expr) -> ColumnId {
        let block = self.block();
        if let Expr::Column { place, .. } = expr {
            let visible = block.scope.visible.iter().any(|column| column.id == place);
            if visible || block.scope.name_of(place).is_some() {
                return place;
            }
        }
        if let Some((known, _)) = block.sorted.iter().find(|(_, known)| *known == expr) {
            return known.id;
        }
        let column = self.new_column("?column?", expr.data_type());
        let id = column.id;
        self.block().sorted.push((column, expr));
        id
    }

    /// The row of the aggregate table with the arguments made of its types.
    fn aggregate_row(
        &mut self,
        name: &str,
        args: &Args<'_>,
        bound: Vec<Expr>,
        position: Option<u32>,
    ) -> Result<(Resolved<Aggregate>, Vec<Expr>)> {
        if bound.is_empty() && !args.star && name == "count" {
            let message = "count(*) must be used to call a parameterless aggregate function";
            return Err(SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message).at(position).into());
        }
        let types: Vec<DataType> = bound.iter().map(Expr::data_type).collect();
        let resolved = resolve_aggregate(name, &types).map_err(|error| error.at(position))?;
        let mut made = Vec::new();
        for (arg, to) in bound.into_iter().zip(&resolved.arg_casts) {
            let arg = self.coerce(arg, *to, CastKind::Implicit, position)?;
            made.push(arg.ok_or_else(|| super::binder::internal("an argument has no cast"))?);
        }
        Ok((resolved, made))
    }

    fn bind_window_call(
        &mut self,
        name: &str,
        args: &Args<'_>,
        filter: Option<&ast::Expr>,
        window: &ast::WindowType,
        position: Option<u32>,
    ) -> Result<Expr> {
        match self.block().clause {
            Clause::Select | Clause::OrderBy => {}
            Clause::Window => {
                let message = "window function calls cannot be nested";
                return Err(SqlError::new(sqlstate::WINDOWING_ERROR, message).at(position).into());
            }
            other => {
                let message = format!("window functions are not allowed in {}", other.name());
                return Err(SqlError::new(sqlstate::WINDOWING_ERROR, message).at(position).into());
            }
        }
        if args.distinct {
            let message = "DISTINCT is not implemented for window functions";
            return Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
                .at(position)
                .into());
        }
        let bound = self.in_clause(Clause::Window, |binder| {
            args.exprs.iter().map(|expr| binder.bind_expr(expr)).collect::<Result<Vec<Expr>>>()
        })?;
        let filter = filter
            .map(|expr| {
                let bound = self.in_clause(Clause::Window, |binder| binder.bind_expr(expr))?;
                self.condition(bound, "FILTER", position)
            })
            .transpose()?;
        let (function, bound, data_type) = match window_function(name) {
            Some(function) => self.window_args(name, function, bound, position)?,
            None => {
                if aggregates_named(name).is_empty() {
                    let message = format!(
                        "OVER specified, but {name} is not a window function nor an aggregate \
                         function"
                    );
                    let error = SqlError::new(sqlstate::WRONG_OBJECT_TYPE, message);
                    return Err(error.at(position).into());
                }
                let (resolved, bound) = self.aggregate_row(name, args, bound, position)?;
                (WindowFunction::Aggregate(resolved.function), bound, resolved.returns)
            }
        };
        self.pend_window(name, function, bound, filter, window, data_type)
    }

    /// The arguments of a window function made of the types it takes, and what it returns.
    fn window_args(
        &mut self,
        name: &str,
        function: WindowFunction,
        mut args: Vec<Expr>,
        position: Option<u32>,
    ) -> Result<(WindowFunction, Vec<Expr>, DataType)> {
        let (fewest, most) = match function {
            WindowFunction::Ntile | WindowFunction::FirstValue | WindowFunction::LastValue => {
                (1, 1)
            }
            WindowFunction::NthValue => (2, 2),
            WindowFunction::Lag | WindowFunction::Lead => (1, 3),
            _ => (0, 0),
        };
        if args.len() < fewest || args.len() > most {
            let types: Vec<&str> = args.iter().map(|arg| arg.data_type().name()).collect();
            let message = format!("function {name}({}) does not exist", types.join(", "));
            return Err(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message).at(position).into());
        }
        let value_first = !matches!(function, WindowFunction::Ntile);
        if let (Some(first), true) = (args.first_mut(), value_first) {
            let settled = settle(first.clone())?;
            *first = settled;
        }
        let integer_at = if value_first { 1 } else { 0 };
        if let Some(count) = args.get_mut(integer_at) {
            let made =
                self.coerce(count.clone(), DataType::Int4, CastKind::Assignment, position)?;
            *count = made.ok_or_else(|| refuse("this expression"))?;
        }
        if args.len() == 3 {
            let to = args[0].data_type();
            let made = self.coerce(args[2].clone(), to, CastKind::Implicit, position)?;
            args[2] = made.ok_or_else(|| refuse("this expression"))?;
        }
        let data_type = match function {
            WindowFunction::PercentRank | WindowFunction::CumeDist => DataType::Float8,
            WindowFunction::Ntile => DataType::Int4,
            WindowFunction::RowNumber | WindowFunction::Rank | WindowFunction::DenseRank => {
                DataType::Int8
            }
            _ => args.first().map_or(DataType::Int8, Expr::data_type),
        };
        Ok((function, args, data_type))
    }

    /// ORDER BY items of a window.
    pub fn window_order(&mut self, order: &[ast::OrderByExpr]) -> Result<Vec<OrderItem>> {
        order
            .iter()
            .map(|item| {
                let (expr, descending, nulls_first) = order_parts(item)?;
                let expr = settle(self.bind_expr(expr)?)?;
                Ok(OrderItem { expr, descending, nulls_first })
            })
            .collect()
    }

    /// An argument that is just an expression.
    pub fn bind_plain_arg(&mut self, arg: &ast::FunctionArg) -> Result<Expr> {
        match arg {
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(expr)) => self.bind_expr(expr),
            ast::FunctionArg::Unnamed(
                ast::FunctionArgExpr::QualifiedWildcard(_)
                | ast::FunctionArgExpr::Wildcard
                | ast::FunctionArgExpr::WildcardWithOptions(_),
            ) => Err(refuse("this clause of a function call")),
            ast::FunctionArg::Named { name: _, arg: _, operator: _ }
            | ast::FunctionArg::ExprNamed { name: _, arg: _, operator: _ } => {
                Err(refuse("a named function argument"))
            }
        }
    }
}

fn call_args(args: &ast::FunctionArguments) -> Result<Args<'_>> {
    let mut found =
        Args { exprs: Vec::new(), star: false, distinct: false, order: &[], direct_count: 0 };
    let list = match args {
        ast::FunctionArguments::None => return Ok(found),
        ast::FunctionArguments::Subquery(_) => return Err(refuse("an array")),
        ast::FunctionArguments::List(list) => list,
    };
    let ast::FunctionArgumentList { duplicate_treatment, args, clauses } = list;
    found.distinct = matches!(duplicate_treatment, Some(ast::DuplicateTreatment::Distinct));
    for arg in args {
        match arg {
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(expr)) => found.exprs.push(expr),
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Wildcard) => found.star = true,
            ast::FunctionArg::Unnamed(
                ast::FunctionArgExpr::QualifiedWildcard(_)
                | ast::FunctionArgExpr::WildcardWithOptions(_),
            ) => return Err(refuse("this clause of a function call")),
            ast::FunctionArg::Named { name: _, arg: _, operator: _ }
            | ast::FunctionArg::ExprNamed { name: _, arg: _, operator: _ } => {
                return Err(refuse("a named function argument"));
            }
        }
    }
    for clause in clauses {
        match clause {
            ast::FunctionArgumentClause::OrderBy(order) => found.order = order,
            ast::FunctionArgumentClause::IgnoreOrRespectNulls(_) => {
                return Err(refuse("IGNORE NULLS"));
            }
            _ => return Err(refuse("this clause of a function call")),
        }
    }
    Ok(found)
}

fn window_function(name: &str) -> Option<WindowFunction> {
    Some(match name {
        "row_number" => WindowFunction::RowNumber,
        "rank" => WindowFunction::Rank,
        "dense_rank" => WindowFunction::DenseRank,
        "percent_rank" => WindowFunction::PercentRank,
        "cume_dist" => WindowFunction::CumeDist,
        "ntile" => WindowFunction::Ntile,
        "lag" => WindowFunction::Lag,
        "lead" => WindowFunction::Lead,
        "first_value" => WindowFunction::FirstValue,
        "last_value" => WindowFunction::LastValue,
        "nth_value" => WindowFunction::NthValue,
        _ => return None,
    })
}

fn type_named(name: &str) -> Option<DataType> {
    Some(match name {
        "text" => DataType::Text,
        "int2" => DataType::Int2,
        "int4" => DataType::Int4,
        "int8" => DataType::Int8,
        "float4" => DataType::Float4,
        "float8" => DataType::Float8,
        "numeric" => DataType::Numeric(None),
        "bool" => DataType::Bool,
        "date" => DataType::Date,
        "timestamptz" => DataType::TimestampTz,
        "varchar" => DataType::Varchar(None),
        "name" => DataType::Name,
        _ => return None,
    })
}

/// Whether an aggregate may stand in a clause.
fn may_aggregate(clause: Clause) -> bool {
    matches!(clause, Clause::Select | Clause::Having | Clause::OrderBy | Clause::Window)
}

/// 42601 for COALESCE and its like, whose arguments PostgreSQL's grammar counts.
fn unfinished(position: Option<u32>) -> Error {
    SqlError::new(sqlstate::SYNTAX_ERROR, "syntax error at or near \")\"").at(position).into()
}
