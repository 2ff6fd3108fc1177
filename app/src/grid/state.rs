//! What a grid remembers between events: its set-up, the page it shows, its rows, the selection.

use super::{
    columns,
    desk::{self, Early},
    focus, hidden, layout,
    live::{Live, LiveRow, Mark},
    range::Range,
    rows::Rows,
    tell,
    views::Views,
    window::{self, Fetch, Window},
};
use crate::api::ApiError;
use domain::{
    customers::{
        column::Column,
        filter::Filter,
        page::{Page, Row},
        query::GridQuery,
        selection::Selection,
    },
    ids::CustomerId,
    text::{Locale, Message, grid as text},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, tachys::view::keyed::keyed};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use std::{pin::Pin, sync::Arc};

/// What does not change while a grid stands.
pub(super) struct Setup {
    pub(super) base: GridQuery,
    pub(super) offered: Vec<Column>,
    pub(super) path: String,
    pub(super) download: Option<String>,
    pub(super) count: Count,
    pub(super) editable: bool,
    pub(super) title: Option<String>,
    pub(super) nothing_yet: ViewFn,
    pub(super) views: Option<Views>,
    pub(super) fetch: Fetch,
    pub(super) again: Callback<()>,
    pub(super) locale: Locale,
}

/// How many match the query string, as the server counts them.
pub(super) type Counting = Pin<Box<dyn Future<Output = Result<u64, ApiError>>>>;

/// Asks for the number of all that match a query string.
#[derive(Clone)]
pub struct Count(Arc<dyn Fn(String) -> Counting + Send + Sync>);

impl<F, Asked> From<F> for Count
where
    F: Fn(String) -> Asked + Send + Sync + 'static,
    Asked: Future<Output = Result<u64, ApiError>> + 'static,
{
    fn from(ask: F) -> Self {
        Self(Arc::new(move |query| Box::pin(ask(query))))
    }
}

impl Count {
    /// Asks for the number of one query string.
    pub(super) fn of(&self, query: String) -> Counting {
        (self.0)(query)
    }
}

/// Goes to an address without loading the page anew, instead of the present one or after it.
pub(super) type Navigate = Arc<dyn Fn(&str, bool) + Send + Sync>;

/// A billing address that is to be made, and the cell it is made for.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) live: Live,
    pub(super) column: Column,
    /// Row and position on the page.
    pub(super) place: (usize, usize),
    /// What was typed.
    pub(super) value: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

