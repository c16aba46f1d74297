//! The text twin of a picture: headings and rows.

/// A table of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it says.
    pub title: String,
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// The rows, each with one cell for each column.
    pub rows: Vec<TableRow>,
    /// How many rows were left out because there are too many.
    pub left_out_count: u64,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its heading.
    pub heading: String,
    /// To which edge its cells lean.
    pub align: Align,
}

/// To which edge cells lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// The key of the mark it repeats.
    pub key: String,
    /// The class of its state.
    pub class: &'static str,
    /// Its cells.
    pub cells: Vec<String>,
}

/// The table as lines of text, columns under each other.
pub fn table_text(table: &Table) -> String {
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|index| {
            let cells = table.rows.iter().map(|row| row.cells[index].chars().count());
            cells.chain([table.columns[index].heading.chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &String>| {
        let padded: Vec<String> = cells
            .zip(&table.columns)
            .zip(&widths)
            .map(|((cell, column), width)| match column.align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            })
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(&mut table.columns.iter().map(|column| &column.heading));
    for row in &table.rows {
        text.push_str(&line(&mut row.cells.iter()));
    }
    text
}
