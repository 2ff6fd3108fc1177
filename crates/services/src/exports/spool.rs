//! A file that is read while it is still being written.
//!
//! The database snapshot behind a download lives only as long as the disk needs; however slow the browser
//! is, it follows the spool file, which has no name and is gone when the last reader lets go.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, PermissionsExt},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// The rights on the folder: its owner's only.
const PRIVATE: u32 = 0o700;

/// How far the writer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mark {
    written: u64,
    end: Option<Result<(), String>>,
}

/// The writing end.
pub struct SpoolWriter {
    file: Arc<File>,
    mark: watch::Sender<Mark>,
    written: u64,
    room: Room,
}

/// A spool writer that outlives the format writer, to be told how the file ended.
pub(super) struct Lent(pub(super) Arc<Mutex<Option<SpoolWriter>>>);

impl Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sink.as_mut()
            .map_or(Err(io::ErrorKind::BrokenPipe.into()), |sink| sink.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Asks the disk for room: is there any for so many bytes?
type Ask = Box<dyn FnMut(u64) -> io::Result<()> + Send>;

/// Room for a file whose size nobody knows, asked for while it grows.
pub struct Room {
    ask: Ask,
    /// Bytes for which there is room.
    granted: u64,
}

/// Bytes that are asked for at once.
const STEP: u64 = 4 << 20;

impl Room {
    /// Asks by `ask`.
    pub fn new(ask: impl FnMut(u64) -> io::Result<()> + Send + 'static) -> Self {
        Self {
            ask: Box::new(ask),
            granted: 0,
        }
    }

    /// Makes sure that the file may grow to so many bytes, before it takes what others need.
    pub fn reach(&mut self, bytes: u64) -> io::Result<()> {
        if bytes > self.granted {
            let more = (bytes - self.granted).next_multiple_of(STEP);
            (self.ask)(more)?;
            self.granted += more;
        }
        Ok(())
    }
}

/// The reading end.
#[derive(Clone)]
pub struct SpoolReader {
    file: Arc<File>,
    mark: watch::Receiver<Mark>,
    read: u64,
}

/// Makes the folder of half-made files, for this account alone, or makes sure that the one there is belongs to
/// it: whoever owns a folder can swap the files in it. `tighten` takes the rights of others away from one
/// that exists.
pub fn make_folder(folder: &Path, tighten: bool) -> io::Result<()> {
    let mut maker = DirBuilder::new();
    maker.recursive(true).mode(PRIVATE).create(folder)?;
    // The way there, which may be a link, and what it leads to.
    let met = [fs::symlink_metadata(folder)?, fs::metadata(folder)?];
    // A file tells who makes files here, which is all there is to compare with.
    let us = tempfile::tempfile_in(folder)?.metadata()?.uid();
    if met.iter().any(|met| met.uid() != us) {
        let what = "it belongs to another account; name a folder of your own with --spool";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
    }
    match tighten {
        true => fs::set_permissions(folder, fs::Permissions::from_mode(PRIVATE)),
        false => Ok(()),
    }
}

/// Bytes that half-made files leave free on their disk, where the database may be as well: it has to go on writing.
pub const SPARE: u64 = 64 << 20;

/// Refuses a file for which there is not enough room, before it fills the disk for everybody else.
pub fn room_for(folder: &Path, bytes: u64) -> io::Result<()> {
    let disk = rustix::fs::statvfs(folder)?;
    // One that says no size cannot say what is free.
    let unknown = disk.f_blocks == 0;
    match unknown || disk.f_bavail.saturating_mul(disk.f_frsize) >= bytes {
        true => Ok(()),
        false => Err(io::ErrorKind::StorageFull.into()),
    }
}

/// A spool file in `folder`, which must exist; it grows while there is `room`.
pub fn spool(folder: &Path, room: Room) -> io::Result<(SpoolWriter, SpoolReader)> {
    let file = tempfile::tempfile_in(folder)?;
    // It has no name, but whoever may look into this process could find it.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    let file = Arc::new(file);
    let (mark, seen) = watch::channel(Mark::default());
    let writer = SpoolWriter {
        file: Arc::clone(&file),
        mark,
        written: 0,
        room,
    };
    Ok((
        writer,
        SpoolReader {
            file,
            mark: seen,
            read: 0,
        },
    ))
}

impl Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.mark.is_closed() {
            return Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "nobody reads this file any more",
            ));
        }
        self.room.reach(self.written + bytes.len() as u64)?;
        let n = (&*self.file).write(bytes)?;
        self.written += n as u64;
        self.mark.send_modify(|mark| mark.written += n as u64);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl SpoolWriter {
    /// Tells readers that the file is whole.
    pub fn complete(self) {
        self.mark.send_modify(|mark| mark.end = Some(Ok(())));
    }

    /// Tells readers that it never will be.
    pub fn fail(self, why: &str) {
        self.mark.send_modify(|mark| mark.end = Some(Err(why.to_owned())));
    }

    /// Bytes written so far.
    pub fn written(&self) -> u64 {
        self.written
    }
}

