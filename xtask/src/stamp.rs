//! Remembers what a step was done for, so that it is done again only when that changes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A fingerprint of files and words, in the order they were added.
#[derive(Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds one file's content; an absent file counts as such.
    pub(crate) fn file(self, path: &Path) -> Result<Self> {
        match fs::read(path) {
            Ok(bytes) => Ok(self.text("present").bytes(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(self.text("absent")),
            Err(error) => Err(error).with_context(|| format!("could not read {}", path.display())),
        }
    }

    /// Adds every file below a folder, by name and content.
    pub(crate) fn tree(mut self, folder: &Path) -> Result<Self> {
        for path in files_below(folder)? {
            let name = path
                .strip_prefix(folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            self = self.text(&name).file(&path)?;
        }
        Ok(self)
    }

    /// The first 16 hexadecimal digits: enough to tell two builds apart, short enough for a file name.
    pub(crate) fn finish(self) -> String {
        self.0
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// True when the stamp file holds exactly this value.
pub(crate) fn matches(stamp: &Path, value: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == value)
}

/// Writes the stamp, last thing after its step succeeded.
pub(crate) fn write(stamp: &Path, value: &str) -> Result<()> {
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(stamp, value).with_context(|| format!("could not write {}", stamp.display()))
}

/// All files below a folder, sorted; an absent folder has none.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("could not list {}", folder.display())),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_tell_texts_and_their_borders_apart() {
        let one = Fingerprint::default().text("ab").text("c").finish();
        let two = Fingerprint::default().text("a").text("bc").finish();
        assert_ne!(one, two);
        assert_eq!(one, Fingerprint::default().text("ab").text("c").finish());
        assert_eq!(one.len(), 16);
    }
}
