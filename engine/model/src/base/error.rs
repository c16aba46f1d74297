//! What can go wrong, as few behaviours rather than many names.

use serde::{Deserialize, Serialize};

use super::ids::{PageId, TxnId};

/// What every fallible act of the engine returns.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// An error, by what its reader can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Error {
    /// The learner's SQL is wrong, or not built. Shown as is, with its SQLSTATE.
    Sql(Box<SqlError>),
    /// Lost a race with another transaction (40001, 40P01). A retry may succeed.
    Conflict {
        /// The transaction that won.
        with: TxnId,
    },
    /// A page failed its checksum or its invariants. Only crash labs can cause this.
    Corrupt {
        /// The page.
        page: PageId,
        /// The invariant that does not hold.
        what: String,
    },
    /// A bound of `base::limits` was reached.
    Limit {
        /// The bound's name.
        what: String,
        /// Its value.
        max: u64,
    },
}

/// An error in PostgreSQL's form: code, message, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlError {
    /// The five-letter code of PostgreSQL manual, appendix "PostgreSQL Error Codes".
    pub sqlstate: SqlState,
    /// The message, in PostgreSQL's words where it has them.
    pub message: String,
    /// More about this very case.
    pub detail: Option<String>,
    /// What the learner can do.
    pub hint: Option<String>,
    /// Where in the statement's text: characters from 1.
    pub position: Option<u32>,
}

/// A SQLSTATE: five characters of `0-9A-Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SqlState(pub [u8; 5]);

impl SqlState {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("XX000")
    }
}

impl core::fmt::Debug for SqlState {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::fmt::Display for SqlState {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl SqlError {
    /// An error with a code and a message, and nothing else yet.
    pub fn new(sqlstate: SqlState, message: impl Into<String>) -> SqlError {
        SqlError { sqlstate, message: message.into(), detail: None, hint: None, position: None }
    }

    /// The same with a detail.
    pub fn detail(mut self, detail: impl Into<String>) -> SqlError {
        self.detail = Some(detail.into());
        self
    }

    /// The same with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> SqlError {
        self.hint = Some(hint.into());
        self
    }

    /// The same at a place in the statement: characters from 1.
    pub fn at(mut self, position: impl Into<Option<u32>>) -> SqlError {
        self.position = self.position.or(position.into());
        self
    }
}

impl From<SqlError> for Error {
    fn from(error: SqlError) -> Error {
        Error::Sql(Box::new(error))
    }
}

impl Error {
    /// A learner's error with a code and a message.
    pub fn sql(sqlstate: SqlState, message: impl Into<String>) -> Error {
        SqlError::new(sqlstate, message).into()
    }

    /// The error as SQL sees it, whatever its behaviour.
    pub fn to_sql(&self) -> SqlError {
        match self {
            Error::Sql(error) => (**error).clone(),
            Error::Conflict { .. } => SqlError::new(
                sqlstate::SERIALIZATION_FAILURE,
                "could not serialize access due to concurrent update",
            ),
            Error::Corrupt { page, what } => SqlError::new(
                sqlstate::DATA_CORRUPTED,
                format!("invalid page in block {} of relation {}: {what}", page.no, page.rel),
            ),
            Error::Limit { what, max } => SqlError::new(
                sqlstate::PROGRAM_LIMIT_EXCEEDED,
                format!("{what} limit of {max} reached"),
            ),
        }
    }

    /// The same, at a place in the statement if it is a learner's error without one.
    pub fn at(self, position: impl Into<Option<u32>>) -> Error {
        match self {
            Error::Sql(error) => error.at(position).into(),
            other => other,
        }
    }
}

macro_rules! sqlstates {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// The codes that the engine uses, named as in PostgreSQL's appendix.
        pub mod sqlstate {
            use super::SqlState;
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub const $name: SqlState = SqlState(*$code);
            )*
        }
    };
}

