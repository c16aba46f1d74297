//! Links and files: every one that was ever written is read as what it was.
//!
//! `tests/compat/links` holds links of every codec, each with the JSON it stands for on the next
//! line. Lines are added, never changed.

use model::base::rng::Rng;
use model::message::link::{
    file_of, fragment_of, saved_of_file, saved_of_fragment, LinkError, Saved, SavedSettings,
    TooLong, LINK_BYTES_MAX, VERSION,
};
use model::message::settings::Setup;
use model::trace::event::Level;

const LINKS: &str = include_str!("compat/links");

fn query(sql: impl Into<String>) -> Saved {
    Saved { v: VERSION, sql: sql.into(), ..Saved::default() }
}

fn there_and_back(saved: &Saved) {
    match fragment_of(saved) {
        Ok(fragment) => {
            assert!(fragment.len() <= LINK_BYTES_MAX);
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=:".contains(&byte);
            assert!(fragment.bytes().all(is_plain), "no address changes {fragment}");
            assert_eq!(saved_of_fragment(&format!("#{fragment}")), Some(Ok(saved.clone())));
        }
        Err(TooLong { bytes }) => assert!(bytes > LINK_BYTES_MAX),
    }
    assert_eq!(saved_of_file(&file_of(saved)), Ok(saved.clone()));
}

#[test]
fn links_of_all_times_are_read() {
    let lines: Vec<&str> = LINKS.lines().filter(|line| !line.starts_with("--")).collect();
    assert!(lines.len() >= 10 && lines.len().is_multiple_of(2));
    for pair in lines.chunks(2) {
        let saved = saved_of_fragment(pair[0]).expect("it is one of ours").expect("it is whole");
        assert_eq!(file_of(&saved), pair[1], "{}", pair[0]);
    }
}

#[test]
fn what_is_written_today_is_read_tomorrow() {
    let saved = Saved {
        dataset: Some("shop".to_string()),
        settings: Some(SavedSettings { pool_frames: Some(24), ..SavedSettings::default() }),
        seed: Some(7),
        cursor: Some(120),
        ..query("SELECT * FROM orders\nWHERE user_id = 42;\t-- é 😀\n")
    };
    let fragment = fragment_of(&saved).expect("it is short");
    assert!(LINKS.contains(&fragment), "add this one to tests/compat/links: {fragment}");
}

#[test]
fn every_character_there_is_comes_back() {
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    for some in all.chunks(1_024) {
        there_and_back(&query(some.iter().collect::<String>()));
    }
}

#[test]
fn any_text_comes_back() {
    for seed in 0..200 {
        let mut rng = Rng::stream(seed, "links");
        let length = rng.below(2_000);
        let letter = |rng: &mut Rng| match rng.below(6) {
            0 => '\n',
            1 => '\t',
            2 => '\r',
            3 => char::from_u32(rng.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
            _ => char::from(32 + rng.below(95) as u8),
        };
        let sql: String = (0..length).map(|_| letter(&mut rng)).collect();
        let some = |rng: &mut Rng, value: u64| (rng.below(2) == 0).then_some(value);
        there_and_back(&Saved {
            setup: some(&mut rng, 0).map(|_| sql.chars().rev().collect()),
            seed: some(&mut rng, u64::MAX),
            cursor: some(&mut rng, 9_007_199_254_740_993),
            ..query(sql)
        });
    }
}

#[test]
fn a_link_written_by_hand_is_a_query() {
    let read = |fragment| saved_of_fragment(fragment).expect("it is one of ours");
    assert_eq!(read("#sql=SELECT%201%3b%0A%C3%A9"), Ok(query("SELECT 1;\né")));
    assert_eq!(read("#sql=SELECT '100%'"), Ok(query("SELECT '100%'")));
    assert_eq!(read("#sql=%FF"), Err(LinkError::Broken));
    assert_eq!(saved_of_fragment("#top"), None);
    assert_eq!(saved_of_fragment(""), None);
}

#[test]
fn a_link_that_is_cut_or_changed_says_so() {
    let fragment = fragment_of(&query("SELECT * FROM orders WHERE user_id = 42")).expect("short");
    for length in "s=z1:".len()..fragment.len() {
        let read = saved_of_fragment(&fragment[..length]).expect("it is one of ours");
        assert!(read.is_err(), "{} letters of {}", length, fragment.len());
    }
    let read = |fragment: &str| saved_of_fragment(fragment).expect("it is one of ours");
    assert_eq!(read("s=q9:AAAA"), Err(LinkError::Newer));
    assert_eq!(read("s=z1:%%%%"), Err(LinkError::Broken));
    assert_eq!(read("s=nothing"), Err(LinkError::Broken));
    assert_eq!(saved_of_file("{\"v\":2,\"sql\":\"\"}"), Err(LinkError::Newer));
    assert_eq!(saved_of_file("{\"sql\":\"no version\"}"), Err(LinkError::Broken));
    assert_eq!(saved_of_file("[]"), Err(LinkError::Broken));
}

#[test]
fn a_long_link_is_refused_and_the_file_takes_it() {
    let mut rng = Rng::stream(1, "long");
    let noise: String = (0..20_000).map(|_| char::from(33 + rng.below(90) as u8)).collect();
    let saved = query(noise);
    assert!(matches!(fragment_of(&saved), Err(TooLong { bytes }) if bytes > LINK_BYTES_MAX));
    assert_eq!(saved_of_file(&file_of(&saved)), Ok(saved));
}

#[test]
fn settings_out_of_bounds_change_nothing() {
    let setup = Setup::at_level(Level::Pages);
    let wanted = |settings| Saved { settings: Some(settings), ..query("") }.setup_over(&setup);
    let sizes = SavedSettings { pool_frames: Some(24), ..SavedSettings::default() };
    assert_eq!(wanted(sizes), Setup { pool_frames: 24, ..setup.clone() });
    let sizes = SavedSettings { page_bytes: Some(1_000), ..SavedSettings::default() };
    assert_eq!(wanted(sizes), setup);
    let sizes = SavedSettings { level: Some("all".to_string()), ..SavedSettings::default() };
    assert_eq!(wanted(sizes), setup);
}
