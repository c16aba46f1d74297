//! The settings there are: PostgreSQL's that scripts set, and Glassbox's own.

use super::kind::{Kind, Unit};

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as SHOW prints it.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Its value in a new session.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// The setting of that name, however its letters are written.
pub fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name.eq_ignore_ascii_case(name))
}

const fn row(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    about: &'static str,
) -> Setting {
    Setting { name, kind, default, about }
}

const fn number(min: i32, max: i32, unit: Unit) -> Kind {
    Kind::Integer { min, max, unit }
}

const fn only(taken: &'static [&'static str], hint: &'static str) -> Kind {
    Kind::Only { taken, hint }
}

/// All of them, in the order of their names.
pub const SETTINGS: &[Setting] = &[
    row("application_name", Kind::Text, "", "Sets the name that statistics show."),
    row(
        "batch_rows",
        number(1, 65536, Unit::None),
        "1024",
        "Rows that operators hand on at once. Glassbox's own.",
    ),
    row(
        "bytea_output",
        Kind::Word(&["hex", "escape"]),
        "hex",
        "How bytea is shown; there is none here.",
    ),
    row(
        "check_function_bodies",
        Kind::Bool,
        "on",
        "Whether bodies of functions are checked; there are none here.",
    ),
    row(
        "client_encoding",
        only(&["UTF8", "UNICODE", "UTF-8"], "Text is UTF8 here; leave the setting out."),
        "UTF8",
        "The encoding of text that goes in and out.",
    ),
    row(
        "client_min_messages",
        Kind::Word(&[
            "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error",
        ]),
        "notice",
        "Which messages are told: from that level on.",
    ),
    row(
        "constraint_exclusion",
        Kind::Word(&["partition", "on", "off"]),
        "partition",
        "Whether constraints may spare scans of partitions; there are none here.",
    ),
    row("cpu_index_tuple_cost", Kind::Real, "0.005", "What an index entry costs the planner."),
    row(
        "cpu_operator_cost",
        Kind::Real,
        "0.0025",
        "What an operator or function costs the planner.",
    ),
    row("cpu_tuple_cost", Kind::Real, "0.01", "What a tuple costs the planner."),
    row(
        "DateStyle",
        only(&["ISO, MDY"], "Dates are shown as ISO and read as MDY; leave the setting out."),
        "ISO, MDY",
        "How dates are shown and read.",
    ),
    row(
        "default_statistics_target",
        number(1, 10000, Unit::None),
        "100",
        "How much ANALYZE gathers for each column.",
    ),
    row(
        "default_table_access_method",
        only(&["heap"], "Tables are heaps here; leave the setting out."),
        "heap",
        "How tables are kept.",
    ),
    row(
        "default_tablespace",
        only(&[""], "There is one place for tables; leave the setting out."),
        "",
        "Where new tables go.",
    ),
    row(
        "default_toast_compression",
        only(&["pglz"], "Long values are not compressed here; leave the setting out."),
        "pglz",
        "How long values are compressed.",
    ),
    row(
        "default_transaction_deferrable",
        Kind::Bool,
        "off",
        "Whether new serializable transactions wait for a safe snapshot.",
    ),
    row(
        "default_transaction_isolation",
        only(
            &["read committed", "repeatable read", "read uncommitted"],
            "Use repeatable read: conflicts of reads are not seen.",
        ),
        "read committed",
        "The isolation level of new transactions.",
    ),
    row("default_transaction_read_only", Kind::Bool, "off", "Whether new transactions only read."),
    row(
        "effective_cache_size",
        number(1, i32::MAX, Unit::Blocks),
        "4GB",
        "What the planner takes for the size of all caches.",
    ),
    row("enable_bitmapscan", Kind::Bool, "on", "Whether the planner uses bitmap scans."),
    row(
        "enable_gathermerge",
        Kind::Bool,
        "on",
        "Whether the planner uses parallel gathering; it never does here.",
    ),
    row("enable_hashagg", Kind::Bool, "on", "Whether the planner groups by hashing."),
    row("enable_hashjoin", Kind::Bool, "on", "Whether the planner joins by hashing."),
    row(
        "enable_incremental_sort",
        Kind::Bool,
        "on",
        "Whether the planner sorts what is sorted in part; it never does here.",
    ),
    row("enable_indexonlyscan", Kind::Bool, "on", "Whether the planner uses index-only scans."),
    row("enable_indexscan", Kind::Bool, "on", "Whether the planner uses index scans."),
    row("enable_material", Kind::Bool, "on", "Whether the planner keeps rows to read them again."),
    row(
        "enable_memoize",
        Kind::Bool,
        "on",
        "Whether the planner keeps results of inner scans; it never does here.",
    ),
    row("enable_mergejoin", Kind::Bool, "on", "Whether the planner joins by merging."),
    row("enable_nestloop", Kind::Bool, "on", "Whether the planner joins by nested loops."),
    row(
        "enable_parallel_append",
        Kind::Bool,
        "on",
        "Whether the planner appends in parallel; it never does here.",
    ),
    row(
        "enable_parallel_hash",
        Kind::Bool,
        "on",
        "Whether the planner hashes in parallel; it never does here.",
    ),
    row(
        "enable_partition_pruning",
        Kind::Bool,
        "on",
        "Whether partitions are left out; there are none here.",
    ),
    row(
        "enable_partitionwise_aggregate",
        Kind::Bool,
        "off",
        "Whether partitions are grouped one by one; there are none here.",
    ),
    row(
        "enable_partitionwise_join",
        Kind::Bool,
        "off",
        "Whether partitions are joined one by one; there are none here.",
    ),
    row("enable_seqscan", Kind::Bool, "on", "Whether the planner reads whole tables."),
    row("enable_sort", Kind::Bool, "on", "Whether the planner sorts."),
    row(
        "enable_tidscan",
        Kind::Bool,
        "on",
        "Whether the planner fetches rows by ctid; it never does here.",
    ),
    row(
        "escape_string_warning",
        Kind::Bool,
        "on",
        "Whether a backslash in a plain string is warned of; it never is here.",
    ),
    row(
        "extra_float_digits",
        only(&["1", "2", "3"], "Floats are shown with as many digits as they need."),
        "1",
        "Digits of floats.",
    ),
    row(
        "force_parallel_mode",
        Kind::Word(&["off", "on", "regress"]),
        "off",
        "Whether plans are made parallel; they never are here.",
    ),
    row(
        "from_collapse_limit",
        number(1, i32::MAX, Unit::None),
        "8",
        "Items of FROM up to which subqueries are drawn in.",
    ),
    row(
        "geqo",
        Kind::Bool,
        "on",
        "Whether join orders are searched at random; they never are here.",
    ),
    row("hash_mem_multiplier", Kind::Real, "2", "How many times work_mem hash tables may take."),
    row(
        "idle_in_transaction_session_timeout",
        number(0, i32::MAX, Unit::Milliseconds),
        "0",
        "How long a transaction may idle; time passes only while statements run here.",
    ),
    row(
        "idle_session_timeout",
        number(0, i32::MAX, Unit::Milliseconds),
        "0",
        "How long a session may idle; time passes only while statements run here.",
    ),
    row(
        "IntervalStyle",
        only(&["postgres"], "Intervals are shown in PostgreSQL's own style."),
        "postgres",
        "How intervals are shown.",
    ),
    row("jit", Kind::Bool, "off", "Whether expressions are compiled; they never are here."),
    row(
        "join_collapse_limit",
        number(1, i32::MAX, Unit::None),
        "8",
        "Relations whose joins are ordered together at most.",
    ),
    row(
        "lc_messages",
        only(&["C"], "Messages are in English here."),
        "C",
        "The language of messages.",
    ),
    row(
        "lc_monetary",
        only(&["C"], "Numbers are shown as in locale C."),
        "C",
        "How money is shown.",
    ),
    row(
        "lc_numeric",
        only(&["C"], "Numbers are shown as in locale C."),
        "C",
        "How numbers are shown.",
    ),
    row("lc_time", only(&["C"], "Dates are shown as in locale C."), "C", "How dates are shown."),
    row(
        "lock_timeout",
        number(0, i32::MAX, Unit::Milliseconds),
        "0",
        "How long a statement may wait for a lock; none waits here.",
    ),
    row(
        "maintenance_work_mem",
        number(1024, i32::MAX, Unit::Kilobytes),
        "64MB",
        "Memory for maintenance.",
    ),
    row(
        "max_parallel_workers",
        number(0, 1024, Unit::None),
        "8",
        "Parallel workers; there are none here.",
    ),
    row(
        "max_parallel_workers_per_gather",
        number(0, 1024, Unit::None),
        "2",
        "Parallel workers for one node; there are none here.",
    ),
    row(
        "min_parallel_index_scan_size",
        number(0, 715827882, Unit::Blocks),
        "512kB",
        "Size from which indexes are scanned in parallel; they never are here.",
    ),
    row(
        "min_parallel_table_scan_size",
        number(0, 715827882, Unit::Blocks),
        "8MB",
        "Size from which tables are scanned in parallel; they never are here.",
    ),
    row(
        "parallel_leader_participation",
        Kind::Bool,
        "on",
        "Whether the leader works too; there are no workers here.",
    ),
    row(
        "parallel_setup_cost",
        Kind::Real,
        "1000",
        "What starting workers costs the planner; there are none here.",
    ),
    row(
        "parallel_tuple_cost",
        Kind::Real,
        "0.1",
        "What handing a tuple to the leader costs; there are no workers here.",
    ),
    row(
        "plan_cache_mode",
        Kind::Word(&["auto", "force_generic_plan", "force_custom_plan"]),
        "auto",
        "How plans of prepared statements are made; each is made anew here.",
    ),
    row(
        "quote_all_identifiers",
        Kind::Bool,
        "off",
        "Whether names are quoted where they need not be; they never are here.",
    ),
    row("random_page_cost", Kind::Real, "4", "What a page costs the planner that is not the next."),
    row("row_security", Kind::Bool, "on", "Whether row policies hold; there are none here."),
    row(
        "search_path",
        Kind::Path,
        "\"$user\", public",
        "Schemas that bare names are looked up in.",
    ),
    row("seq_page_cost", Kind::Real, "1", "What the next page costs the planner."),
    row("server_encoding", Kind::Fixed, "UTF8", "The encoding of the database."),
    row(
        "server_version",
        Kind::Fixed,
        "15.0 (Glassbox)",
        "The version of PostgreSQL whose behaviour this is.",
    ),
    row("server_version_num", Kind::Fixed, "150000", "The same as a number."),
    row(
        "session_replication_role",
        only(&["origin"], "Triggers and foreign keys always hold here."),
        "origin",
        "Whose triggers fire.",
    ),
    row(
        "standard_conforming_strings",
        only(&["on"], "Backslashes are plain in '...'; write E'...' for escapes."),
        "on",
        "Whether a backslash in a plain string is a plain letter.",
    ),
    row(
        "statement_timeout",
        number(0, i32::MAX, Unit::Milliseconds),
        "0",
        "Simulated time after which a statement is cancelled; 0: never.",
    ),
    row(
        "synchronize_seqscans",
        Kind::Bool,
        "on",
        "Whether scans of one table may begin in its middle; they never do here.",
    ),
    row(
        "synchronous_commit",
        Kind::Word(&["local", "remote_write", "remote_apply", "on", "off"]),
        "on",
        "Whether COMMIT waits for the log.",
    ),
    row(
        "temp_buffers",
        number(100, 1073741823, Unit::Blocks),
        "8MB",
        "Frames for temporary tables; they use the one pool here.",
    ),
    row("TimeZone", only(&["UTC", "GMT"], "Use UTC."), "UTC", "The time zone of timestamps."),
    row(
        "transaction_deferrable",
        Kind::Bool,
        "off",
        "Whether the transaction waits for a safe snapshot.",
    ),
    row(
        "transaction_isolation",
        Kind::Fixed,
        "read committed",
        "The isolation level of the transaction.",
    ),
    row("transaction_read_only", Kind::Fixed, "off", "Whether the transaction only reads."),
    row(
        "transaction_timeout",
        number(0, i32::MAX, Unit::Milliseconds),
        "0",
        "How long a transaction may take; PostgreSQL 17 writes it into dumps.",
    ),
    row(
        "transform_null_equals",
        only(&["off"], "Write IS NULL."),
        "off",
        "Whether = NULL is read as IS NULL.",
    ),
    row(
        "work_mem",
        number(64, i32::MAX, Unit::Kilobytes),
        "4MB",
        "Memory that one operator may take before it spills.",
    ),
    row(
        "xmlbinary",
        Kind::Word(&["base64", "hex"]),
        "base64",
        "How binary is shown in XML; there is none here.",
    ),
    row(
        "xmloption",
        Kind::Word(&["content", "document"]),
        "content",
        "What XML text is; there is none here.",
    ),
];
