//! The free space map against a plain list.

use engine::storage::fsm::FreeSpaceMap;
use glassbox_tests::soak::seeds;
use model::base::rng::Rng;

#[test]
fn the_first_page_with_room_is_found() {
    for seed in seeds(10, 10_000) {
        let mut rng = Rng::stream(seed, "fsm");
        let mut map = FreeSpaceMap::default();
        let mut plain: Vec<usize> = Vec::new();
        assert_eq!(map.find(1, 8_192), None);
        for _ in 0..500 {
            let page_no = rng.below(200) as u32;
            let free_bytes = rng.below(8_192) as usize;
            map.set(page_no, free_bytes, 8_192);
            plain.resize(plain.len().max(page_no as usize + 1), 0);
            plain[page_no as usize] = free_bytes / 32;
            assert_eq!(map.check(), Ok(()));
            let wanted = 1 + rng.below(8_160) as usize;
            let expected = plain.iter().position(|category| *category >= wanted.div_ceil(32));
            assert_eq!(map.find(wanted, 8_192), expected.map(|page_no| page_no as u32));
        }
    }
}
