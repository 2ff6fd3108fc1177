//! What can go wrong with the database, in the few kinds a use case treats differently.

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else holds the database, or too much is going on; trying again later helps.
    #[error("the database is busy")]
    Busy,
    /// A question took longer than anybody waits for an answer, and was stopped.
    #[error("the question took too long")]
    Slow,
    /// The disk takes no more. What was to be written is not; reading goes on.
    #[error("the disk of the database is full: free some space, then try again")]
    Full,
    /// What is on the disk cannot be what was written there. Nothing is written to it any more.
    #[error("the database is damaged: stop Cohort and restore the last backup")]
    Damaged,
    /// The value is taken by another row.
    #[error("{what} is already in use")]
    Clash {
        /// Which value.
        what: Unique,
    },
    /// A stored value cannot be what it says: a hand or a bug has been at the database.
    #[error("{table}.{column} of row {row} holds something unexpected")]
    Inconsistent {
        /// In this table.
        table: &'static str,
        /// In this column.
        column: &'static str,
        /// Of the row with this id, as far as known.
        row: String,
    },
    /// The receiver of a bulk read refused a row; the read was stopped.
    #[error("the rows could not be passed on: {0}")]
    Sink(#[from] std::io::Error),
    /// Anything else, in the words of the database; for the log, never for people.
    #[error("{0}")]
    Database(String),
}

impl Error {
    /// Of a task that panicked. What it said may be of people, so that it is not repeated.
    pub(crate) fn of_panic<P>(_: P) -> Self {
        Self::Database("a task of the database panicked".to_owned())
    }
}

/// A key that only one row may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unique {
    /// The e-mail address of a customer within a website.
    CustomerEmail,
    /// The e-mail address of a user.
    UserEmail,
    /// The code of a website.
    WebsiteCode,
    /// The code of a store view.
    StoreViewCode,
    /// The administrator of a company.
    CompanyAdmin,
    /// The number of an order.
    OrderNumber,
    /// Some other key.
    Other,
}

impl std::fmt::Display for Unique {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CustomerEmail => "the e-mail address of the customer",
            Self::UserEmail => "the e-mail address of the user",
            Self::WebsiteCode => "the website code",
            Self::StoreViewCode => "the store view code",
            Self::CompanyAdmin => "the administrator of the company",
            Self::OrderNumber => "the order number",
            Self::Other => "a value that must be unique",
        })
    }
}
