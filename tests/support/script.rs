//! Golden scripts: SQL in, text out, compared with what is written down.
//!
//! ```text
//!   # What this script shows, and why.
//!
//!   open page_bytes=512 pool_frames=2     a fresh lab of that setup; without it: the defaults
//!   > CREATE TABLE t (a int)
//!   > INSERT INTO t VALUES (1), (NULL)
//!   ---
//!   ok
//!
//!   [header]> SELECT a FROM t             a|int4          columns and types
//!   t1:[tag]> BEGIN                       t1: BEGIN       session t1, command tag
//!   [trace]> SELECT a FROM t              page.hit ...    events, one line each
//!   [plan]> SELECT a FROM t               Seq Scan on t   EXPLAIN first, then the rows
//!   [ours]> SELECT 1                      not as PostgreSQL: the comment says why
//!   [counters]> SELECT a FROM t           pages_hit=1     what is not zero
//!   [cost]> UPDATE t SET a = 2            rows=1 pages=1 log_records=2 log_bytes=160
//!   [script]> SELECT statement FROM ...   the last value of each row is told and run, in order
//!
//!   crash                                 the power is cut now
//!   crash at_write=3                      just before the third act from now that changes the disk
//!   recover                               and the database comes back
//! ```
//!
//! Each file runs in a lab of its own. Rows show as values with `|` between; NULL as NULL; a text
//! that could be mistaken, in quotes. An error shows as
//! `ERROR 42P01: message (at 15) DETAIL: .. HINT: ..`, and so does a notice with its severity.
//! `UPDATE_GOLDENFILES=1 cargo test --test golden` rewrites what is expected; read the diff.

use std::error::Error;
use std::fmt::Write;

use engine::api::lab::Lab;
use goldenscript::{Argument, Command, Context};
use model::base::error::SqlError;
use model::base::ids::{Lsn, SessionId};
use model::base::replacement::Replacement;
use model::message::command;
use model::message::reply::{Recovery, Reply};
use model::message::settings::Setup;
use model::metrics::change::ChangeCost;
use model::metrics::summary::Counters;
use model::trace::event::page::PowerLoss;
use model::trace::event::{Event, Level};
use model::trace::text::line;

use crate::outcome::{outcomes, Outcome};

/// The tags that a script may use.
const TAGS: &[&str] = &["header", "tag", "trace", "plan", "counters", "ours", "cost", "script"];

/// Which of a script's tags are obeyed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// All: what is compared with the file.
    Tagged,
    /// None: rows, errors and notices only, which no batch size and no recording level changes.
    Results,
    /// The counters of every statement, which no recording level changes.
    Counted,
}

/// What one line of a script asks for.
pub enum Act {
    /// A fresh lab.
    Open(Setup),
    /// SQL in a session.
    Execute(SessionId, String),
    /// A power cut, or recovery from it.
    Power(command::Command),
}

/// Reads lines of a script.
pub struct Reader {
    adjust: fn(&mut Setup),
    sessions: Vec<String>,
}

impl Reader {
    /// A reader that adjusts the setup of every lab, whatever the script asks for.
    pub fn new(adjust: fn(&mut Setup)) -> Reader {
        Reader { adjust, sessions: Vec::new() }
    }

    /// The setup of a lab that a script does not open itself.
    pub fn default_setup(&self) -> Setup {
        let mut setup = Setup::at_level(Level::Pages);
        (self.adjust)(&mut setup);
        setup
    }

