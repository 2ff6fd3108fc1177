//! The grid in plain Rust over records: what the engines are measured against.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime};
use domain::{
    customers::{
        choice::ChoiceSet,
        column::{Column, Kind},
        country,
        filter::{Filter, Period, Test},
        present::Births,
        query::GridQuery,
    },
    fold::{digits, fold},
    ids::WebsiteId,
    time::DAY,
    value::Value,
};
use std::{cmp::Ordering, collections::HashMap, ops::Range};
use storage::{
    Store,
    customers::{
        operation,
        read::Lens,
        record::{CustomerRecord, save},
    },
    reference::add_website,
    testing::random_customers,
};

pub(crate) const NOW: i64 = 150 * DAY;

const MINUTE: i64 = 60_000_000;

/// A reader two hours east of Greenwich, until the clock is put back by one on 1 April at 03:00.
const SUMMER: i64 = 120 * MINUTE;
const WINTER: i64 = 60 * MINUTE;
/// 1970-04-01 01:00 UTC.
const PUT_BACK: i64 = 90 * DAY + 60 * MINUTE;

/// The day it is there at [`NOW`].
pub(crate) const TODAY: NaiveDate = NaiveDate::from_ymd_opt(1970, 5, 31).unwrap();

/// What the reader's clock shows.
fn local(at: i64) -> NaiveDateTime {
    let ahead = if at < PUT_BACK { SUMMER } else { WINTER };
    DateTime::from_timestamp_micros(at + ahead).unwrap().naive_utc()
}

fn clock(minute: NaiveDateTime) -> Range<i64> {
    let at = minute.and_utc().timestamp_micros();
    let (summer, winter) = (at - SUMMER, at - WINTER);
    match (summer < PUT_BACK, winter >= PUT_BACK) {
        (true, true) => summer..winter + MINUTE,
        (true, false) => summer..summer + MINUTE,
        (false, _) => winter..winter + MINUTE,
    }
}

pub(crate) fn lens() -> Lens<'static> {
    Lens {
        now: NOW,
        today: TODAY,
        clock: &clock,
        sight: Births::Day.into(),
    }
}

/// All 28 values of a customer, as the column catalogue means them.
fn model_row(r: &CustomerRecord, confirms: &[WebsiteId]) -> Vec<Value> {
    let text = |text: String| Value::Text(text);
    let join = |parts: &[&str]| {
        parts
            .iter()
            .filter(|p| !p.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\n', " ")
    };
    let b = r.billing().cloned().unwrap_or_default();
    let s = r.shipping().cloned().unwrap_or_default();
    let confirmed = match (confirms.contains(&r.website), r.confirmation.is_empty()) {
        (false, _) => 2,
        (true, empty) => i64::from(!empty),
    };
    vec![
        Value::Int(r.id.0),
        text(join(&[
            &r.prefix,
            &r.first_name,
            &r.middle_name,
            &r.last_name,
            &r.suffix,
        ])),
        text(r.email.clone()),
        Value::Int(r.group.0),
        text(b.phone.clone()),
        text(b.zip.clone()),
        text(b.country.clone()),
        text(b.region.clone()),
        Value::Int(r.created_at),
        Value::Int(r.website.0),
        Value::Int(confirmed),
        text(r.created_in.clone()),
        text(join(&[&b.street, &b.city, &b.region, &b.zip])),
        text(join(&[&s.street, &s.city, &s.region, &s.zip])),
        text(r.birth.clone()),
        text(r.tax_vat.clone()),
        Value::Int(r.gender),
        text(b.street),
        text(b.city),
        text(b.fax),
        text(b.vat),
        text(b.company),
        text(b.first_name),
        text(b.last_name),
        Value::Int(r.lock_expires),
        Value::Int(r.active.into()),
        Value::Int(r.company_role),
        text(r.sales_rep.clone()),
    ]
}

/// Customers on two websites, of which the second asks for confirmation, and their model rows.
pub(crate) struct Shop {
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) records: Vec<CustomerRecord>,
    names: HashMap<(Column, i64), &'static str>,
}

pub(crate) async fn shop(store: &Store, mut records: Vec<CustomerRecord>) -> Shop {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, &mut records, NOW).await.unwrap();
    tx.commit().await.unwrap();
    let groups = ["NOT LOGGED IN", "General", "Wholesale", "Retailer"];
    let mut names: HashMap<_, _> = (0..)
        .zip(groups)
        .map(|(id, name)| ((Column::Group, id), name))
        .collect();
    names.insert((Column::Website, 1), "Main Website");
    names.insert((Column::Website, 2), "Another Website");
    let rows = records.iter().map(|r| model_row(r, &[WebsiteId(2)])).collect();
    Shop { rows, records, names }
}

