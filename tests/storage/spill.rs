//! Batches come back from a temporary file as they went in, and the disk's work is counted.

use std::sync::Arc;

use engine::expr::batch::Batch;
use engine::storage::spill::SpillFile;
use engine::tracer::host::Tracer;
use model::base::ids::HostId;
use model::trace::event::Level;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

#[test]
fn batches_come_back_in_any_order() {
    let mut tracer = Tracer::new(HostId(0), Level::Pages);
    let mut file = SpillFile::new(512);
    let batch = |from: i32| {
        let numbers: Vec<Value> = (from..from + 100).map(Value::Int4).collect();
        let texts: Vec<Value> = (from..from + 100)
            .map(|n| if n % 3 == 0 { Value::Null } else { Value::Text("x".repeat(n as usize % 9)) })
            .collect();
        let columns = vec![
            Arc::new(Column::from_values(DataType::Int4, &numbers)),
            Arc::new(Column::from_values(DataType::Text, &texts)),
        ];
        Batch::new(columns, 100)
    };
    (0..10).for_each(|number| file.append(&batch(number * 100), &mut tracer));
    for number in [3, 0, 9, 3] {
        let back = file.read(number, &mut tracer).expect("what was written can be read");
        assert_eq!(back.columns(), batch(number as i32 * 100).columns());
    }
    assert_eq!((file.batch_count(), file.row_count()), (10, 1_000));
    assert_eq!(tracer.counters.spill_pages_written, file.page_count());
    assert!(tracer.counters.spill_pages_read > 0 && tracer.nanos() > 0);
}
