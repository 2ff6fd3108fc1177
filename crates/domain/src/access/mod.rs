//! Who may do what: one table, asked first by every use case and by the interface for what it offers.

pub mod next;

use crate::text::{Message, access as text};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The role of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Everything.
    Administrator,
    /// Works with customers, segments and exports; no users, no system.
    Contributor,
    /// Looks, changes nothing.
    Viewer,
}

impl Role {
    /// Every role, strongest first.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Contributor, Self::Viewer];

    /// Its name in the database, on the command line and in golden files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Contributor => "contributor",
            Self::Viewer => "viewer",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static Message {
        match self {
            Self::Administrator => &text::ADMINISTRATOR,
            Self::Contributor => &text::CONTRIBUTOR,
            Self::Viewer => &text::VIEWER,
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(key: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == key)
            .ok_or_else(|| format!("`{key}` is not a role: use administrator, contributor or viewer"))
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $key:literal: $($role:ident)*;)*) => {
        /// Something a use case does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in golden files and audit lines.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }

        /// May somebody with `role` do `action`?
        pub fn may(role: Role, action: Action) -> bool {
            match action {
                $(Action::$name => [$(Role::$role),*].contains(&role),)*
            }
        }
    };
}

actions! {
    /// See customers and the grid.
    ViewCustomers "customers.view": Administrator Contributor Viewer;
    /// See tax numbers, and of dates of birth what the operator shows beyond the year.
    ViewPersonalNumbers "customers.numbers": Administrator Contributor;
    /// Change customers in place.
    EditCustomers "customers.edit": Administrator Contributor;
    /// Download customer rows.
    ExportCustomers "customers.export": Administrator Contributor Viewer;
    /// Use and keep saved views of one's own, and use those of one's role.
    UseViews "views.use": Administrator Contributor Viewer;
    /// Share a view of one's own with a role.
    ShareViews "views.share": Administrator Contributor;
    /// Import customer files.
    ImportCustomers "customers.import": Administrator Contributor;
    /// See imports and their reports.
    ViewImports "imports.view": Administrator Contributor Viewer;
    /// See segments and their rules.
    ViewSegments "segments.view": Administrator Contributor Viewer;
    /// Make, change and delete segments.
    EditSegments "segments.edit": Administrator Contributor;
    /// Recompute who is in a segment.
    RefreshSegments "segments.refresh": Administrator Contributor;
    /// See the segment report and its drill-down.
    ViewReports "reports.view": Administrator Contributor Viewer;
    /// Download the rows of a drill-down.
    ExportReports "reports.export": Administrator Contributor Viewer;
    /// Add users and change roles.
    ManageUsers "users.manage": Administrator;
    /// Look at the state of the server.
    ViewSystem "system.view": Administrator;
    /// Read who did what.
    ReadAudit "audit.read": Administrator;
    /// Change one's own language, colours and density.
    ChangeOwnProfile "profile.change": Administrator Contributor Viewer;
}

/// The colours a user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its word in the database and in `data-theme`.
    pub fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.key() == key)
    }
}

/// How close the rows of a grid stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Density {
    /// As many rows as can be read.
    Compact,
    /// In between.
    #[default]
    Standard,
    /// With room around each value.
    Comfortable,
}

impl Density {
    /// Every choice, closest first.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Standard, Self::Comfortable];

    /// Its word in the database and in `data-density`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Standard => "standard",
            Self::Comfortable => "comfortable",
        }
    }

    /// The choice with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|density| density.key() == key)
    }
}

/// Who is signed in, as pages need to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Language of the interface.
    pub locale: crate::text::Locale,
    /// Colours of the interface.
    pub theme: Theme,
    /// Density of the grids.
    pub density: Density,
}

impl Me {
    /// May this person do `action`?
    pub fn may(&self, action: Action) -> bool {
        may(self.role, action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole matrix, to be read by a reviewer: `access/roles.golden`.
    #[test]
    fn the_role_matrix_is_the_golden_one() {
        let mut table = String::new();
        for action in Action::ALL {
            let roles: Vec<_> = Role::ALL
                .iter()
                .filter(|r| may(**r, *action))
                .map(|r| r.key())
                .collect();
            table.push_str(&format!("{:<20} {}\n", action.key(), roles.join(" ")));
        }
        assert_eq!(table, include_str!("roles.golden"));
    }

    /// A file of customers and the one of its refused rows have numbers and days of birth in them.
    #[test]
    fn whoever_imports_may_see_what_is_in_the_file() {
        for role in Role::ALL {
            assert!(!may(role, Action::ImportCustomers) || may(role, Action::ViewPersonalNumbers));
        }
    }
}
