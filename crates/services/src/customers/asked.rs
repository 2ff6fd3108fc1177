//! What a page's query string asks of a grid: everything of the customers grid, nine columns of a drill-down.

use domain::{
    customers::{
        column::{Column, DRILL_DOWN},
        query::GridQuery,
        sight::Sight,
    },
    error::{Error, FieldError},
    ids::ViewId,
    text::{Sentence, grid as text},
};

/// What is asked of a grid, and what of it was not understood and is left out.
pub(crate) type Asked = (GridQuery, Vec<Sentence>);

/// What is asked of the customers grid: nothing by what `sight` does not show.
pub(crate) fn of_customers(words: &str, sight: Sight) -> Asked {
    let (query, mut notices) = GridQuery::parse(words);
    let (query, hidden) = sight.limit(query);
    notices.extend(hidden);
    (query, notices)
}

/// What is asked of a segment's drill-down. Its nine columns are all there are: nothing else is shown, filtered
/// or sorted by.
pub(crate) fn of_members(words: &str) -> Asked {
    let (mut query, mut notices) = GridQuery::with_columns(&DRILL_DOWN).parse_over(words);
    let mut offered = |column: Column, word: &str| {
        let offered = DRILL_DOWN.contains(&column);
        if !offered {
            let key = column.key();
            notices.push(text::URL_NO_COLUMN.with("word", word).and("value", key));
        }
        offered
    };
    let pins = query.columns[..query.pinned].iter();
    query.pinned = pins.filter(|column| DRILL_DOWN.contains(column)).count();
    query.columns.retain(|column| offered(*column, "columns"));
    query.filters.retain(|filter| offered(filter.column, "f"));
    query.sort.retain(|key| offered(key.column, "sort"));
    if query.columns.is_empty() {
        query.columns = DRILL_DOWN.to_vec();
    }
    query.view = ViewId::DEFAULT;
    (query, notices)
}

/// The query of a file, which has no place for notices: where something was not understood, there is no file.
/// A filter that was left out would hand out people nobody asked for.
pub(crate) fn whole((query, notices): Asked) -> Result<GridQuery, Error> {
    if notices.is_empty() {
        return Ok(query);
    }
    let found = notices.into_iter().map(|notice| FieldError::new("query", notice));
    Err(Error::Invalid(found.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::customers::present::Births;

    fn keys(notices: &[Sentence]) -> Vec<&str> {
        notices.iter().map(|notice| notice.message().key).collect()
    }

    #[test]
    fn a_drill_down_has_nine_columns_for_every_purpose() {
        let (query, notices) =
            of_members("columns=tax_vat,email&f.birth.from=1990-01-01&f.zip=1&sort=fax,-zip");
        assert_eq!(query.to_query(), "f.zip=1&sort=-zip&columns=email");
        assert_eq!(keys(&notices), ["URL_NO_COLUMN"; 3]);
        let (query, _) = of_members("columns=fax,email,id&pin=fax,id");
        assert_eq!(query.to_query(), "columns=id,email&pin=id");
        let (query, notices) = of_members("columns=tax_vat");
        assert_eq!((query.columns, notices.len()), (DRILL_DOWN.to_vec(), 1));
        let (_, notices) = of_customers("columns=tax_vat&f.fax=1&sort=vat", Births::Year.into());
        assert_eq!(keys(&notices), [""; 0]);
    }

    #[test]
    fn a_birth_is_asked_for_as_far_as_it_is_shown() {
        let words = "f.birth.from=1984-05-31&f.birth.from=1984&f.birth.to=1984-05-31&f.birth.next=7";
        let (query, notices) = of_customers(words, Births::Year.into());
        assert_eq!(query.to_query(), "f.birth.from=1984-01-01&f.birth.to=1984-12-31");
        assert_eq!(keys(&notices), ["URL_BAD_VALUE"]);
        let (query, notices) = of_customers("f.birth.from=1984-05-31&f.birth.next=7", Births::Day.into());
        assert_eq!(query.to_query(), "f.birth.from=1984-05-31&f.birth.next=7");
        assert_eq!(keys(&notices), [""; 0]);
    }

    #[test]
    fn a_file_is_refused_with_every_sentence() {
        let refused = whole(of_customers(
            "f.gruop=2&f.since.from=2026-02-30&gruop=2&format=csv&all=1",
            Births::Year.into(),
        ));
        let Err(Error::Invalid(found)) = refused else {
            panic!("{refused:?}")
        };
        let sentences: Vec<_> = found.iter().map(|found| found.sentence.to_string()).collect();
        assert_eq!(
            sentences,
            [
                "The address says “f.gruop=2”, which means nothing here.",
                "The address says “f.since.from=2026-02-30”, which means nothing here.",
                "The address says “gruop”, which is no word of this page; filters begin with “f.”.",
            ]
        );
        let asked = of_customers("f.group=2&format=csv&all=1&page=3", Births::Year.into());
        assert!(whole(asked).is_ok());
    }
}
