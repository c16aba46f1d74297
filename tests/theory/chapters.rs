//! The chapters in this folder say what is written in them.

use std::fs;
use std::path::Path;

use glassbox_tests::theory::script::Chapter;

#[test]
fn every_chapter_answers_as_it_is_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/theory");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a folder's entry").path());
    let mut chapters: Vec<_> =
        paths.filter(|path| path.is_file() && path.extension().is_none()).collect();
    chapters.sort();
    assert!(chapters.len() > 8, "the chapters are there");
    for chapter in chapters {
        goldenscript::run(&mut Chapter::default(), &chapter).expect("the chapter can be run");
    }
}
