//! Several pages change as one, and index entries keep their order.

use engine::storage::access::Access;
use engine::storage::change::PageChange;
use engine::storage::edit::PageEdit;
use engine::storage::slotted;
use model::base::ids::{PageId, TxnId};
use model::base::rng::Rng;

use crate::world::{World, REL};

fn entries(world: &World, page: PageId) -> Vec<Vec<u8>> {
    let bytes = world.store.pool().peek(page);
    slotted::items(&bytes).map(|(_, entry)| entry.to_vec()).collect()
}

fn new_page(world: &mut World) -> PageId {
    let mut edit = PageEdit::default();
    let place = world.store.edit_new_page(&mut edit, REL, 16, &mut world.tracer);
    let page = edit.page(place.expect("the disk is sound"));
    world.store.finish_edit(edit, TxnId(3), &mut world.tracer).expect("the disk is sound");
    page
}

#[test]
fn entries_keep_their_order_through_inserts_and_removals() {
    let mut rng = Rng::stream(4, "edit");
    let mut world = World::new(1_024, 8);
    let page = new_page(&mut world);
    let mut plain: Vec<Vec<u8>> = Vec::new();
    for _ in 0..500 {
        if rng.below(5) == 0 {
            let slot_nos: Vec<u16> =
                (1..=plain.len() as u16).filter(|_| rng.below(3) == 0).collect();
            let mut kept = 0..;
            plain.retain(|_| !slot_nos.contains(&(kept.next().unwrap_or(0) + 1)));
            let change = PageChange::RemoveEntries { slot_nos: slot_nos.into() };
            let done = world.store.change_page(page, TxnId(3), &change, &mut world.tracer);
            done.expect("the disk is sound");
        } else {
            let entry = vec![rng.next_u64() as u8; 1 + rng.below(60) as usize];
            if !slotted::fits(&world.store.pool().peek(page), entry.len()) {
                continue;
            }
            let at = rng.below(plain.len() as u64 + 1) as usize;
            plain.insert(at, entry.clone());
            let change = PageChange::InsertEntry { slot_no: at as u16 + 1, entry: entry.into() };
            let done = world.store.change_page(page, TxnId(3), &change, &mut world.tracer);
            done.expect("the disk is sound");
        }
        assert_eq!(entries(&world, page), plain);
        world.check();
    }
}

#[test]
fn an_edit_moves_entries_between_pages_even_in_the_smallest_pool() {
    let mut world = World::new(512, 2);
    let pages: Vec<PageId> = (0..6).map(|_| new_page(&mut world)).collect();
    let mut edit = PageEdit::default();
    for (number, page) in pages.iter().enumerate() {
        let place = world.store.edit_page(&mut edit, *page, &mut world.tracer);
        let place = place.expect("the disk is sound");
        let again = world.store.edit_page(&mut edit, *page, &mut world.tracer);
        assert_eq!(again, Ok(place));
        slotted::insert(edit.bytes_mut(place), 1, &[number as u8; 40]);
    }
    assert!(pages.iter().all(|page| entries(&world, *page).is_empty()), "nothing is done yet");
    let before = world.store.pool().wal().end();
    world.store.finish_edit(edit, TxnId(3), &mut world.tracer).expect("the disk is sound");
    let logged = world.store.pool().wal().end().0 - before.0;
    assert!(logged < 6 * 120, "only the differences are logged, not {logged} bytes");
    for (number, page) in pages.iter().enumerate() {
        assert_eq!(entries(&world, *page), [vec![number as u8; 40]]);
    }
    world.check();
}

#[test]
fn freed_slots_and_their_room_are_used_again() {
    let mut world = World::new(512, 8);
    let mut txn = world.begin();
    let row = crate::world::row(1, "some text that takes place");
    let places: Vec<_> = (0..40).map(|_| world.insert(&mut txn, &row)).collect();
    let page_count = world.store.page_count(REL);
    let first = PageId { rel: REL, no: 0 };
    let slot_nos: Vec<u16> =
        places.iter().filter(|place| place.page_no == 0).map(|place| place.slot_no).collect();
    world.store.heap_kill(first, &slot_nos[..3], &mut world.tracer).expect("the disk is sound");
    let heap = world.store.heap_page(first, &mut Access::normal(), &mut world.tracer);
    assert_eq!(heap.expect("the disk is sound").tuples().count(), slot_nos.len() - 3);
    world.store.heap_free(first, &slot_nos, &mut world.tracer).expect("the disk is sound");
    world.check();
    let again: Vec<_> = (0..40).map(|_| world.insert(&mut txn, &row)).collect();
    let reused = again.iter().filter(|place| place.page_no == 0).count();
    assert_eq!(reused, slot_nos.len());
    assert!(world.store.page_count(REL) > page_count);
    world.check();
}
