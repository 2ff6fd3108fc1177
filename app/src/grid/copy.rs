//! Copying: the cell, or the selected rows, as text for spreadsheets and as a table for documents.

use super::{focus, live::LiveRow, state::Grids};
use domain::{customers::selection::Selection, text::grid as text};
use leptos::{ev::ClipboardEvent, prelude::*};

/// A copy begun between cells; in a field, and where somebody marked text, it is the browser's.
pub(super) fn on_copy(grid: Grids, event: &ClipboardEvent) {
    let Some(target) = focus::target(event) else {
        return;
    };
    let marked = window().get_selection().ok().flatten();
    let field =
        target.class_list().contains("editor") || focus::around(&target, ".note, .menu[open]").is_some();
    if field || marked.is_some_and(|marked| !marked.is_collapsed()) {
        return;
    }
    let (Some((Some(row), at)), Some(clipboard)) = (focus::position(&target), event.clipboard_data()) else {
        return;
    };
    let (rows, said) = match grid.selection.with_untracked(Selection::is_empty) {
        true => (cell(grid, row, at), grid.t(&text::COPIED_CELL).to_owned()),
        false => selected(grid),
    };
    if rows.is_empty() {
        if !grid.selection.with_untracked(Selection::is_empty) {
            grid.tell(said);
        }
        return;
    }
    event.prevent_default();
    let _ = clipboard.set_data("text/plain", &plain(&rows));
    let _ = clipboard.set_data("text/html", &table(&rows));
    grid.tell(said);
}

type Cells = Vec<Vec<String>>;

/// One cell; nothing for Select and Action.
fn cell(grid: Grids, row: usize, at: usize) -> Cells {
    let text = grid.row(row).and_then(|live| {
        live.with_untracked(|live| Some(live.row.cells.get(at.checked_sub(1)?)?.display.clone()))
    });
    text.map(|text| vec![vec![text]]).unwrap_or_default()
}

/// The selected rows that have arrived, and what to say of them.
fn selected(grid: Grids) -> (Cells, String) {
    let cells = |live: &LiveRow| live.row.cells.iter().map(|cell| cell.display.clone()).collect();
    let rows: Cells = grid.with_rows(|rows| {
        let lives = rows.in_order();
        let chosen = lives.iter().filter_map(|live| {
            live.with_untracked(|live| {
                let has = grid
                    .selection
                    .with_untracked(|selection| selection.has(live.row.id));
                has.then(|| cells(live))
            })
        });
        chosen.collect()
    });
    let (copied, all) = (rows.len() as u64, untrack(|| grid.selected()));
    let sentence = match all == Some(copied) {
        true => text::COPIED_ROWS.with("n", grid.number(copied)),
        false => text::COPIED_SOME
            .with("n", grid.number(copied))
            .and("m", grid.amount(all)),
    };
    (rows, sentence.say(grid.locale()))
}

/// Tabs between cells, a line per row; a cell that holds either stands in quotes, unless it is alone.
fn plain(rows: &[Vec<String>]) -> String {
    if let [row] = rows
        && let [only] = row.as_slice()
    {
        return only.clone();
    }
    let quoted = |text: &String| match text.contains(['\t', '\n', '\r', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.clone(),
    };
    let lines = rows
        .iter()
        .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join("\t"));
    lines.collect::<Vec<_>>().join("\n")
}

fn table(rows: &[Vec<String>]) -> String {
    let mut out = String::from("<table>");
    for row in rows {
        out.push_str("<tr>");
        for text in row {
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('\n', "<br>");
            out.push_str("<td>");
            out.push_str(&text);
            out.push_str("</td>");
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_apart_whatever_is_in_them() {
        let rows = vec![
            vec!["a\tb".to_owned(), "say \"x\"".to_owned()],
            vec!["<b>&".to_owned(), "one\ntwo".to_owned()],
        ];
        assert_eq!(plain(&rows), "\"a\tb\"\t\"say \"\"x\"\"\"\n<b>&\t\"one\ntwo\"");
        let expected = "<table><tr><td>a\tb</td><td>say \"x\"</td></tr>\
                        <tr><td>&lt;b>&amp;</td><td>one<br>two</td></tr></table>";
        assert_eq!(table(&rows), expected);
        assert_eq!(
            plain(&[vec!["a \"b\"".to_owned()]]),
            "a \"b\"",
            "alone it is itself"
        );
    }
}
