//! A segment refreshed, beside the bare statement that writes the same members.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::database::Database;
use super::{best, millis, server::Server};
use crate::say;

/// Three conditions, one of them on an address.
const RULE: &str = r#"{"quantifier":"all","expected":true,"children":[
    {"node":"test","attribute":"gender","operator":"is","value":"1"},
    {"node":"test","attribute":"group","operator":"is","value":"1"},
    {"node":"address","scope":"any","group":{"quantifier":"all","expected":true,"children":[
        {"node":"test","attribute":"country","operator":"is","value":"NL"}]}}]}"#;

/// The same, as one would write it by hand.
const BARE: &str = "INSERT INTO bench_member (segment_id, generation, customer_id) \
    SELECT 1, 1, c.id FROM customer c WHERE c.website_id > 0 AND c.gender = 1 AND c.group_id = 1 \
    AND EXISTS (SELECT 1 FROM address a WHERE a.customer_id = c.id AND a.country = 'NL')";

const TABLE: &str = "CREATE TABLE bench_member (segment_id BIGINT NOT NULL, generation BIGINT NOT NULL, \
    customer_id BIGINT NOT NULL, PRIMARY KEY (segment_id, generation, customer_id))";

/// Prints the table.
pub(super) fn measure(database: &Database, server: &Server) -> Result<()> {
    let bare = best_of(|| {
        database.ask("DROP TABLE IF EXISTS bench_member")?;
        database.ask(TABLE)?;
        database.time(BARE)
    })?;
    let bare_members: u64 = database.ask("SELECT COUNT(*) FROM bench_member")?.parse()?;
    database.ask("DROP TABLE bench_member")?;

    let websites = database.ask("SELECT id FROM website WHERE id > 0")?;
    let websites = websites.split_whitespace().collect::<Vec<_>>().join(",");
    let mut again = Duration::MAX;
    let first = best_of(|| {
        let segment = server.define(&websites, RULE)?;
        let first = refresh(database, server, segment, bare_members)?;
        again = again.min(refresh(database, server, segment, bare_members)?);
        server.forget(segment)?;
        Ok(first)
    })?;
    say::line(&format!(
        "\n| Three conditions, {bare_members} members | ms | times the yardstick |\n| --- | --- | --- |"
    ));
    for (name, time) in [
        ("bare `INSERT ... SELECT` (yardstick)", bare),
        ("first refresh", first),
        ("refreshed again", again),
    ] {
        let ratio = time.as_secs_f64() / bare.as_secs_f64();
        say::line(&format!("| {name} | {:.0} | {ratio:.2} |", millis(time)));
    }
    Ok(())
}

/// Refreshes a segment; how long that took is in its history.
fn refresh(database: &Database, server: &Server, segment: u64, members: u64) -> Result<Duration> {
    server.refresh(segment)?;
    let line = database.ask(&format!(
        "SELECT took, customers, failure FROM segment_refresh WHERE segment_id = {segment} ORDER BY id DESC LIMIT 1"
    ))?;
    let mut cells = line.split(',');
    let took: u64 = cells.next().context("no history")?.parse()?;
    let customers: u64 = cells.next().context("no number")?.parse()?;
    ensure!(
        customers == members,
        "{customers} members instead of {members}: {line}"
    );
    Ok(Duration::from_micros(took))
}

fn best_of(mut time: impl FnMut() -> Result<Duration>) -> Result<Duration> {
    let mut least = Duration::MAX;
    best(3, || {
        least = least.min(time()?);
        Ok(())
    })?;
    Ok(least)
}
