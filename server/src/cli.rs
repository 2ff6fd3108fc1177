//! The command line: a contract that scripts rely on.

use crate::proxy::network;
use clap::{Args, Parser, Subcommand};
use domain::{
    access::Role,
    exports::format::Format,
    ids::SegmentId,
    imports::{
        ALLOWED_ERRORS, Behavior, FileKind, OnError,
        dates::Dates,
        dialect::{Delimiter, Encoding},
        header::{self, Field},
    },
};
use ipnet::IpNet;
use std::{net::SocketAddr, path::PathBuf, str::FromStr};

/// Look after a shop's customers: a grid, segments, exports.
#[derive(Debug, Parser)]
#[command(name = "cohort", version)]
pub struct Cli {
    /// What is common to all commands.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The database: sqlite://path or postgres://...
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite://data/cohort.db"
    )]
    pub database: String,
    /// The zone moments are shown in and days are counted in, such as Europe/Amsterdam.
    #[arg(long, global = true, env = "COHORT_TIME_ZONE", default_value = "UTC")]
    pub time_zone: chrono_tz::Tz,
    /// Why whole dates of birth are shown and exported; without a reason, only their years are.
    #[arg(long, global = true, env = "COHORT_FULL_BIRTH_DATES", value_name = "REASON")]
    pub full_birth_dates: Option<String>,
    /// Folder of half-made files, on a disk with room for the largest download.
    #[arg(long, global = true, env = "COHORT_SPOOL")]
    pub spool: Option<PathBuf>,
}

impl Common {
    /// Why whole dates of birth are shown. An empty variable is how compose files and unit files say that there is no
    /// reason.
    pub fn reason(&self) -> Option<&str> {
        let reason = self.full_birth_dates.as_deref()?.trim();
        (!reason.is_empty()).then_some(reason)
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the app.
    Serve(Serve),
    /// Fill an empty database with demo data.
    Demo(Demo),
    /// Import a customer file.
    Import(Import),
    /// Write customers, or the members of a segment, to a file.
    Export(Export),
    /// Segments.
    #[command(subcommand)]
    Segment(Segment),
    /// Users.
    #[command(subcommand)]
    User(User),
    /// Who did what: the last entries, or whether all are as they were written.
    Audit(Audit),
    /// Bring the database to this program's shape.
    Migrate,
}

impl Command {
    /// Whether it has a use on a database that is not there yet. The others would find it empty, where its address was
    /// mistyped.
    pub fn begins(&self) -> bool {
        match self {
            Self::Serve(_)
            | Self::Demo(_)
            | Self::Import(_)
            | Self::Migrate
            | Self::User(User::Add { .. }) => true,
            Self::Export(_) | Self::Segment(_) | Self::User(_) | Self::Audit(_) => false,
        }
    }
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, env = "COHORT_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The https:// address people use, where a proxy in front speaks TLS; cookies are then marked Secure.
    #[arg(long, env = "COHORT_PUBLIC_URL", value_parser = https)]
    pub public_url: Option<String>,
    /// A proxy in front, or a network of them, whose X-Forwarded-For counts; once per proxy, or with commas.
    #[arg(
        long,
        env = "COHORT_TRUSTED_PROXY",
        value_name = "ADDRESS",
        value_delimiter = ',',
        value_parser = network
    )]
    pub trusted_proxy: Vec<IpNet>,
    /// How many seconds downloads and jobs at hand have to end once the server is asked to stop.
    #[arg(long, env = "COHORT_DRAIN", value_name = "SECONDS", default_value_t = 15)]
    pub drain: u64,
}

fn https(address: &str) -> Result<String, String> {
    match address.strip_prefix("https://") {
        Some(host) if !host.is_empty() => Ok(address.to_owned()),
        _ => Err("it has to begin with https://, since passwords travel to it".to_owned()),
    }
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// How many customers.
    #[arg(long, default_value_t = 10_000)]
    pub customers: u64,
    /// The same seed gives the same data.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Do nothing, without complaint, where there is data already.
    #[arg(long)]
    pub if_empty: bool,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// What the rows are: auto, main, address or composite.
    #[arg(long, default_value = "auto", value_parser = said::<FileKind>)]
    pub kind: Said<FileKind>,
    /// What happens to rows that exist: add-update, replace or delete.
    #[arg(long, default_value = "add-update")]
    pub behavior: Behavior,
    /// What happens at refused rows: stop (beyond those allowed, nothing is changed) or skip.
    #[arg(long, default_value = "stop")]
    pub on_error: OnError,
    /// Refused rows that --on-error stop goes on with.
    #[arg(long, default_value_t = ALLOWED_ERRORS)]
    pub allowed_errors: u64,
    /// Only say what an import would come to, and change nothing.
    #[arg(long)]
    pub check: bool,
    /// The field a heading means, as HEADING=FIELD (such as Surname=lastname), or HEADING=- to leave the column
    /// out; once per column.
    #[arg(long = "map", value_name = "HEADING=FIELD", value_parser = rule)]
    pub map: Vec<(String, Option<Field>)>,
    /// The website (its code) of every row, where the file has no column for it.
    #[arg(long)]
    pub website: Option<String>,
    /// utf-8, utf-16le, utf-16be or windows-1252; without it the file is looked at.
    #[arg(long)]
    pub encoding: Option<Encoding>,
    /// comma, semicolon, tab or pipe; without it the file is looked at.
    #[arg(long)]
    pub delimiter: Option<Delimiter>,
    /// How dates are written: auto (those that can be read in one way only say it for all), day-first, month-first or
    /// iso.
    #[arg(long, default_value = "auto", value_parser = said::<Dates>)]
    pub dates: Said<Dates>,
    /// Take away the apostrophes that an export put before formulas, so that an exported file comes back as it was.
    #[arg(long)]
    pub guarded: bool,
    /// Where the refused rows go as a file, each with its reason, to be corrected and imported.
    #[arg(long)]
    pub refused: Option<PathBuf>,
    /// The file.
    pub file: PathBuf,
}

