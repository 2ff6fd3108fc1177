//! Stored cells on their way into a file: labels for codes, and nothing that its reader may not see.

use super::{
    labels::{Labels, Reader},
    rows::Batch,
};
use delivery::{
    format::Writer,
    table::{Cell, Header},
};
use domain::{
    customers::{
        column::Column,
        present::{self, Births},
        sight::HIDDEN,
    },
    exports::format::CellType,
    value::Raw,
};
use std::{
    io::{self, Write},
    sync::atomic::{AtomicU64, Ordering},
};

/// What stands above them, and what they are.
pub(super) fn header(columns: &[Column], reader: &Reader) -> Header {
    columns
        .iter()
        .map(|c| {
            (
                c.label().text(reader.locale).to_owned(),
                Way::of(*c, reader).cell_type(*c),
            )
        })
        .collect()
}

/// How the stored cells of a column become cells of a file.
enum Way {
    AsStored,
    Label(Labels),
    Year,
    Hidden,
}

impl Way {
    fn of(column: Column, reader: &Reader) -> Self {
        if reader.sight.hides(column) {
            return Self::Hidden;
        }
        match (Labels::of(column), reader.sight.births) {
            (Some(labels), _) => Self::Label(labels),
            (None, Births::Year) if column == Column::Birth => Self::Year,
            (None, Births::Year | Births::Day) => Self::AsStored,
        }
    }

    fn cell_type(&self, column: Column) -> CellType {
        match self {
            Self::AsStored => column.kind().into(),
            Self::Label(_) | Self::Hidden => CellType::Text,
            Self::Year => CellType::Number,
        }
    }
}

/// The rows on their way into a file.
pub(super) struct Table {
    reader: Reader,
    columns: Vec<(CellType, Way)>,
    /// Where the labels of a batch stand, cell by cell; kept for its memory.
    places: Vec<Option<usize>>,
}

impl Table {
    pub(super) fn new(columns: &[Column], reader: Reader) -> Self {
        let way = |column: &Column| {
            let way = Way::of(*column, &reader);
            (way.cell_type(*column), way)
        };
        let columns = columns.iter().map(way).collect();
        Self {
            reader,
            columns,
            places: Vec::new(),
        }
    }

    /// Writes a batch, and counts its rows.
    pub(super) fn write<W: Write>(
        &mut self,
        batch: &Batch,
        out: &mut Writer<W>,
        count: &AtomicU64,
    ) -> io::Result<()> {
        let mut rows = 0;
        // All are learnt before any is borrowed for a row.
        self.places.clear();
        for (raw, at) in batch.cells().zip((0..self.columns.len()).cycle()) {
            if let (_, Way::Label(labels)) = &mut self.columns[at] {
                self.places.push(labels.place(raw, &self.reader));
            }
        }
        let mut places = self.places.iter().copied();
        let mut row = Vec::with_capacity(self.columns.len());
        for (raw, (kind, way)) in batch.cells().zip(self.columns.iter().cycle()) {
            row.push(match (way, raw) {
                (Way::Label(labels), _) => {
                    let label = places.next().flatten().map_or("", |place| labels.at(place));
                    Cell::stored(*kind, Raw::Text(label))
                }
                (Way::Hidden, _) => Cell::stored(*kind, Raw::Text(HIDDEN)),
                (Way::Year, Raw::Text(day)) => present::year(day).map_or(Cell::Empty, Cell::Int),
                (Way::Year | Way::AsStored, raw) => Cell::stored(*kind, raw),
            });
            if row.len() == self.columns.len() {
                out.row(&row)?;
                row.clear();
                rows += 1;
            }
        }
        count.fetch_add(rows, Ordering::SeqCst);
        Ok(())
    }
}
