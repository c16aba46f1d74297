//! Rows by their places: the tuple is looked up, and taken if the snapshot sees it.

use model::base::error::Result;
use model::base::ids::{PageId, TupleId};
use model::trace::event::page::PageEvent;
use model::trace::event::Level;

use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Found, HeapReader};
use crate::storage::access::Access;
use crate::storage::heap::HeapPage;
use crate::txn::visibility::visible;

/// Looks rows up, and remembers the page that it looked at last: as many rows in a row as lie on
/// one page cost one touch of it, as PostgreSQL keeps it pinned.
#[derive(Default)]
pub struct Fetcher {
    last: Option<PageId>,
}

/// The page that is looked at, and what it was found to hold so far.
struct Looked {
    page: HeapPage,
    examined: u16,
    visible: u16,
}

impl Fetcher {
    /// Looks up the rows at those places; those that the snapshot sees join `found`, in order.
    pub fn fetch(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        reader: &HeapReader,
        places: impl Iterator<Item = TupleId>,
        found: &mut Found,
    ) -> Result<()> {
        let mut looked: Option<Looked> = None;
        let snapshot = ctx.snapshot.clone();
        let mut examined = 0;
        for place in places {
            let id = place.page(reader.rel());
            if looked.as_ref().is_none_or(|looked| looked.page.id() != id) {
                looked.take().into_iter().for_each(|looked| tell(ctx, &looked));
                looked = Some(Looked { page: self.page(ctx, id)?, examined: 0, visible: 0 });
            }
            let Some(looked) = &mut looked else { continue };
            // A slot may be empty if nobody can see its tuple any more.
            let Some(tuple) = looked.page.tuple(place.slot_no) else { continue };
            examined += 1;
            looked.examined += 1;
            if visible(&tuple.header(), &snapshot, ctx.txns.table()) {
                looked.visible += 1;
                reader.take(tuple, found)?;
            }
        }
        looked.into_iter().for_each(|looked| tell(ctx, &looked));
        ctx.spend_tuples(examined);
        ctx.tracer.counters.tuples_read += examined as u64;
        Ok(())
    }

    /// Forgets the last page: a scan starts again.
    pub fn forget(&mut self) {
        self.last = None;
    }

    fn page(&mut self, ctx: &mut ExecCtx<'_>, id: PageId) -> Result<HeapPage> {
        if self.last == Some(id) {
            return Ok(HeapPage::new(id, ctx.store.pool().peek(id)));
        }
        self.last = Some(id);
        ctx.store.heap_page(id, &mut Access::normal(), ctx.tracer)
    }
}

fn tell(ctx: &mut ExecCtx<'_>, looked: &Looked) {
    let Looked { page, examined, visible } = looked;
    let (page, examined, visible) = (page.id(), *examined, *visible);
    ctx.tracer.emit(Level::Pages, || PageEvent::Scanned { page, examined, visible });
}