pub(crate) async fn crowd(store: &Store, count: usize) -> Shop {
    let mut tx = store.begin().await.unwrap();
    let second = add_website(&mut tx, "second", "Another Website", true, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop(store, random_customers(count, 7, Some(second))).await
}

impl Shop {
    /// What a cell is sorted by.
    fn sort_key(&self, row: &[Value], column: Column) -> Value {
        let value = &row[column as usize];
        match (column.kind(), value) {
            (Kind::Choice(ChoiceSet::Country), Value::Text(code)) => {
                Value::Text(fold(country::name(code).unwrap_or(code)))
            }
            (Kind::Choice(ChoiceSet::Group | ChoiceSet::Website), Value::Int(id)) => {
                Value::Text(fold(self.names[&(column, *id)]))
            }
            (Kind::Text, Value::Text(text)) => Value::Text(fold(text).chars().take(200).collect()),
            _ => value.clone(),
        }
    }

    /// The ids a query finds, in its order.
    pub(crate) fn expected(&self, query: &GridQuery) -> Vec<i64> {
        let mut found: Vec<_> = self.rows.iter().filter(|row| matches(row, query)).collect();
        found.sort_by(|a, b| {
            let by_key = query.sort.iter().map(|key| {
                let order = compare(&self.sort_key(a, key.column), &self.sort_key(b, key.column));
                if key.descending { order.reverse() } else { order }
            });
            let by_id = compare(&a[0], &b[0]);
            let descending = query.sort.first().is_some_and(|key| key.descending);
            let by_id = if descending { by_id.reverse() } else { by_id };
            by_key.fold(Ordering::Equal, Ordering::then).then(by_id)
        });
        found.into_iter().map(|row| row[0].int().unwrap()).collect()
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (a, b) => a.text().as_bytes().cmp(b.text().as_bytes()),
    }
}

fn matches(row: &[Value], query: &GridQuery) -> bool {
    let keyword = query.keyword.split_whitespace().all(|term| {
        let phone = |c: char| c.is_ascii_digit() || "+()-./".contains(c);
        let number = digits(term);
        let is_phone = term.contains(['+', '(']) && term.chars().all(phone) && number.len() >= 5;
        let term = if is_phone { number.as_str() } else { term };
        let searched = Column::all().filter(|c| c.spec().searched);
        let mut texts = searched.map(|c| fold(row[c as usize].text()));
        texts.any(|text| text.contains(&fold(term)))
            || (term.bytes().all(|b| b.is_ascii_digit())
                && (digits(row[Column::Phone as usize].text()).contains(term)
                    || (!is_phone && term.parse() == Ok(row[0].int().unwrap()))))
    });
    keyword && query.filters.iter().all(|filter| passes(row, filter))
}

fn passes(row: &[Value], Filter { column, test }: &Filter) -> bool {
    let value = &row[*column as usize];
    let key = fold(value.text());
    let number = value.int().unwrap_or_default();
    match test {
        Test::Contains(text) => key.contains(&fold(text)),
        Test::Starts(text) => key.starts_with(&fold(text)),
        Test::Is(text) => key == fold(text),
        Test::AtLeast(n) => number >= *n,
        Test::AtMost(n) => number <= *n,
        Test::OnOrAfter(day) if *column == Column::Since => local(number).date() >= *day,
        Test::OnOrBefore(day) if *column == Column::Since => local(number).date() <= *day,
        // Between two passes of the same hour, whoever came in the first is in.
        Test::NotBefore(minute) => number >= clock(*minute).start,
        Test::NotAfter(minute) => number < clock(*minute).end,
        Test::Within(period) => within(local(number).date(), *period),
        Test::Birthday(days) => {
            (0..=u64::from(*days)).any(|ahead| celebrates(&key, TODAY + Days::new(ahead)))
        }
        Test::OnOrAfter(day) => !key.is_empty() && key >= day.to_string(),
        Test::OnOrBefore(day) => !key.is_empty() && key <= day.to_string(),
        Test::OneOf(codes) => {
            let code = match (column, value) {
                (Column::Lock, _) => i64::from(number > NOW).to_string(),
                (_, Value::Int(n)) => n.to_string(),
                (_, value) => value.text().to_owned(),
            };
            codes.contains(&code)
        }
        Test::Empty(yes) => value.text().is_empty() == *yes,
    }
}

fn within(day: NaiveDate, period: Period) -> bool {
    let month = |day: NaiveDate| (day.year(), day.month());
    match period {
        Period::Today => day == TODAY,
        Period::Yesterday => day + Days::new(1) == TODAY,
        Period::LastDays(days) => day <= TODAY && (TODAY - day).num_days() < i64::from(days),
        Period::ThisMonth => month(day) == month(TODAY),
        Period::LastMonth => month(day) == (1970, 4),
        Period::ThisYear => day.year() == TODAY.year(),
    }
}

/// Those born on 29 February do it on the 28th of a common year.
fn celebrates(birth: &str, day: NaiveDate) -> bool {
    let leapling = birth.ends_with("-02-29") && !day.leap_year();
    match leapling {
        true => (day.month(), day.day()) == (2, 28),
        false => birth.get(5..) == Some(&day.to_string()[5..]),
    }
}