/// One grid.
#[derive(Clone, Copy)]
pub(super) struct Grids {
    setup: StoredValue<Setup>,
    /// The page that stands. Effects follow this and not the resource it came with: reading that outside the
    /// grid's own `Transition` would let the frame around it show its fallback, and take the focus away.
    pub(super) page: RwSignal<Option<Arc<Page>>>,
    rows: StoredValue<Rows>,
    /// How many match in all, once that is known.
    pub(super) total: RwSignal<Option<u64>>,
    /// Could that not be counted?
    pub(super) uncounted: RwSignal<bool>,
    /// The part of the state that is in the address alone: changing it fetches nothing.
    pub(super) named: Memo<(Vec<(Column, u16)>, u32)>,
    /// The query of the address.
    pub(super) search: Memo<String>,
    /// How many pages have stood here.
    turn: StoredValue<u64>,
    pub(super) navigate: StoredValue<Navigate>,
    /// The element everything stands in.
    pub(super) root: NodeRef<leptos::html::Div>,
    /// Who is selected.
    pub(super) selection: RwSignal<Selection>,
    /// The polite live region.
    pub(super) said: RwSignal<String>,
    /// What is said to those who see it as well, until they go on.
    pub(super) hint: RwSignal<String>,
    /// The urgent one.
    pub(super) alarm: RwSignal<String>,
    /// A billing address that is to be made.
    pub(super) wanted: RwSignal<Option<Wanted>>,
    /// Have the scripts taken over?
    pub(super) hydrated: RwSignal<bool>,
    /// Was the Filters panel opened?
    pub(super) filtering: RwSignal<bool>,
    /// The last focused cell. Nothing follows it.
    pub(super) active: RwSignal<Option<focus::Place>>,
    /// Is the part there that is fetched after the page?
    pub(super) at_desk: RwSignal<bool>,
    /// The columns there were when the Columns menu was opened, and how many of them were pinned.
    pub(super) columns_before: StoredValue<Option<(Vec<Column>, usize)>>,
    /// Where the rows are in sight, if all of them scroll.
    pub(super) window: Window,
    /// The column whose edge is being dragged.
    pub(super) drag: StoredValue<Option<layout::Drag>>,
    /// The column that is being carried to another place.
    pub(super) carried: StoredValue<Option<Column>>,
    /// The element to focus once the next page stands, by id.
    pub(super) refocus: StoredValue<Option<String>>,
    /// Where the focus lands on the next page: its first row or its last, and the position of the cell.
    pub(super) landing: StoredValue<Option<(bool, usize)>>,
    /// Whose rows stood on the page before, in order.
    pub(super) before: StoredValue<Vec<CustomerId>>,
    /// Did the row that had the focus go with its page?
    pub(super) gone: StoredValue<bool>,
    /// Results that are about to be said.
    pub(super) saying: StoredValue<Option<TimeoutHandle>>,
    /// Rows that are being selected with Shift.
    pub(super) range: StoredValue<Option<Range>>,
    /// Was Shift held at the last click?
    pub(super) shift: StoredValue<bool>,
    /// How many of the selected rows the search and the filters leave out.
    pub(super) hidden: RwSignal<u64>,
    /// What is looked for in the Columns menu.
    pub(super) column_search: StoredValue<String>,
    /// What was typed before an editor could be there.
    pub(super) early: StoredValue<Option<Early>>,
    /// Did the part of the code that is fetched later not come?
    pub(super) missing: RwSignal<bool>,
    /// Is the sheet of keys open?
    pub(super) sheet: RwSignal<bool>,
    /// Why the page that was asked for did not come.
    pub(super) trouble: RwSignal<Option<ApiError>>,
    /// Where the shown columns stand among all that are offered, from 0.
    places: StoredValue<Vec<usize>>,
}

impl Grids {
    pub(super) fn new(setup: Setup) -> Self {
        let navigate = use_navigate();
        let search = use_location().search;
        let navigate = move |to: &str, replace| {
            let options = NavigateOptions {
                scroll: false,
                replace,
                ..NavigateOptions::default()
            };
            navigate(to, options);
        };
        let setup = StoredValue::new(setup);
        let named = Memo::new(move |_| {
            let base = setup.with_value(|s| s.base.clone());
            let (query, _) = search.with(|search| base.parse_over(search.trim_start_matches('?')));
            (query.widths, query.page)
        });
        Self {
            setup,
            page: RwSignal::new(None),
            rows: StoredValue::new(Rows::default()),
            total: RwSignal::new(None),
            uncounted: RwSignal::new(false),
            named,
            search,
            window: Window::new(),
            drag: StoredValue::new(None),
            carried: StoredValue::new(None),
            turn: StoredValue::new(0),
            navigate: StoredValue::new(Arc::new(navigate)),
            root: NodeRef::new(),
            selection: RwSignal::new(Selection::default()),
            said: RwSignal::new(String::new()),
            hint: RwSignal::new(String::new()),
            alarm: RwSignal::new(String::new()),
            wanted: RwSignal::new(None),
            hydrated: RwSignal::new(false),
            filtering: RwSignal::new(false),
            active: RwSignal::new(None),
            at_desk: RwSignal::new(false),
            columns_before: StoredValue::new(None),
            refocus: StoredValue::new(None),
            landing: StoredValue::new(None),
            before: StoredValue::new(Vec::new()),
            gone: StoredValue::new(false),
            saying: StoredValue::new(None),
            range: StoredValue::new(None),
            shift: StoredValue::new(false),
            hidden: RwSignal::new(0),
            column_search: StoredValue::new(String::new()),
            early: StoredValue::new(None),
            missing: RwSignal::new(false),
            sheet: RwSignal::new(false),
            trouble: RwSignal::new(None),
            places: StoredValue::new(Vec::new()),
        }
    }