/// Bytes handed out at once.
const BLOCK: u64 = 512 * 1024;

impl SpoolReader {
    /// The next bytes, waiting for them where needed; nothing at the end of a whole file; an error where the
    /// writer failed or went away, so that half a file never looks like a whole one.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let read = self.read;
        // Cloned at once: the borrow of the mark must not live across the next await.
        let ready = self
            .mark
            .wait_for(|mark| mark.written > read || mark.end.is_some())
            .await;
        let mark = ready.map(|mark| mark.clone());
        let mark = mark.map_err(|_| io::Error::other("the writer of this file went away"))?;
        if let Some(Err(why)) = mark.end {
            return Err(io::Error::other(why));
        }
        if mark.written == read {
            return Ok(None);
        }
        let wanted = usize::try_from((mark.written - read).min(BLOCK)).unwrap_or_default();
        let file = Arc::clone(&self.file);
        let block = tokio::task::spawn_blocking(move || {
            let mut block = vec![0; wanted];
            file.read_exact_at(&mut block, read).map(|()| block)
        });
        let block = block
            .await
            .map_err(|_| io::Error::other("its reader panicked"))??;
        self.read += block.len() as u64;
        Ok(Some(block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn rest(mut reader: SpoolReader) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(block) = reader.next().await? {
            all.extend(block);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_reader_follows_the_writer_to_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, reader) = spool(folder.path(), plenty()).unwrap();
        let following = tokio::spawn(rest(reader));
        for _ in 0..100 {
            writer.write_all(&[7; 5_000]).unwrap();
            tokio::task::yield_now().await;
        }
        writer.complete();
        assert_eq!(following.await.unwrap().unwrap(), vec![7; 500_000]);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "a spool file has no name"
        );
    }

    #[tokio::test]
    async fn half_a_file_never_looks_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, reader) = spool(folder.path(), plenty()).unwrap();
        writer.write_all(b"half").unwrap();
        let gone = reader.clone();
        writer.fail("the disk is full");
        assert!(rest(reader).await.is_err());
        let (mut writer, reader) = spool(folder.path(), plenty()).unwrap();
        writer.write_all(b"half").unwrap();
        drop(writer);
        let mut reader = reader;
        assert_eq!(reader.next().await.unwrap().unwrap(), b"half");
        assert!(reader.next().await.is_err());
        drop(gone);
    }

    fn plenty() -> Room {
        Room::new(|_| Ok(()))
    }

    #[tokio::test]
    async fn a_file_grows_only_while_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = 0;
        let room = Room::new(move |bytes| {
            assert_eq!(bytes, STEP);
            asked += 1;
            match asked {
                1 | 2 => Ok(()),
                _ => Err(io::ErrorKind::StorageFull.into()),
            }
        });
        let (mut writer, reader) = spool(folder.path(), room).unwrap();
        let block = vec![7; 64 * 1024];
        let full = loop {
            if let Err(full) = writer.write_all(&block) {
                break full;
            }
        };
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        assert_eq!(writer.written(), 2 * STEP);
        writer.fail(&full.to_string());
        assert!(rest(reader).await.is_err());
    }

    #[tokio::test]
    async fn a_writer_nobody_reads_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, reader) = spool(folder.path(), plenty()).unwrap();
        drop(reader);
        assert!(writer.write_all(b"more").is_err());
    }

    #[test]
    fn what_does_not_fit_on_the_disk_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        room_for(folder.path(), 1).unwrap();
        let refused = room_for(folder.path(), 1 << 60).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
        assert!(room_for(&folder.path().join("none"), 1).is_err());
    }

    #[test]
    fn the_folder_is_ours_alone() {
        let root = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        let fresh = root.path().join("a/b");
        make_folder(&fresh, false).unwrap();
        assert_eq!(mode(&fresh), 0o700);
        fs::set_permissions(&fresh, fs::Permissions::from_mode(0o755)).unwrap();
        make_folder(&fresh, false).unwrap();
        assert_eq!(mode(&fresh), 0o755, "one that was chosen keeps its rights");
        make_folder(&fresh, true).unwrap();
        assert_eq!(mode(&fresh), 0o700);
        assert_eq!(fs::read_dir(&fresh).unwrap().count(), 0);
    }

    #[test]
    fn the_folder_of_another_account_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("theirs");
        fs::create_dir(&folder).unwrap();
        if std::os::unix::fs::chown(&folder, Some(12_345), None).is_err() {
            // Only root may give a folder away; then a folder of root's is somebody else's.
            assert!(make_folder(Path::new("/"), false).is_err());
            return;
        }
        let refused = make_folder(&folder, true).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(
            fs::metadata(&folder).unwrap().mode() & 0o777,
            0o755,
            "it is left alone"
        );
        let link = root.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(make_folder(&link, true).is_err());
    }
}