sqlstates! {
    SUCCESSFUL_COMPLETION = b"00000";
    WARNING = b"01000";
    CONNECTION_FAILURE = b"08006";
    FEATURE_NOT_SUPPORTED = b"0A000";
    CARDINALITY_VIOLATION = b"21000";
    STRING_DATA_RIGHT_TRUNCATION = b"22001";
    NUMERIC_VALUE_OUT_OF_RANGE = b"22003";
    NULL_VALUE_NOT_ALLOWED = b"22004";
    INVALID_DATETIME_FORMAT = b"22007";
    DATETIME_FIELD_OVERFLOW = b"22008";
    INVALID_TIME_ZONE_DISPLACEMENT_VALUE = b"22009";
    SUBSTRING_ERROR = b"22011";
    DIVISION_BY_ZERO = b"22012";
    INTERVAL_FIELD_OVERFLOW = b"22015";
    CHARACTER_NOT_IN_REPERTOIRE = b"22021";
    INVALID_PRECEDING_OR_FOLLOWING_SIZE = b"22013";
    INVALID_ARGUMENT_FOR_NTILE_FUNCTION = b"22014";
    INVALID_ARGUMENT_FOR_NTH_VALUE_FUNCTION = b"22016";
    INVALID_ARGUMENT_FOR_LOGARITHM = b"2201E";
    INVALID_ARGUMENT_FOR_POWER_FUNCTION = b"2201F";
    INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION = b"2201G";
    INVALID_REGULAR_EXPRESSION = b"2201B";
    INVALID_USE_OF_ESCAPE_CHARACTER = b"2200C";
    INVALID_ROW_COUNT_IN_LIMIT_CLAUSE = b"2201W";
    INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE = b"2201X";
    INVALID_ESCAPE_SEQUENCE = b"22025";
    INVALID_PARAMETER_VALUE = b"22023";
    SEQUENCE_LIMIT = b"2200H";
    INVALID_TEXT_REPRESENTATION = b"22P02";
    BAD_COPY_FILE_FORMAT = b"22P04";
    NOT_NULL_VIOLATION = b"23502";
    FOREIGN_KEY_VIOLATION = b"23503";
    UNIQUE_VIOLATION = b"23505";
    CHECK_VIOLATION = b"23514";
    ACTIVE_SQL_TRANSACTION = b"25001";
    READ_ONLY_SQL_TRANSACTION = b"25006";
    NO_ACTIVE_SQL_TRANSACTION = b"25P01";
    IN_FAILED_SQL_TRANSACTION = b"25P02";
    INVALID_SQL_STATEMENT_NAME = b"26000";
    DEPENDENT_OBJECTS_STILL_EXIST = b"2BP01";
    SAVEPOINT_EXCEPTION = b"3B001";
    INVALID_SCHEMA_NAME = b"3F000";
    SERIALIZATION_FAILURE = b"40001";
    DEADLOCK_DETECTED = b"40P01";
    SYNTAX_ERROR = b"42601";
    RESERVED_NAME = b"42939";
    INSUFFICIENT_PRIVILEGE = b"42501";
    CANNOT_COERCE = b"42846";
    GROUPING_ERROR = b"42803";
    WINDOWING_ERROR = b"42P20";
    INVALID_RECURSION = b"42P19";
    INVALID_FOREIGN_KEY = b"42830";
    INVALID_NAME = b"42602";
    DATATYPE_MISMATCH = b"42804";
    WRONG_OBJECT_TYPE = b"42809";
    UNDEFINED_COLUMN = b"42703";
    UNDEFINED_FUNCTION = b"42883";
    UNDEFINED_TABLE = b"42P01";
    UNDEFINED_PARAMETER = b"42P02";
    UNDEFINED_OBJECT = b"42704";
    DUPLICATE_COLUMN = b"42701";
    DUPLICATE_TABLE = b"42P07";
    DUPLICATE_SCHEMA = b"42P06";
    DUPLICATE_ALIAS = b"42712";
    DUPLICATE_OBJECT = b"42710";
    DUPLICATE_PREPARED_STATEMENT = b"42P05";
    AMBIGUOUS_COLUMN = b"42702";
    AMBIGUOUS_FUNCTION = b"42725";
    INVALID_COLUMN_REFERENCE = b"42P10";
    INVALID_TABLE_DEFINITION = b"42P16";
    INVALID_OBJECT_DEFINITION = b"42P17";
    INDETERMINATE_DATATYPE = b"42P18";
    GENERATED_ALWAYS = b"428C9";
    DISK_FULL = b"53100";
    CONFIGURATION_LIMIT_EXCEEDED = b"53400";
    PROGRAM_LIMIT_EXCEEDED = b"54000";
    TOO_MANY_COLUMNS = b"54011";
    TOO_MANY_ARGUMENTS = b"54023";
    STATEMENT_TOO_COMPLEX = b"54001";
    OBJECT_NOT_IN_PREREQUISITE_STATE = b"55000";
    CANT_CHANGE_RUNTIME_PARAM = b"55P02";
    QUERY_CANCELED = b"57014";
    CANNOT_CONNECT_NOW = b"57P03";
    DATA_CORRUPTED = b"XX001";
    INTERNAL_ERROR = b"XX000";
}