/// What a person says of an import file; nothing for `auto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<T>(pub Option<T>);

fn said<T: FromStr>(word: &str) -> Result<Said<T>, T::Err> {
    match word {
        "auto" => Ok(Said(None)),
        other => other.parse().map(|it| Said(Some(it))),
    }
}

fn rule(text: &str) -> Result<(String, Option<Field>), String> {
    header::rule(text).map_err(|sentence| sentence.to_string())
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// What to write: `customers`, or `segment ID`.
    #[command(subcommand)]
    pub what: What,
}

/// What `export` writes.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Customers.
    Customers(Output),
    /// The members of a segment.
    Segment {
        /// Its ID.
        id: i64,
        /// How and where.
        #[command(flatten)]
        output: Output,
    },
}

/// How and where `export` writes.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// csv, excel-xml or xlsx.
    #[arg(long, default_value = "csv")]
    pub format: Format,
    /// The file; standard output without it.
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Filters, sort and columns, as in the address of the page; the whole address will do.
    #[arg(long, default_value = "", value_parser = query)]
    pub query: String,
    /// All columns, instead of the ones shown.
    #[arg(long)]
    pub all_columns: bool,
    /// What stands between two cells of a CSV file: comma, semicolon, tab or pipe.
    #[arg(long, default_value = "comma")]
    pub delimiter: Delimiter,
    /// Begin a CSV file with a byte order mark, by which Excel knows UTF-8.
    #[arg(long)]
    pub bom: bool,
    /// End the lines of a CSV file as Windows does, with CR LF.
    #[arg(long)]
    pub crlf: bool,
    /// Write text into a CSV file as it is stored, for other programs: without the apostrophe that keeps spreadsheets
    /// from running it as a formula.
    #[arg(long)]
    pub raw: bool,
}

/// What stands behind the question mark of an address that was pasted whole.
fn query(words: &str) -> Result<String, std::convert::Infallible> {
    let address = ["?", "/", "http://", "https://"]
        .into_iter()
        .any(|start| words.starts_with(start));
    Ok(match words.split_once('?') {
        Some((_, query)) if address => query.to_owned(),
        None if address => String::new(),
        _ => words.to_owned(),
    })
}

/// `segment` commands.
#[derive(Debug, Subcommand)]
pub enum Segment {
    /// Recompute who is in segments.
    Refresh {
        /// Their IDs.
        #[arg(required_unless_present = "all", value_parser = segment_id)]
        ids: Vec<SegmentId>,
        /// Every segment of registered customers.
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
}

fn segment_id(word: &str) -> Result<SegmentId, String> {
    word.parse().map_err(|_| format!("`{word}` is not a segment ID"))
}

/// Options of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// How many entries.
    #[arg(long, default_value_t = 50, conflicts_with = "check")]
    pub limit: u32,
    /// Only look whether every entry is there, and as it was written.
    #[arg(long)]
    pub check: bool,
}

/// `user` commands.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user; the password comes on standard input.
    Add {
        /// E-mail address, which is also the name to sign in with.
        #[arg(long)]
        email: String,
        /// administrator, contributor or viewer.
        #[arg(long)]
        role: Role,
    },
    /// List everybody: e-mail address, role, whether they may sign in, and how many sessions they have.
    List,
    /// Give somebody another password, which comes on standard input, and sign them out everywhere.
    Password {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
    },
    /// Give somebody another role, and sign them out everywhere.
    Role {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
        /// administrator, contributor or viewer.
        #[arg(long)]
        role: Role,
    },
    /// Let somebody sign in no more; they are signed out everywhere, and their waiting imports are not run.
    Disable {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
    },
    /// Let somebody who was disabled sign in again.
    Enable {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
    },
    /// How many sessions somebody has.
    Sessions {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
        /// End them all.
        #[arg(long)]
        end: bool,
    },
    /// Let somebody try again at once who gave too many wrong passwords.
    Unlock {
        /// E-mail address of the account.
        #[arg(long)]
        email: String,
    },
}