    /// What a line asks for.
    pub fn act(&mut self, line: &Command, context: &Context) -> Result<Act, Box<dyn Error>> {
        if line.name == "open" {
            self.sessions.clear();
            return Ok(Act::Open(self.setup(&line.args)?));
        }
        if line.name == "crash" {
            let at_write = crash_place(&line.args)?;
            return Ok(Act::Power(command::Command::Crash { at_write }));
        }
        if line.name == "recover" && line.args.is_empty() {
            return Ok(Act::Power(command::Command::Recover));
        }
        if !line.args.is_empty() {
            return Err(format!("`{}` is no command; SQL follows `>`", line.name).into());
        }
        if context.silent || context.fail {
            return Err(
                "`(..)` would hide an error and `!` would expect one: errors are told".into()
            );
        }
        if let Some(tag) = context.tags.iter().find(|tag| !TAGS.contains(&tag.as_str())) {
            return Err(format!("no tag [{tag}]; there are {TAGS:?}").into());
        }
        Ok(Act::Execute(self.session(context.prefix.as_deref()), line.name.clone()))
    }

    fn setup(&self, args: &[Argument]) -> Result<Setup, Box<dyn Error>> {
        let mut setup = Setup::at_level(Level::Pages);
        for arg in args {
            let Argument::KeyValue(key, value) = arg else {
                return Err(format!("open takes key=value, not {arg}").into());
            };
            match key.as_str() {
                "seed" => setup.seed = value.parse()?,
                "page_bytes" => setup.page_bytes = value.parse()?,
                "pool_frames" => setup.pool_frames = value.parse()?,
                "replacement" => {
                    setup.replacement = Replacement::from_name(value).ok_or("no such policy")?;
                }
                "index_entries" => setup.index_entries = value.parse()?,
                "batch_rows" => setup.batch_rows = value.parse()?,
                "level" => setup.level = Level::from_name(value).ok_or("no such level")?,
                _ => return Err(format!("a setup has no {key}").into()),
            }
        }
        (self.adjust)(&mut setup);
        Ok(setup)
    }

    /// The session of a prefix: numbered as they appear, the one without a prefix is 0.
    fn session(&mut self, prefix: Option<&str>) -> SessionId {
        let Some(name) = prefix else { return SessionId(0) };
        let known = self.sessions.iter().position(|session| session == name);
        let at = known.unwrap_or_else(|| {
            self.sessions.push(name.to_string());
            self.sessions.len() - 1
        });
        SessionId(u16::try_from(at + 1).expect("a script has few sessions"))
    }
}

/// Where `crash` cuts the power; 0 is at once.
fn crash_place(args: &[Argument]) -> Result<u64, Box<dyn Error>> {
    match args {
        [] => Ok(0),
        [Argument::KeyValue(key, value)] if key == "at_write" => Ok(value.parse()?),
        _ => Err("crash takes at_write=number or nothing".into()),
    }
}

/// Runs a script's commands in a lab.
pub struct Script {
    lab: Lab,
    shown: Shown,
    reader: Reader,
    /// Where the log ends, as far as events told it.
    log_end: Lsn,
    /// What each session is told before each statement.
    told_first: Option<&'static str>,
}

impl Script {
    /// A script whose labs have their setup adjusted, whatever it asks for itself.
    pub fn new(shown: Shown, adjust: fn(&mut Setup)) -> Script {
        let reader = Reader::new(adjust);
        Script {
            lab: Lab::new(reader.default_setup()),
            shown,
            reader,
            log_end: Lsn(0),
            told_first: None,
        }
    }

    /// The same where no statement runs a plan that was kept.
    pub fn planning_anew(self) -> Script {
        Script { told_first: Some("SET plan_cache_mode = force_custom_plan"), ..self }
    }

    fn execute(&mut self, session: SessionId, sql: &str) -> Vec<Reply> {
        if let Some(told) = self.told_first {
            self.lab.handle(command::Command::Execute { session, sql: told.to_string() });
        }
        let sql = sql.to_string();
        let replies = self.lab.handle(command::Command::Execute { session, sql });
        let mut cost = ChangeCost::beginning_at(self.log_end);
        events(&replies).for_each(|event| cost.add(event));
        self.log_end = cost.log_end;
        replies
    }
}

impl goldenscript::Runner for Script {
    type Command = Command;