    pub(super) fn setup<T>(self, read: impl FnOnce(&Setup) -> T) -> T {
        self.setup.with_value(read)
    }

    pub(super) fn locale(self) -> Locale {
        self.setup(|s| s.locale)
    }

    pub(super) fn t(self, message: &'static Message) -> &'static str {
        message.text(self.locale())
    }

    pub(super) fn keys_hint(self) -> &'static str {
        self.t(match self.setup(|s| s.editable) {
            true => &text::KEYS_EDIT,
            false => &text::KEYS,
        })
    }

    /// The page shown.
    pub(super) fn page(self) -> Option<Arc<Page>> {
        self.page.try_get_untracked().flatten()
    }

    /// The query of what stands, with the widths and the row that are only noted in the address; whoever asks in an
    /// effect is asked again with the next one.
    pub(super) fn shown_query(self) -> Option<GridQuery> {
        let mut query = self.page.get()?.query.clone();
        let (widths, row) = self.named.get();
        query.widths = widths;
        if query.scrolls() {
            query.page = row;
        }
        Some(query)
    }

    /// The row at this position: of the page, or of all where all rows scroll. Nothing until it has arrived.
    pub(super) fn row(self, index: usize) -> Option<Live> {
        self.rows.with_value(|rows| rows.get(index))
    }

    /// Works on the rows that have arrived.
    pub(super) fn with_rows<T>(self, work: impl FnOnce(&mut Rows) -> T) -> T
    where
        T: Default,
    {
        self.rows.try_update_value(work).unwrap_or_default()
    }

    /// The position of the first row that is drawn.
    pub(super) fn first(self) -> usize {
        self.page().map_or(0, |page| match page.query.scrolls() {
            true => window::first(&page.query),
            false => 0,
        })
    }

    /// How many rows the keys can go through.
    pub(super) fn length(self) -> usize {
        self.page().map_or(0, |page| match page.query.scrolls() {
            true => match self.total.get_untracked() {
                Some(total) => usize::try_from(total).unwrap_or(usize::MAX),
                None => usize::try_from(page.total)
                    .unwrap_or(usize::MAX)
                    .max(self.window.reached()),
            },
            false => page.rows.len(),
        })
    }

    /// Rows that have arrived, in these columns, to take the place of all others if the page is `turned`. One of which
    /// something is on its way stays what it was.
    pub(super) fn living(self, rows: Vec<Row>, columns: &[Column], turned: bool) -> Vec<Live> {
        let mut rows: Vec<Live> = rows.into_iter().map(LiveRow::fresh).collect();
        if let Some(desk) = desk::get() {
            (desk.resume)(self, &mut rows, columns, turned);
        }
        rows
    }

    /// Takes over a page that has arrived.
    pub(super) fn take(self, page: Arc<Page>) {
        let rows = self.living(page.rows.clone(), &page.query.columns, true);
        self.with_rows(|known| known.turn(&page.query, rows));
        self.total.set(page.counted.then_some(page.total));
        self.uncounted.set(false);
        let counted = page.counted;
        if let Some(before) = self.page() {
            self.before
                .set_value(before.rows.iter().map(|row| row.id).collect());
        }
        self.range.set_value(None);
        let listed = columns::listed(&page.query.columns, &self.setup(|s| s.offered.clone()));
        let place = |column: &Column| listed.iter().position(|c| c == column).unwrap_or_default();
        self.places
            .set_value(page.query.columns.iter().map(place).collect());
        self.draw(page);
        if !counted {
            self.count(tell::COUNT_TRIES);
        }
    }

    /// Draws a page, with the rows as they are by now.
    pub(super) fn draw(self, page: Arc<Page>) {
        self.turn.update_value(|turn| *turn += 1);
        window::draw(self, &page.query);
        self.page.set(Some(page));
    }

