//! Companies: one in every hundred customers, with an administrator and a few users.

use super::{
    land::{Land, pick},
    people::{Stream, dice, some_land},
};
use domain::ids::GroupId;
use storage::reference::NewCompany;

/// Of each hundred customers, this one administers a company and those after it may be its users.
const ADMINISTRATOR: u64 = 40;
const HUNDRED: u64 = 100;

/// People of the shop who look after companies.
static SALES: [&str; 6] = [
    "Ingrid Holm",
    "Marcus O'Dell",
    "Femke Bakker",
    "Élodie Renard",
    "Jörg Pfeiffer",
    "Dana Whitfield",
];

/// A customer's part in a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Administrator,
    User,
}

impl Role {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Administrator => 1,
            Self::User => 2,
        }
    }
}

/// A company.
pub(super) struct Company {
    pub(super) land: Land,
    pub(super) name: String,
    pub(super) tax_number: String,
    pub(super) group: GroupId,
    pub(super) sales_rep: &'static str,
    pub(super) active: bool,
    users: u64,
}

impl Company {
    /// The company of the hundred that customer `n` is in.
    pub(super) fn around(seed: u64, n: u64) -> Self {
        let mut rng = dice(seed, Stream::Company, n / HUNDRED);
        let land = some_land(&mut rng);
        Self {
            land,
            name: land.business(&mut rng),
            tax_number: land.tax_number(&mut rng),
            group: GroupId(rng.i64(1..=3)),
            sales_rep: *pick::<&str>(&mut rng, &SALES),
            active: rng.u8(..20) > 0,
            users: rng.u64(1..8),
        }
    }

    /// Whether customer `n` is the administrator of a company, with whom it begins.
    pub(super) fn begins_at(n: u64) -> bool {
        n % HUNDRED == ADMINISTRATOR
    }

    /// What customer `n`, of the same hundred or the beginning of the next, is in it.
    pub(super) fn role(&self, n: u64) -> Option<Role> {
        match (n % HUNDRED).checked_sub(ADMINISTRATOR)? {
            0 => Some(Role::Administrator),
            user if user <= self.users => Some(Role::User),
            _ => None,
        }
    }

    /// The company as it is stored.
    pub(super) fn stored(&self) -> NewCompany<'_> {
        NewCompany {
            name: &self.name,
            group: self.group,
            sales_rep: self.sales_rep,
            active: self.active,
        }
    }
}