    fn run(&mut self, command: &Command, context: &Context) -> Result<String, Box<dyn Error>> {
        let (session, sql) = match self.reader.act(command, context)? {
            Act::Open(setup) => {
                self.lab = Lab::new(setup);
                return Ok(String::new());
            }
            Act::Execute(session, sql) => (session, sql),
            Act::Power(command) => {
                let replies = self.lab.handle(command);
                let trace = self.shown == Shown::Tagged && context.tags.contains("trace");
                let mut out = String::new();
                if trace {
                    events(&replies).try_for_each(|event| writeln!(out, "{}", line(event)))?;
                }
                write_power(&mut out, &replies)?;
                return Ok(out);
            }
        };
        let shown = self.shown;
        let tagged = |tag| shown == Shown::Tagged && context.tags.contains(tag);
        let [header, tag, trace, plan] = ["header", "tag", "trace", "plan"].map(tagged);
        let counters = tagged("counters") || shown == Shown::Counted;
        let mut out = String::new();
        if plan {
            let explained = outcomes(&self.execute(session, &format!("EXPLAIN {sql}")));
            explained.iter().try_for_each(|outcome| write_results(&mut out, outcome))?;
        }
        let mut cost = ChangeCost::beginning_at(self.log_end);
        let replies = self.execute(session, &sql);
        events(&replies).for_each(|event| cost.add(event));
        write_power(&mut out, &replies)?;
        let mut outcomes = outcomes(&replies);
        if context.tags.contains("script") {
            for statement in statements_in(&outcomes) {
                writeln!(out, "{statement}")?;
                let replies = self.execute(session, &statement);
                let made = crate::outcome::outcomes(&replies);
                made.iter().try_for_each(|outcome| write_results(&mut out, outcome))?;
            }
            outcomes.retain(|outcome| outcome.error.is_some());
        }
        for outcome in outcomes {
            if trace {
                outcome.events.iter().try_for_each(|event| writeln!(out, "{}", line(event)))?;
            }
            if header {
                write_header(&mut out, &outcome)?;
            }
            write_results(&mut out, &outcome)?;
            if let Some(done) = outcome.tag.as_ref().filter(|_| tag) {
                writeln!(out, "{done}")?;
            }
            if tagged("cost") {
                let (rows, pages) = (outcome.summary.rows, cost.pages.len());
                let ChangeCost { log_records, log_bytes, .. } = cost;
                writeln!(
                    out,
                    "rows={rows} pages={pages} log_records={log_records} log_bytes={log_bytes}"
                )?;
            }
            if counters {
                writeln!(out, "{}", counters_line(&outcome.summary.counters))?;
            }
        }
        Ok(out)
    }
}

/// The statements that rows hold: the last value of each.
pub fn statements_in(outcomes: &[Outcome]) -> Vec<String> {
    let rows = outcomes.iter().flat_map(|outcome| &outcome.rows);
    rows.filter_map(|row| row.last().cloned().flatten()).collect()
}

fn events(replies: &[Reply]) -> impl Iterator<Item = &Event> {
    replies.iter().flat_map(|reply| match reply {
        Reply::Events(events) => events.as_slice(),
        _ => &[],
    })
}

/// What became of the power: what a cut left, and what recovery made of it.
fn write_power(out: &mut String, replies: &[Reply]) -> std::fmt::Result {
    for reply in replies {
        match reply {
            Reply::PowerCut(loss) => {
                let PowerLoss { pages_kept, pages_lost, pages_torn, .. } = loss;
                writeln!(
                    out,
                    "power cut: pages {pages_kept} kept, {pages_lost} lost, {pages_torn} torn; \
                     log bytes {} kept, {} lost",
                    loss.log_bytes_kept, loss.log_bytes_lost
                )?;
            }
            Reply::Recovered(done) => write_recovery(out, done)?,
            Reply::RecoveryFailed(error) => write_message(out, "RECOVERY FAILED", error)?,
            _ => {}
        }
    }
    Ok(())
}

