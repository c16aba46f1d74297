//! Every bound of the house, by name and with its reason.

/// Smallest page: a textbook tree shows depth with few rows.
pub const PAGE_BYTES_MIN: u32 = 512;
/// Largest page: slots hold 15-bit offsets, as PostgreSQL's.
pub const PAGE_BYTES_MAX: u32 = 32_768;
/// The page size unless the learner says otherwise: PostgreSQL's.
pub const PAGE_BYTES_DEFAULT: u32 = 8_192;
/// Fewest buffer frames that can serve one statement.
pub const POOL_FRAMES_MIN: u32 = 8;
/// Frames unless the learner says otherwise: PostgreSQL's default of 128 MB in 8 KiB pages.
pub const POOL_FRAMES_DEFAULT: u32 = 16_384;
/// Most frames: 512 MB of 8 KiB pages, half of what a page of a browser may well have.
pub const POOL_FRAMES_MAX: u32 = 65_536;
/// Fewest entries that a node of an index may be held to: a split needs two on a side.
pub const INDEX_ENTRIES_MIN: u16 = 3;
/// Most levels of an index: with two children to a node, more than all pages that there can be.
pub const INDEX_HEIGHT_MAX: usize = 32;
/// Columns of an index, as PostgreSQL's (INDEX_MAX_KEYS).
pub const INDEX_COLUMNS_MAX: usize = 32;
/// Most entries of a leaf whose keys the recording names: a picture writes no more into a node.
pub const NODE_KEYS_TOLD_MAX: usize = 16;
/// Most bytes of pages and log on a disk in memory, and of an operator's temporary file.
/// WebAssembly has 4 GB: the rest is for pages that images keep as they were, for the pool and for
/// what runs.
pub const DISK_BYTES_MAX: u64 = 1536 * 1024 * 1024;
/// Rows in a batch unless a session says otherwise: a column of 8-byte words fits the level 1
/// cache.
pub const BATCH_ROWS_DEFAULT: u32 = 1_024;
/// Most rows in a batch.
pub const BATCH_ROWS_MAX: u32 = 65_536;
/// Most bytes of recording that are kept; the beginning is let go past it.
pub const RECORDING_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Deepest nesting of a statement, as the parser counts it: two for a bracket, three for a
/// subquery. Each takes up to 5.5 kB of stack once a browser has optimised the engine, whose
/// threads have 984 kB; measured.
pub const NESTING_MAX: u32 = 150;
/// How many of these are lost to a call, CASE, NOT or sign, which takes 8 kB more than the parser
/// counts: 62 nested calls are the most.
pub const NESTING_OF_CALL: f32 = 1.4;
/// Most commands that wait in line: a page sends a handful, and each may be a script of megabytes.
pub const COMMANDS_WAITING_MAX: usize = 1_024;
/// Images of the database that a lab keeps to go back to: one for each of that many statements. An
/// image shares its pages with the others, but a statement that changes a page of an image copies
/// it, so that many images of a table rewritten again and again are as many tables.
pub const IMAGES_MAX: usize = 64;
/// Most operators in a row, and the highest expression. To compute one of 1,856 takes all of the
/// stack of a browser's thread once it has optimised the engine; measured.
pub const CHAIN_MAX: u32 = 1_024;
/// Most queries in a row with UNION, INTERSECT or EXCEPT between: the parser's tree is as high as
/// they are many, and to let go of 8,192 takes all of that stack; measured.
pub const QUERIES_CHAINED_MAX: u32 = 4_096;
/// Most stack that a plan may need, in kilobytes, by what each of its nodes was measured to take
/// once a browser has optimised the engine: its threads have 984.
pub const PLAN_STACK_KILOBYTES_MAX: u32 = 820;
/// Longest statement in bytes. PostgreSQL allows 1 GB; a page of a browser does not.
pub const STATEMENT_BYTES_MAX: u32 = 64 * 1024 * 1024;
/// Longest string that a function makes. PostgreSQL allows 1 GB; a page of a browser does not.
pub const TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most bytes of a result that is handed over whole: what a page can spare besides the database,
/// twice, for the reader's own copy.
pub const RESULT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Columns of a table, as PostgreSQL's.
pub const COLUMNS_MAX: usize = 1_600;
/// Bytes of a name, as PostgreSQL's (NAMEDATALEN less its end mark).
pub const NAME_BYTES_MAX: usize = 63;
/// Longest statement, its literals left out, whose plan is kept: more text is seldom asked again.
pub const SHAPE_BYTES_MAX: usize = 16 * 1024;
/// Most plans that are kept: a page has fewer kinds of statements, and each takes some kilobytes.
pub const PLANS_MAX: usize = 256;
/// Most plans that are kept of one shape: they differ in literals that a plan depends on.
pub const PLANS_OF_SHAPE_MAX: usize = 8;
/// Most ways to make the same rows that lost and are kept to be told: a join of ten relations
/// weighs thousands, and few of them teach.
pub const LOST_PATHS_MAX: usize = 16;
/// Most ways to make the same rows that an event tells.
pub const PATHS_TOLD_MAX: usize = 16;
/// Most relations, joins and groupings of a statement whose ways are told.
pub const PATH_SETS_TOLD_MAX: usize = 64;
/// Most nodes of a rewriter's tree that are told: a screen holds no more.
pub const TREE_NODES_TOLD_MAX: usize = 64;
/// Longest line of a node in such a tree, in characters.
pub const TREE_LINE_CHARS_MAX: usize = 160;
/// Attributes of a scheme in the theory of dependencies: a set of them is one machine word.
pub const ATTRIBUTES_MAX: usize = 64;
/// Dependencies of a scheme: four times what any textbook asks, and every closure looks at all.
pub const DEPENDENCIES_MAX: usize = 256;
/// Statements that one query returns to be run (`\gexec`): more than any generated schema has.
pub const STATEMENTS_MADE_MAX: usize = 10_000;
/// Rows of a table that is asked about its dependencies: they are all in memory at once.
pub const THEORY_ROWS_MAX: usize = 1_000_000;
/// Candidate keys that are listed. There can be exponentially many: n pairs that decide each
/// other have 2 to the power of n.
pub const KEYS_MAX: usize = 1_024;
/// Sets on either border of a monotone property that are looked for, for the same reason.
pub const BORDER_SETS_MAX: usize = 512;
/// Dependencies of a projection while it is made; there can be exponentially many.
pub const PROJECTED_MAX: usize = 512;
/// Rows of a tableau: multivalued dependencies add some, at worst exponentially many.
pub const TABLEAU_ROWS_MAX: usize = 1_024;
/// Relations of a decomposition, and inner nodes of its tree.
pub const RELATIONS_MAX: usize = 128;
/// Column sets on one level of the lattice that discovery walks: all of 18 columns at worst.
pub const LATTICE_SETS_MAX: usize = 50_000;
/// Row numbers in the partitions that discovery holds at once: 128 MB of them.
pub const LATTICE_ROWS_MAX: usize = 32 * 1024 * 1024;
/// Independent groups of columns whose unions are tried for a multivalued dependency: 2 to the
/// power of one less are listed.
pub const INDEPENDENT_GROUPS_MAX: usize = 10;
/// Of these, those that are tried in vain before a left side is given up: each touches all rows
/// once for every column.
pub const UNIONS_TRIED_MAX: usize = 64;
