//! Slotted pages against a plain map of slots to items.

use std::collections::BTreeMap;

use engine::storage::{page, slotted};
use model::base::rng::Rng;

fn item(rng: &mut Rng, bytes_max: u64) -> Vec<u8> {
    (0..=rng.below(bytes_max)).map(|_| rng.next_u64() as u8).collect()
}

#[test]
fn items_stay_as_they_are_through_kills_frees_and_compaction() {
    for (seed, page_bytes) in [512, 1_024, 8_192, 32_768].into_iter().enumerate() {
        let mut rng = Rng::stream(seed as u64, "slotted");
        let mut bytes = vec![0; page_bytes];
        page::init(&mut bytes, 16);
        let mut items: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
        let mut dead: Vec<u16> = Vec::new();
        for _ in 0..400 {
            let some = |rng: &mut Rng, from: &[u16]| {
                from.iter().copied().filter(|_| rng.below(3) == 0).collect::<Vec<u16>>()
            };
            match rng.below(10) {
                0 => {
                    let live: Vec<u16> = items.keys().copied().collect();
                    let killed = some(&mut rng, &live);
                    slotted::kill(&mut bytes, &killed);
                    killed.iter().for_each(|slot_no| drop(items.remove(slot_no)));
                    dead.extend(killed);
                }
                1 => {
                    let freed = some(&mut rng, &dead);
                    slotted::free(&mut bytes, &freed);
                    dead.retain(|slot_no| !freed.contains(slot_no));
                }
                _ => {
                    let item = item(&mut rng, page_bytes as u64 / 8);
                    if slotted::fits(&bytes, item.len()) {
                        let slot_no = slotted::next_slot_no(&bytes);
                        slotted::put(&mut bytes, slot_no, &item);
                        assert_eq!(items.insert(slot_no, item), None);
                    }
                }
            }
            assert_eq!(slotted::check(&bytes), Ok(()));
            let found: Vec<(u16, &[u8])> = slotted::items(&bytes).collect();
            let expected: Vec<(u16, &[u8])> =
                items.iter().map(|(slot_no, item)| (*slot_no, &item[..])).collect();
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn a_page_is_used_to_its_last_byte() {
    let mut bytes = vec![0; 512];
    page::init(&mut bytes, 0);
    let whole = vec![7; 512 - 32];
    assert!(slotted::fits(&bytes, whole.len()));
    assert!(!slotted::fits(&bytes, whole.len() + 1));
    slotted::put(&mut bytes, 1, &whole);
    assert_eq!(slotted::item(&bytes, 1), Some(&whole[..]));
    assert_eq!(slotted::check(&bytes), Ok(()));
    assert!(!slotted::fits(&bytes, 1));
}

#[test]
fn damage_is_noticed() {
    let mut sound = vec![0; 512];
    page::init(&mut sound, 0);
    slotted::put(&mut sound, 1, &[1; 40]);
    slotted::put(&mut sound, 2, &[2; 40]);
    let damaged = |change: fn(&mut [u8])| {
        let mut bytes = sound.clone();
        change(&mut bytes);
        slotted::check(&bytes)
    };
    assert_eq!(damaged(|_| ()), Ok(()));
    assert_eq!(damaged(|bytes| bytes[12] += 1), Err("lower is in the middle of a slot"));
    assert_eq!(damaged(|bytes| bytes[18] = 5), Err("page size or layout version is wrong"));
    assert_eq!(damaged(|bytes| bytes[24] += 4), Err("an item is not aligned"));
    assert_eq!(damaged(|bytes| page::set_upper(bytes, 480)), Err("an item lies outside the items"));
    assert_eq!(damaged(|bytes| bytes.copy_within(24..26, 28)), Err("two items overlap"));
    assert_eq!(
        slotted::check(&{
            let mut bytes = vec![0; 512];
            bytes[500] = 1;
            bytes
        }),
        Err("a page without header is not all zeroes")
    );
}