fn write_recovery(out: &mut String, done: &Recovery) -> std::fmt::Result {
    let Recovery {
        records,
        log_bytes_cut,
        pages_restored,
        changes_applied,
        changes_skipped,
        transactions_committed,
        transactions_undone,
        relations_removed,
        temporary_dropped,
        sim_nanos: _,
    } = done;
    writeln!(
        out,
        "recovered: records {records} replayed; pages {pages_restored} restored; changes \
         {changes_applied} made, {changes_skipped} there already; transactions \
         {transactions_committed} committed, {transactions_undone} undone"
    )?;
    let beside = [
        ("bytes of half a record cut off", log_bytes_cut),
        ("relations of undone transactions removed", relations_removed),
        ("temporary tables dropped", temporary_dropped),
    ];
    let mut happened = beside.iter().filter(|(_, count)| **count > 0);
    happened.try_for_each(|(what, count)| writeln!(out, "  {what}: {count}"))
}

fn write_header(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    let Some(columns) = &outcome.columns else { return Ok(()) };
    let shown = columns.iter().map(|column| format!("{} {}", column.name, column.data_type.name()));
    writeln!(out, "{}", shown.collect::<Vec<_>>().join("|"))
}

fn write_results(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    for (severity, notice) in &outcome.notices {
        write_message(out, severity, notice)?;
    }
    for row in &outcome.rows {
        let values: Vec<String> = row.iter().map(|value| shown(value.as_deref())).collect();
        writeln!(out, "{}", values.join("|"))?;
    }
    if outcome.columns.is_some() && outcome.rows.is_empty() && outcome.error.is_none() {
        writeln!(out, "(no rows)")?;
    }
    match &outcome.error {
        Some(error) => write_message(out, "ERROR", error),
        None => Ok(()),
    }
}

fn write_message(out: &mut String, severity: &str, error: &SqlError) -> std::fmt::Result {
    writeln!(out, "{}", message_line(severity, error))
}

/// An error or a notice as a line.
pub fn message_line(severity: &str, error: &SqlError) -> String {
    let mut line = format!("{severity} {}: {}", error.sqlstate, error.message);
    if let Some(position) = error.position {
        line += &format!(" (at {position})");
    }
    if let Some(detail) = &error.detail {
        line += &format!(" DETAIL: {detail}");
    }
    if let Some(hint) = &error.hint {
        line += &format!(" HINT: {hint}");
    }
    line
}

/// A value such that no two values look alike.
fn shown(value: Option<&str>) -> String {
    match value {
        None => "NULL".to_string(),
        Some(text) => {
            let clear = !text.is_empty()
                && text != "NULL"
                && text.trim_end() == text
                && !text.starts_with('\'')
                && !text.contains(['|', '\n', '\r']);
            if clear {
                text.to_string()
            } else {
                format!("'{}'", without_controls(&text.replace('\'', "''")))
            }
        }
    }
}

/// Control characters as escapes, all else as it is.
fn without_controls(text: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    text.chars().map(escaped).collect()
}

/// The counters that are not zero, by name.
fn counters_line(counters: &Counters) -> String {
    let Counters {
        pages_hit,
        pages_missed,
        pages_written,
        pages_extended,
        pages_evicted,
        tuples_read,
        tuples_written,
        spill_pages_written,
        spill_pages_read,
    } = counters;
    let named = [
        ("pages_hit", pages_hit),
        ("pages_missed", pages_missed),
        ("pages_written", pages_written),
        ("pages_extended", pages_extended),
        ("pages_evicted", pages_evicted),
        ("tuples_read", tuples_read),
        ("tuples_written", tuples_written),
        ("spill_pages_written", spill_pages_written),
        ("spill_pages_read", spill_pages_read),
    ];
    let counted = named.iter().filter(|(_, count)| **count > 0);
    let shown: Vec<String> = counted.map(|(name, count)| format!("{name}={count}")).collect();
    if shown.is_empty() {
        return "counters: all zero".to_string();
    }
    shown.join(" ")
}
