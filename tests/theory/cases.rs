//! Cases whose answers others have published, each with where they can be read.

use engine::theory::{chase, closure, decompose, forms, keys, parse};
use glassbox_tests::theory::found::discover;
use model::trace::event::theory::NormalForm;
use model::types::attributes::AttributeSet;
use model::types::dependency::Scheme;

fn scheme(attributes: &str, given: &str) -> Scheme {
    let attributes = parse::attributes(attributes).expect("names");
    let given = parse::dependencies(&attributes, given).expect("dependencies");
    Scheme::new(attributes, given).expect("within bounds")
}

fn sets(scheme: &Scheme, sets: &[&str]) -> Vec<AttributeSet> {
    sets.iter().map(|set| parse::set(&scheme.attributes, set).expect("a set")).collect()
}

fn keys_of(scheme: &Scheme) -> Vec<AttributeSet> {
    keys::all(scheme).expect("within bounds").keys
}

/// Lipyeow Lim, University of Hawaii at Manoa, "Normal Forms (4)", the slides on the chase; also
/// in Wikipedia, "Chase (algorithm)". speakerdeck.com/lipyeow/normal-forms-4
#[test]
fn three_relations_join_without_loss() {
    let scheme = scheme("a, b, c, d", "a -> b; b -> c; c, d -> a");
    let relations = sets(&scheme, &["a, d", "a, c", "b, c, d"]);
    let found = chase::of_decomposition(&scheme, &relations).expect("within bounds");
    assert!(found.whole_row.is_some());
}

/// Database Administrators Stack Exchange, "How do you perform the chase test?"
/// dba.stackexchange.com/questions/179794
#[test]
fn three_relations_join_with_loss() {
    let scheme = scheme("a, b, c, d, e", "a -> d; c, d -> e; e -> d");
    let relations = sets(&scheme, &["a, b, c", "b, c, d", "a, c, e"]);
    let found = chase::of_decomposition(&scheme, &relations).expect("within bounds");
    assert_eq!(found.whole_row, None);
    // The tableau that is printed there: rows 1 and 3 share d, and row 1 has e.
    assert_eq!((found.rows[0][3], found.rows[0][4]), (found.rows[2][3], 0));
}

/// Explore Database, "Normalization solved exercise 3".
/// exploredatabase.com/2016/01/normalization-solved-exercise-3.html
#[test]
fn third_form_but_not_boyce_and_codds() {
    let scheme = scheme("a, b, c, d, e", "a, b -> c; c, d -> e; c -> a; c -> d; d -> b");
    assert_eq!(keys_of(&scheme), sets(&scheme, &["c", "a, b", "a, d"]));
    let verdict = forms::verdict(&scheme, &[]).expect("within bounds");
    assert_eq!(verdict.form, NormalForm::Third);
    let [violation] = verdict.violations[..] else { panic!("d -> b is the only one") };
    assert_eq!(violation.dependency.text(&scheme.attributes), "d -> b");
    let found = decompose::split(&scheme, NormalForm::BoyceCodd, &[]).expect("within bounds");
    let relations: Vec<AttributeSet> = found.relations.iter().map(|r| r.attributes).collect();
    assert_eq!(relations, sets(&scheme, &["b, d", "a, c, d, e"]));
}

/// David Yarowsky, Johns Hopkins University, notes of a review session, problem 13.
/// cs.jhu.edu/~yarowsky/reviewsession-notes-1215.txt
#[test]
fn four_keys() {
    let scheme = scheme("a, b, c, d, e", "a -> b, c; c, d -> e; b -> d; e -> a");
    assert_eq!(keys_of(&scheme), sets(&scheme, &["a", "e", "b, c", "c, d"]));
    let of = |set| closure::of(&scheme, parse::set(&scheme.attributes, set).expect("a set"));
    assert_eq!(vec![of("b")], sets(&scheme, &["b, d"]));
}

/// Wikipedia, "Fourth normal form": what restaurants bake and where they deliver to.
#[test]
fn independent_facts_in_one_relation() {
    let scheme = scheme("restaurant, variety, area", "restaurant ->> variety");
    assert_eq!(keys_of(&scheme), sets(&scheme, &["restaurant, variety, area"]));
    let verdict = forms::verdict(&scheme, &[]).expect("within bounds");
    assert_eq!(verdict.form, NormalForm::BoyceCodd);
    let found = decompose::split(&scheme, NormalForm::Fourth, &[]).expect("within bounds");
    let relations: Vec<AttributeSet> = found.relations.iter().map(|r| r.attributes).collect();
    assert_eq!(relations, sets(&scheme, &["restaurant, variety", "restaurant, area"]));

    // The rows that are printed there say so themselves. Restaurants A1, Elite and Vincenzo's;
    // thick, stuffed and thin; Springfield, Shelbyville and the capital.
    let rows = [
        [0, 0, 0],
        [0, 0, 1],
        [0, 0, 2],
        [0, 1, 0],
        [0, 1, 1],
        [0, 1, 2],
        [1, 2, 2],
        [1, 1, 2],
        [2, 0, 0],
        [2, 0, 1],
        [2, 2, 0],
        [2, 2, 1],
    ];
    let columns: Vec<Vec<u32>> =
        (0..3).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
    let (found, _) = discover(&columns, Default::default(), u64::MAX);
    let [independent] = &found.independent[..] else { panic!("{found:?}") };
    assert_eq!(independent.left, AttributeSet::of(0));
    assert_eq!(independent.blocks, sets(&scheme, &["variety", "area"]));
    assert_eq!(independent.support, 2);
}
