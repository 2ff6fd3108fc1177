//! `cohort export`: the rows of the grid, or of a segment's drill-down, as a file.

use super::{Outcome, complain, english, operator, visit};
use crate::cli::{Common, Export, Output, What};
use domain::{customers::selection::Selection, ids::SegmentId, text::Locale};
use services::exports::{
    download::{Csv, Request, altered, write_to},
    pipe::pass_on,
};
use std::{
    fs::{File, TryLockError},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(super) async fn run(common: &Common, options: Export) -> Outcome {
    let (segment, output) = match options.what {
        What::Customers(output) => (None, output),
        What::Segment { id, output } => (Some(SegmentId(id)), output),
    };
    let Output {
        format,
        output: path,
        query,
        all_columns,
        delimiter,
        bom,
        crlf,
        raw,
    } = output;
    let shared = visit(common).await?;
    let request = Request {
        query,
        format,
        csv: Csv {
            delimiter,
            bom,
            crlf,
            guard: !raw,
        },
        all_columns,
        chosen: Selection::all().into(),
    };
    let written = match path {
        None => pass_on(operator(&shared), segment, request, std::io::stdout())
            .await
            .map_err(english)?,
        Some(path) => {
            let part = part_of(&path);
            let cannot = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
            // Held until the file has its name, or is gone.
            let held = claim(&part).map_err(cannot)?;
            let file = Synced(held.try_clone().map_err(cannot)?);
            let written = write_to(operator(&shared), segment, request, file)
                .await
                .map_err(english);
            let placed =
                written.and_then(|written| std::fs::rename(&part, &path).map(|()| written).map_err(cannot));
            if placed.is_err() {
                // The half file is ours; the old one under the final name is untouched.
                let _ = std::fs::remove_file(&part);
            }
            drop(held);
            placed?
        }
    };
    if let Some(sentence) = written.as_ref().and_then(altered) {
        complain(&sentence.say(Locale::En));
    }
    Ok(ExitCode::SUCCESS)
}

/// The name a file has until it is whole.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Makes the file, or takes what an export left that was cut off, unless another one is writing it.
fn claim(part: &Path) -> io::Result<File> {
    loop {
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(part)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(
                    io::ErrorKind::ResourceBusy,
                    "another export is writing it; wait for its end, or give another name",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let ours = file.metadata()?;
        match std::fs::metadata(part) {
            Ok(named) if (named.dev(), named.ino()) == (ours.dev(), ours.ino()) => {
                if ours.is_file() {
                    file.set_len(0)?;
                }
                return Ok(file);
            }
            // Whoever held it has just given it its final name.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
}

/// A file whose last flush reaches the disk.
struct Synced(File);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_exports_to_one_name_one_writes_and_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("all.csv.part");
        std::fs::write(&part, "left by one that was cut off").unwrap();
        let first = claim(&part).unwrap();
        assert_eq!(first.metadata().unwrap().len(), 0);
        // Whoever writes lets go of theirs before the file has its name.
        drop(first.try_clone().unwrap());
        let second = claim(&part).unwrap_err();
        assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
        assert!(second.to_string().contains("another export"));
        drop(first);
        claim(&part).unwrap();
    }
}