    /// The `aria-colindex` of a cell by its position: its place among all columns, the hidden ones included.
    pub(super) fn colindex(self, at: usize) -> usize {
        let hidden = self.setup(|s| s.offered.len());
        self.places.with_value(|places| match at.checked_sub(1) {
            None => 1,
            Some(at) => places.get(at).map_or(hidden + 2, |place| place + 2),
        })
    }

    /// Which page stands here, counted.
    pub(super) fn turn(self) -> u64 {
        self.turn.get_value()
    }

    pub(super) fn try_turn(self) -> Option<u64> {
        self.turn.try_get_value()
    }

    /// A part that each page has for itself, instead of the one before it mended in place: Chromium draws no
    /// field whose `type` was set anew while the menu around it was closed.
    pub(super) fn anew(self, part: impl IntoView + 'static) -> impl IntoView {
        let turn = self.turn.get_value();
        let part = part.into_any();
        keyed([(turn, part)], |(turn, _)| *turn, |_, (_, part)| (|_| (), part))
    }

    /// Is there a value that was refused, or that somebody has to decide about? One that only waits for its typist
    /// to sign in, or to load the page again, is kept elsewhere.
    pub(super) fn unsaved(self) -> bool {
        let refused = |mark: &Mark| match mark {
            Mark::Editing { trouble, .. } => trouble.as_ref().is_some_and(|t| !t.way.leaves()),
            Mark::Saving { .. } => false,
            Mark::Conflict { .. } => true,
        };
        let unsaved = |row: &Live| row.with_untracked(|row| row.marks.iter().any(|(_, mark)| refused(mark)));
        let found = self.rows.try_with_value(|rows| rows.iter().any(unsaved));
        found.unwrap_or_default()
    }

    /// Is something on its way, whose end nobody would hear of if the window closed?
    pub(super) fn is_saving(self) -> bool {
        self.with_rows(|rows| !rows.saving.is_empty())
    }

    /// The row that has the focus, or had it last.
    pub(super) fn active_row(self) -> Option<usize> {
        self.active.with_untracked(|place| place.as_ref()?.row())
    }

    /// A filter change clears the selection; paging, size and order keep it. A keyword keeps the rows chosen by
    /// hand, and so does a list of such rows: of "all but these" nobody could tell how many are left.
    pub(super) fn clear_selection_with_filters(self) {
        Effect::new(move |before: Option<Option<(Vec<Filter>, String)>>| {
            let before = before.flatten();
            let now = self
                .page
                .get()
                .map(|page| (page.query.filters.clone(), page.query.keyword.clone()));
            if let (Some((filters, keyword)), Some((old_filters, old_keyword))) = (&now, &before) {
                let by_hand = self
                    .selection
                    .with_untracked(|selection| matches!(selection, Selection::Only { .. }));
                let others = |filters: &[Filter]| {
                    let others = filters
                        .iter()
                        .filter(|filter| !(by_hand && hidden::is_list(filter)));
                    others.cloned().collect::<Vec<_>>()
                };
                let (new, old) = (others(filters), others(old_filters));
                // Forms send them in another order than addresses.
                let same = new.len() == old.len() && new.iter().all(|filter| old.contains(filter));
                let kept = same && (keyword == old_keyword || by_hand);
                if !kept && !self.selection.with_untracked(Selection::is_empty) {
                    self.selection.set(Selection::default());
                    self.tell(self.t(&text::SELECTION_GONE).to_owned());
                }
            }
            now.or(before)
        });
    }

    /// Ids of the rows of the page, or of those in sight.
    pub(super) fn ids(self) -> Vec<CustomerId> {
        match self.page() {
            Some(page) if page.query.scrolls() => self
                .window
                .seen
                .get()
                .filter_map(|index| Some(self.row(index)?.with_untracked(|live| live.row.id)))
                .collect(),
            Some(page) => page.rows.iter().map(|row| row.id).collect(),
            None => Vec::new(),
        }
    }
}
