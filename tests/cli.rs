//! The command line: what goes in, what comes out, and how it ends.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The program, built once for all tests of this file.
fn glassbox() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let build = Command::new(env!("CARGO")).args(["build", "--package", "glassbox"]).status();
        assert!(build.expect("cargo starts").success(), "the command line does not compile");
        // target/debug/deps/cli-0123 -> target/debug/glassbox
        let this = std::env::current_exe().expect("a test has a path");
        let folder =
            this.parent().and_then(Path::parent).expect("it lies in target/<profile>/deps");
        folder.with_file_name("debug").join(format!("glassbox{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Runs it with these arguments and this standard input.
fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(glassbox())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads all of its input");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// Its exit code, standard output and standard error.
#[track_caller]
fn said(args: &[&str], input: &str) -> (i32, String, String) {
    let output = run(args, input);
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn assert_said(args: &[&str], input: &str, code: i32, stdout: &str, stderr: &str) {
    let (found_code, found_stdout, found_stderr) = said(args, input);
    assert_eq!(found_stdout, stdout);
    assert_eq!(found_stderr, stderr);
    assert_eq!(found_code, code);
}

const TABLE: &str = "CREATE TABLE t (a int, b text);
INSERT INTO t VALUES (1, 'x'), (20, NULL), (3, '');
";

#[test]
fn a_chunk_is_answered_by_one_line_of_json() {
    let input = "CREATE TABLE t (a int, b text)\n;;\n\
        INSERT INTO t VALUES (1, 'a \"b\"\\\n\t'), (2, NULL)\n;;\n\
        SELECT a, b, a FROM t ORDER BY a\n;;\n\
        SELECT a, b FROM t WHERE a > 9\n;;\n";
    let answers = [
        r#"{"ok":true,"columns":[],"types":[],"rows":[],"command":"CREATE TABLE"}"#,
        r#"{"ok":true,"columns":[],"types":[],"rows":[],"command":"INSERT 0 2"}"#,
        concat!(
            r#"{"ok":true,"columns":["a","b","a"],"types":["int4","text","int4"],"#,
            r#""rows":[["1","a \"b\"\\\n\t","1"],["2",null,"2"]],"command":"SELECT 2"}"#
        ),
        r#"{"ok":true,"columns":["a","b"],"types":["int4","text"],"rows":[],"command":"SELECT 0"}"#,
    ];
    assert_said(&["sql", "--json"], input, 0, &(answers.join("\n") + "\n"), "");
}

#[test]
fn a_chunk_that_fails_ends_nothing() {
    let input = "SELECT *\nFROM nowhere\n;;\nSELECT 1 AS one\n;;\n";
    let (code, stdout, _) = said(&["sql", "--json"], input);
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!((code, lines.len()), (0, 2));
    let failed =
        r#"{"ok":false,"sqlstate":"42P01","message":"relation \"nowhere\" does not exist","#;
    assert!(lines[0].starts_with(failed), "{}", lines[0]);
    assert!(lines[0].contains(r#","position":15"#), "{}", lines[0]);
    assert!(lines[1].contains(r#""rows":[["1"]]"#), "{}", lines[1]);
}

#[test]
fn a_chunk_of_many_statements_is_answered_by_its_last_or_its_first_error() {
    let input = "SELECT 1; SELECT 2;\n;;\nSELECT 3; SELECT nothing; SELECT 4;\n;;\n\n;;\n";
    let (_, stdout, _) = said(&["sql", "--json"], input);
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains(r#""rows":[["2"]]"#), "{}", lines[0]);
    assert!(lines[1].contains(r#""sqlstate":"42703""#), "{}", lines[1]);
    assert_eq!(lines[2], r#"{"ok":true,"columns":[],"types":[],"rows":[],"command":""}"#);
}

#[test]
fn answers_come_while_the_pipe_is_open() {
    use std::io::{BufRead, BufReader};
    let mut child = Command::new(glassbox())
        .args(["sql", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is a pipe"));
    for number in ["1", "2"] {
        stdin.write_all(format!("SELECT {number}\n;;\n").as_bytes()).expect("it reads");
        stdin.flush().expect("it reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it answers");
        assert!(line.contains(&format!(r#""rows":[["{number}"]]"#)), "{line}");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_result_is_an_aligned_table() {
    let script = format!("{TABLE}SELECT a, b, 'two\nlines' AS c FROM t ORDER BY a;");
    let stdout = "\
CREATE TABLE
INSERT 0 3
 a  |   b    |   c
----+--------+-------
  1 | x      | two  +
    |        | lines
  3 |        | two  +
    |        | lines
 20 | [null] | two  +
    |        | lines
(3 rows)

";
    assert_said(&["sql"], &script, 0, stdout, "");
}

#[test]
fn csv_tells_null_from_an_empty_text() {
    let script = format!("{TABLE}SELECT a, b FROM t ORDER BY a; SELECT 'a,\"b\"' AS \"c d\";");
    let stdout = "a,b\r\n1,x\r\n3,\"\"\r\n20,\r\n\r\nc d\r\n\"a,\"\"b\"\"\"\r\n";
    assert_said(&["sql", "--csv"], &script, 0, stdout, "");
}

#[test]
fn an_error_is_shown_at_its_place_and_ends_the_script() {
    let script = "SELECT 1 AS one;\nSELECT 'ä',\n\tnothing FROM t;\nSELECT 2;\n";
    let file = std::env::temp_dir().join(format!("glassbox-cli-{}.sql", std::process::id()));
    std::fs::write(&file, format!("CREATE TABLE t (a int);\n{script}")).expect("a file");
    let (code, stdout, stderr) = said(&["sql", "-q", &file.display().to_string()], "");
    std::fs::remove_file(&file).expect("it was written");
    assert_eq!(stdout, " one\n-----\n   1\n");
    let place = format!("{}:4:2: ERROR 42703: column \"nothing\" does not exist\n", file.display());
    assert_eq!(stderr, place + "   nothing FROM t;\n   ^\n");
    assert_eq!(code, 1);
}

#[test]
fn what_is_no_sql_is_refused_with_words() {
    let (code, _, stderr) = said(&["sql", "--jsn"], "");
    assert_eq!((code, stderr.lines().next()), (2, Some("glassbox: invalid option '--jsn'")));
    let (code, _, stderr) = said(&["sql", "--page-bytes", "1000"], "");
    let words = "glassbox: the page size must be a power of two, not 1000";
    assert_eq!((code, stderr.lines().next()), (2, Some(words)));
    let (code, _, stderr) = said(&["sql", "no/such/file.sql"], "");
    assert_eq!(code, 1);
    assert!(stderr.starts_with("glassbox: no/such/file.sql: "), "{stderr}");
    let (code, stdout, _) = said(&["--help"], "");
    assert!(code == 0 && stdout.contains("Usage: glassbox sql"), "{stdout}");
}

#[test]
fn pictures_of_a_script_are_written_as_svg() {
    let folder = std::env::temp_dir().join(format!("glassbox-render-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let script = folder.join("scan.sql");
    let scan = "CREATE TABLE t AS SELECT n FROM generate_series(1, 2000) AS n;
        SELECT count(*) FROM t;";
    std::fs::write(&script, scan).expect("it can be written");
    let file = script.to_str().expect("a plain path");
    let (code, svg, stderr) = said(&["render", file, "--picture", "plan,heap"], "");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("<title>Plan</title>") && svg.contains("<title>Heap</title>"));
    let (_, again, _) = said(&["render", file, "--picture", "plan,heap"], "");
    assert_eq!(svg, again, "the same script gives the same bytes");
    let output = folder.join("heap.svg");
    let to = output.to_str().expect("a plain path");
    let (code, stdout, _) = said(&["render", "-o", to, "--at", "statement:1", file], "");
    assert_eq!((code, stdout.as_str()), (0, ""));
    let written = std::fs::read_to_string(&output).expect("it was written");
    assert!(written.contains("<title>Heap</title>") && !written.contains("Plan"));
    let (code, stdout, stderr) = said(&["render", file, "--at", "statement:9"], "");
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("no such moment"), "{stderr}");
    let (code, _, stderr) = said(&["render", file, "--picture", "moon"], "");
    assert_eq!(code, 2);
    assert!(stderr.contains("no such picture: moon"), "{stderr}");
    std::fs::write(&script, "SELECT * FROM nowhere").expect("it can be written");
    let (code, stdout, stderr) = said(&["render", file], "");
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("42P01"), "{stderr}");
    std::fs::remove_dir_all(&folder).expect("the folder is the test's own");
}
