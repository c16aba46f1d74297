//! What a statement exercises. The mix that the generator makes is told in these names.

macro_rules! features {
    ($($name:ident = $words:literal;)*) => {
        /// One thing that a statement can exercise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Feature {
            $(#[doc = $words] $name,)*
        }

        /// Every feature, in the order in which they are told.
        pub const FEATURES: &[(Feature, &str)] = &[$((Feature::$name, $words),)*];
    };
}

features! {
    Boolean = "boolean";
    SmallInt = "smallint";
    Integer = "integer";
    BigInt = "bigint";
    Numeric = "numeric";
    Real = "real";
    Double = "double precision";
    Text = "text";
    Varchar = "varchar(n)";
    Char = "char(n)";
    Date = "date";
    Time = "time";
    Timestamp = "timestamp";
    TimestampTz = "timestamptz";
    Interval = "interval";
    Uuid = "uuid";
    Serial = "serial";
    Identity = "identity";
    Cast = "casts";
    Comment = "comments";
    Quoting = "E'..', N'..', $$..$$";
    LooseDate = "dates as people write them";
    Arithmetic = "arithmetic";
    Comparison = "comparison";
    Logic = "AND, OR, NOT, IS";
    TextFunction = "text functions";
    MathFunction = "math functions";
    DateFunction = "date functions";
    Template = "to_char, to_date";
    Conditional = "coalesce, nullif, greatest, least";
    Case = "CASE";
    Like = "LIKE";
    ILike = "ILIKE";
    Regex = "regular expressions";
    Between = "BETWEEN";
    InList = "IN with a list";
    CrossJoin = "cross join";
    InnerJoin = "inner join";
    LeftJoin = "left join";
    RightJoin = "right join";
    FullJoin = "full join";
    Using = "USING";
    NaturalJoin = "NATURAL";
    Lateral = "LATERAL";
    Derived = "subquery in FROM";
    Union = "UNION";
    Intersect = "INTERSECT";
    Except = "EXCEPT";
    SetAll = "set operation with ALL";
    Values = "VALUES";
    GroupBy = "GROUP BY";
    Having = "HAVING";
    GroupingSets = "GROUPING SETS, ROLLUP, CUBE";
    Aggregate = "aggregates";
    AggregateDistinct = "aggregate with DISTINCT";
    AggregateOrder = "aggregate with ORDER BY";
    Filter = "FILTER";
    Distinct = "DISTINCT";
    DistinctOn = "DISTINCT ON";
    OrderBy = "ORDER BY";
    NullsFirst = "NULLS FIRST";
    NullsLast = "NULLS LAST";
    Limit = "LIMIT";
    Offset = "OFFSET";
    With = "WITH";
    Recursive = "WITH RECURSIVE";
    Window = "window functions";
    Frame = "window frames";
    NamedWindow = "WINDOW";
    ScalarSubquery = "scalar subquery";
    InSubquery = "IN with a subquery";
    Exists = "EXISTS";
    AnyAll = "ANY, ALL with a subquery";
    Correlated = "correlated subquery";
    Series = "generate_series";
    Prepared = "prepared statements";
    View = "views";
    Sequence = "sequences";
    Insert = "INSERT";
    ManyRows = "INSERT of several rows";
    DefaultValues = "INSERT ... DEFAULT VALUES";
    InsertSelect = "INSERT ... SELECT";
    Conflict = "ON CONFLICT";
    Returning = "RETURNING";
    Update = "UPDATE";
    RowAssigned = "UPDATE of a row of columns";
    UpdateFrom = "UPDATE FROM";
    Delete = "DELETE";
    DeleteUsing = "DELETE USING";
    Truncate = "TRUNCATE";
    PrimaryKey = "PRIMARY KEY, checked";
    Unique = "UNIQUE, checked";
    NotNull = "NOT NULL, checked";
    Default = "DEFAULT, used";
    Check = "CHECK, checked";
    ForeignKey = "FOREIGN KEY, checked";
    ForeignAction = "foreign-key actions";
    Cascade = "ON DELETE or UPDATE CASCADE, at work";
    SetNull = "SET NULL, at work";
    SetDefault = "SET DEFAULT, at work";
    Restrict = "RESTRICT or NO ACTION, at work";
    Alter = "ALTER TABLE";
    CreateTable = "CREATE TABLE";
    Temporary = "temporary tables";
    Index = "CREATE INDEX";
    UniqueIndex = "CREATE UNIQUE INDEX";
    Analyze = "ANALYZE";
    Drop = "DROP";
    Transaction = "BEGIN, COMMIT, ROLLBACK";
    Savepoint = "savepoints";
    InTransaction = "statement inside a transaction";
}
