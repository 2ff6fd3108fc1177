//! The rows an import refuses, as a file of their own: to be corrected, and imported as it is.

use super::{batch::Batch, records::Raw};
use domain::{
    exports::guard,
    imports::{
        FileKind,
        field::is_secret,
        header::{ABOUT_REFUSALS, Field, Header},
        report::{Refusal, Report},
        row::Shop,
    },
};
use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

/// A row, or the rows of one customer, that an import leaves out.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// The lines they stand on.
    pub(super) lines: Vec<u64>,
    /// Whose they are: e-mail address in small letters, and website.
    pub(super) of: Option<(String, i64)>,
    /// What was found.
    pub(super) found: Vec<Refusal>,
}

/// What a batch comes to: the report with it, and the rows it leaves out.
#[derive(Clone, Default)]
pub(super) struct Tally {
    pub(super) report: Report,
    pub(super) refused: Vec<Refused>,
}

impl Tally {
    pub(super) fn refuse(&mut self, refused: Refused) {
        self.refused.push(refused);
    }

    /// The batch is through: its refused rows go into the report, in the order of the file. Until then they stand in
    /// the order in which they were found out, what cannot be read before what the shop says no to.
    pub(super) fn settle(&mut self) {
        self.refused.sort_by_key(|refused| refused.lines.first().copied());
        for refused in &self.refused {
            self.report.refuse(refused.lines.len() as u64, &refused.found);
        }
    }
}

/// The file; nothing where nobody wants one.
pub(super) struct Bin {
    path: Option<PathBuf>,
    /// Whose row the last one in the file is, and will be once the batch at hand is done.
    last: Option<(String, i64)>,
    next: Option<(String, i64)>,
}

impl Bin {
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self {
            path,
            last: None,
            next: None,
        }
    }

    /// Whether anybody wants the rows.
    pub(super) fn wanted(&self) -> bool {
        self.path.is_some()
    }

    /// A batch is done with.
    pub(super) fn done(&mut self) {
        self.last.clone_from(&self.next);
    }

    /// Puts the rows of a batch behind those the report counts already, and counts their bytes. What an earlier
    /// try of the batch has put there goes. A disk that takes no more ends the file, not the import.
    pub(super) fn put(&mut self, tally: &mut Tally, batch: &Batch, shop: &Shop) {
        if tally.refused.is_empty() {
            return;
        }
        let Some(path) = &self.path else { return };
        let mut options = File::options();
        options.create(true).truncate(false).write(true).mode(0o600);
        let before = tally.report.refused_bytes;
        let opened = options.open(path);
        match opened.and_then(|file| self.write(file, before, &tally.refused, batch, shop)) {
            Ok(bytes) => tally.report.refused_bytes = bytes,
            Err(error) => {
                tracing::warn!(%error, "the file of refused rows could not be written");
                self.path = None;
            }
        }
    }

    fn write(
        &mut self,
        mut file: File,
        before: u64,
        refused: &[Refused],
        batch: &Batch,
        shop: &Shop,
    ) -> io::Result<u64> {
        file.set_len(before)?;
        file.seek(SeekFrom::End(0))?;
        if before == 0 {
            // Spreadsheets take a file without a mark for one of their own country.
            file.write_all("\u{feff}".as_bytes())?;
        }
        let kept = Kept::of(&batch.header);
        let mut out = csv::Writer::from_writer(file);
        if before == 0 {
            write(&mut out, kept.names().chain(ABOUT_REFUSALS))?;
        }
        self.next.clone_from(&self.last);
        for refused in refused {
            for line in &refused.lines {
                let Some(raw) = batch.raw(*line) else { continue };
                let found: Vec<&Refusal> = refused.found.iter().filter(|f| f.line == *line).collect();
                let mut cells = kept.cells(raw, &batch.header);
                if refused.of.is_none() || refused.of != self.next {
                    kept.say_whose(&mut cells, refused, &batch.header, shop);
                }
                cells.push(line.to_string());
                let columns = found.iter().map(|f| kept.name(&f.column, &batch.header));
                cells.push(columns.collect::<Vec<_>>().join("; "));
                let parts: [fn(&Refusal) -> &str; 2] = [|f| &f.value, |f| &f.reason];
                for part in parts {
                    let parts: Vec<&str> = found.iter().map(|f| part(f)).collect();
                    cells.push(parts.join("; "));
                }
                write(&mut out, cells.iter().map(String::as_str))?;
                self.next.clone_from(&refused.of);
            }
        }
        let mut file = out
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        file.flush()?;
        file.stream_position()
    }
}

/// Writes a row that no spreadsheet runs as a formula; whoever imports the file gets it back as it was.
fn write<'a>(out: &mut csv::Writer<File>, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for cell in cells {
        out.write_field(guard::closed(cell).as_bytes())?;
    }
    out.write_record(None::<&[u8]>)?;
    Ok(())
}

/// The columns of a file that its refused rows are given back with: not the secret ones, those that somebody left
/// out, nor those that an earlier file of refused rows has added. They say by themselves what they are, so that
/// nobody has to choose again.
struct Kept {
    columns: Vec<(usize, String)>,
    /// Heading and content of a column that they have besides.
    website: Option<(String, String)>,
}

impl Kept {
    fn of(header: &Header) -> Self {
        let given =
            |(_, name): &(usize, String)| !is_secret(name) && !ABOUT_REFUSALS.contains(&name.as_str());
        let website = header.website_column();
        Self {
            columns: header.by_itself().into_iter().filter(given).collect(),
            website: website.map(|(name, code)| (name, code.to_owned())),
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.columns.iter().map(|(_, name)| name.as_str());
        own.chain(self.website.iter().map(|(name, _)| name.as_str()))
    }

    /// What the column with this heading is called now.
    fn name<'a>(&'a self, heading: &'a str, header: &Header) -> &'a str {
        let own = self.columns.iter().find(|(at, _)| header.names[*at] == heading);
        own.map_or(heading, |(_, name)| name)
    }

    fn cells(&self, raw: &Raw, header: &Header) -> Vec<String> {
        let text = |at: &usize| {
            let cell = String::from_utf8_lossy(raw.get(*at)?);
            Some(header.opened(&cell).to_owned())
        };
        let own = self.columns.iter().map(|(at, _)| text(at).unwrap_or_default());
        own.chain(self.website.iter().map(|(_, code)| code.clone()))
            .collect()
    }

    /// A row that continues the customer above it says whose it is, now that the one above stays behind.
    fn say_whose(&self, cells: &mut [String], refused: &Refused, header: &Header, shop: &Shop) {
        let Some((email, website)) = refused.of.as_ref().filter(|_| header.kind == FileKind::Composite)
        else {
            return;
        };
        let mut fill = |field, value: &str| {
            let at = header.position(field);
            let place = at.and_then(|at| self.columns.iter().position(|(column, _)| *column == at));
            if let Some(cell) = place.and_then(|place| cells.get_mut(place))
                && cell.trim().is_empty()
            {
                *cell = value.to_owned();
            }
        };
        let code = shop.websites.iter().find(|(id, _)| id == website);
        fill(Field::Email, email);
        fill(
            Field::Website,
            code.map(|(_, code)| code.as_str()).unwrap_or_default(),
        );
    }
}
