//! Excel XML and Excel opened by LibreOffice: the file is one, the values arrive, and they arrive as what they are.

use super::support;
use delivery::Options;
use domain::exports::format::Format;
use std::{fs, path::Path, process::Command};

/// CSV with commas, quotes and UTF-8, from line 1, in English, all text and only text in quotes, cells as
/// LibreOffice shows them.
const CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,true";
/// LibreOffice's own format as one XML file.
const OWN: &str = "fods";

/// Has LibreOffice, with a profile of its own, convert a file in `folder`.
fn convert(folder: &Path, name: &str, target: &str) -> String {
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.display()
        ))
        .args(["--headless", "--norestore", "--convert-to", target, "--outdir"])
        .args([folder, &folder.join(name)])
        .output()
        .expect("this test needs LibreOffice: install the Debian package libreoffice-calc");
    let extension = target.split(':').next().unwrap();
    fs::read_to_string(folder.join("sample").with_extension(extension)).unwrap_or_else(|_| {
        panic!(
            "LibreOffice wrote no file: {}",
            String::from_utf8_lossy(&done.stderr)
        )
    })
}

#[test]
fn libreoffice_reads_values_and_types() {
    reads(Format::ExcelXml, "libreoffice.csv");
    // In cells of workbooks it takes each line end for the same.
    reads(Format::Xlsx, "libreoffice-xlsx.csv");
}

fn reads(format: Format, golden: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = support::sample_bytes(format, Options::default());
    let name = format!("sample.{}", format.extension());
    fs::write(folder.path().join(&name), file).unwrap();
    // Quotes mark text; what has none is a number, or a date in its column's style.
    support::golden(golden, &convert(folder.path(), &name, CSV));

    let own = convert(folder.path(), &name, OWN);
    let types = |row: usize| -> Vec<&str> {
        let cells = own
            .split("<table:table-row")
            .nth(row + 1)
            .unwrap()
            .split("office:value-type=\"")
            .skip(1);
        cells.map(|cell| cell.split('"').next().unwrap()).collect()
    };
    assert_eq!(types(0), ["string"; 7]);
    for row in [1, 2] {
        assert_eq!(
            types(row),
            ["float", "string", "string", "string", "date", "date", "string"]
        );
    }
    assert_eq!(
        types(3),
        ["float", "string", "string", "string", "date", "string", "string"]
    );
}
