//! How addresses, phones and tax numbers are written in the five lands.

use super::{
    names::{self, Names},
    places::{self, Place},
};
use fastrand::Rng;

/// A land customers live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Land {
    Netherlands,
    Sweden,
    France,
    Germany,
    UnitedStates,
}

impl Land {
    /// Every land.
    pub(super) const ALL: [Self; 5] = [
        Self::Netherlands,
        Self::Sweden,
        Self::France,
        Self::Germany,
        Self::UnitedStates,
    ];

    /// Its ISO 3166-1 code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Netherlands => "NL",
            Self::Sweden => "SE",
            Self::France => "FR",
            Self::Germany => "DE",
            Self::UnitedStates => "US",
        }
    }

    pub(super) fn names(self) -> &'static Names {
        match self {
            Self::Netherlands => names::DUTCH,
            Self::Sweden => names::SWEDISH,
            Self::France => names::FRENCH,
            Self::Germany => names::GERMAN,
            Self::UnitedStates => names::AMERICAN,
        }
    }

    pub(super) fn places(self) -> &'static [Place] {
        match self {
            Self::Netherlands => places::DUTCH,
            Self::Sweden => places::SWEDISH,
            Self::France => places::FRENCH,
            Self::Germany => places::GERMAN,
            Self::UnitedStates => places::AMERICAN,
        }
    }

    /// A postcode of `place`.
    pub(super) fn zip(self, place: &Place, rng: &mut Rng) -> String {
        let (first, last, step) = place.zips;
        let number = first + step * rng.u32(0..=(last - first) / step);
        match self {
            // Letters the Dutch post uses; some people leave out the blank.
            Self::Netherlands => {
                const LETTERS: &[u8] = b"ABCDEGHJKLMNPRTVWXZ";
                let mut letter = || char::from(*pick(rng, LETTERS));
                let (a, b) = (letter(), letter());
                let blank = if one_in(rng, 8) { "" } else { " " };
                format!("{number:04}{blank}{a}{b}")
            }
            Self::Sweden => format!("{:03} {:02}", number / 100, number % 100),
            Self::France | Self::Germany => format!("{number:05}"),
            Self::UnitedStates if one_in(rng, 5) => format!("{number:05}-{:04}", rng.u32(1..9999)),
            Self::UnitedStates => format!("{number:05}"),
        }
    }

    /// A phone number: mobile, or in the area of `place`, as people of the land write it.
    pub(super) fn phone(self, place: &Place, rng: &mut Rng) -> String {
        let mobile = rng.bool();
        let abroad = rng.bool();
        // The area without its zero, which is not dialled from abroad.
        let area = place.area.trim_start_matches('0');
        match self {
            Self::Netherlands => {
                let n = rng.u32(10_000_000..99_999_999);
                // Area and number have nine digits together.
                let local = n / if area.len() == 3 { 100 } else { 10 };
                match (mobile, abroad) {
                    (true, true) => format!("+31 6 {n}"),
                    (true, false) => format!("06-{n}"),
                    (false, true) => format!("+31 {area} {local}"),
                    (false, false) => format!("{}-{local}", place.area),
                }
            }
            Self::Sweden => {
                let (a, b, c) = (rng.u32(100..999), rng.u32(10..99), rng.u32(10..99));
                match (mobile, abroad) {
                    (true, true) => format!("+46 7{} {a} {b} {c}", pick(rng, &[0, 2, 3, 6, 9])),
                    (true, false) => format!("07{}-{a} {b} {c}", pick(rng, &[0, 2, 3, 6, 9])),
                    (false, true) => format!("+46 {area} {a} {b} {c}"),
                    (false, false) => format!("{}-{a} {b} {c}", place.area),
                }
            }
            Self::France => {
                let mut two = || rng.u32(10..99);
                let (a, b, c, d) = (two(), two(), two(), two());
                let lead = if mobile { "6" } else { area };
                match abroad {
                    true => format!("+33 {lead} {a} {b} {c} {d}"),
                    false => format!("0{lead} {a} {b} {c} {d}"),
                }
            }
            Self::Germany => {
                let n = rng.u32(1_000_000..9_999_999);
                match (mobile, abroad) {
                    (true, true) => format!("+49 151 {n}"),
                    (true, false) => format!("0151 {n}"),
                    (false, true) => format!("+49 {area} {n}"),
                    (false, false) => format!("{}/{n}", place.area),
                }
            }
            // 555-01xx belongs to nobody.
            Self::UnitedStates => {
                let n = rng.u32(100..200);
                match rng.u8(..4) {
                    0 => format!("+1 {area}-555-0{n}"),
                    1 => format!("{area}.555.0{n}"),
                    2 => format!("({area}) 555-0{n} x{}", rng.u32(10..9999)),
                    _ => format!("({area}) 555-0{n}"),
                }
            }
        }
    }

    /// Street and house number, with a second line where there is one.
    pub(super) fn street(self, rng: &mut Rng) -> String {
        let street = common(rng, self.names().streets);
        let house = 1 + rng.u32(..180).min(rng.u32(..180));
        let second = one_in(rng, 6);
        match self {
            Self::Netherlands if second => format!(
                "{street} {house}-{}",
                pick(rng, &["A", "bis", "hs", "II", "3hoog"])
            ),
            Self::Sweden if second => format!(
                "{street} {house}\nLgh {}",
                1_000 + rng.u32(1..9) * 100 + rng.u32(1..5)
            ),
            Self::France if second => format!(
                "{house} bis, {street}\nBâtiment {}",
                pick(rng, &["A", "B", "C", "Les Érables"])
            ),
            Self::France => format!("{house} {street}"),
            Self::Germany if second => format!(
                "{street} {house}{}\nc/o {}",
                pick(rng, &["a", "b", ""]),
                common(rng, self.names().last)
            ),
            Self::UnitedStates if second => {
                format!(
                    "{} {street}\n{} {}",
                    house * 13,
                    pick(rng, &["Apt", "Suite", "Unit"]),
                    rng.u32(1..400)
                )
            }
            Self::UnitedStates => format!("{} {street}", house * 13),
            Self::Netherlands | Self::Sweden | Self::Germany => format!("{street} {house}"),
        }
    }

    /// The tax number of a business.
    pub(super) fn tax_number(self, rng: &mut Rng) -> String {
        match self {
            Self::Netherlands => format!("NL{:09}B{:02}", rng.u32(1..999_999_999), rng.u32(1..99)),
            Self::Sweden => format!("SE{:010}01", rng.u64(5_560_000_000..5_599_999_999)),
            Self::France => format!("FR{:02} {:09}", rng.u32(..100), rng.u32(300_000_000..999_999_999)),
            Self::Germany => format!("DE{:09}", rng.u32(100_000_000..999_999_999)),
            Self::UnitedStates => format!("{:02}-{:07}", rng.u32(10..99), rng.u32(..10_000_000)),
        }
    }

    /// How the land addresses somebody formally.
    pub(super) fn prefix(self, female: bool) -> &'static str {
        match (self, female) {
            (Self::Netherlands, true) => "Mevr.",
            (Self::Netherlands, false) => "Dhr.",
            (Self::Sweden, _) => "",
            (Self::France, true) => "Mme",
            (Self::France, false) => "M.",
            (Self::Germany, true) => "Frau",
            (Self::Germany, false) => "Herr",
            (Self::UnitedStates, true) => "Ms.",
            (Self::UnitedStates, false) => "Mr.",
        }
    }

    /// The name of a business.
    pub(super) fn business(self, rng: &mut Rng) -> String {
        let names = self.names();
        let (owner, trade, form) = (
            common(rng, names.last),
            pick(rng, names.trades),
            pick(rng, names.forms),
        );
        match rng.u8(..3) {
            0 => format!("{trade} {owner} {form}"),
            1 => format!("{owner} {trade} {form}"),
            _ => format!("{owner} & {} {form}", common(rng, names.last)),
        }
    }
}

/// Any entry.
pub(super) fn pick<'a, T>(rng: &mut Rng, list: &'a [T]) -> &'a T {
    &list[rng.usize(..list.len())]
}

/// An entry of a list that has the commonest first: those are picked more often.
pub(super) fn common<'a, T>(rng: &mut Rng, list: &'a [T]) -> &'a T {
    &list[rng.usize(..list.len()).min(rng.usize(..list.len()))]
}

/// Happens once in `n` times.
pub(super) fn one_in(rng: &mut Rng, n: u32) -> bool {
    rng.u32(..n) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::customers::{edit, postcode};

    #[test]
    fn every_address_passes_the_rules_of_the_grid() {
        let mut rng = Rng::with_seed(1);
        for land in Land::ALL {
            for place in land.places() {
                for _ in 0..50 {
                    let zip = land.zip(place, &mut rng);
                    assert_eq!(postcode::wrong(land.code(), &zip), None, "{} {zip}", place.city);
                    let phone = land.phone(place, &mut rng);
                    assert_eq!(edit::phone(&phone).as_ref(), Ok(&phone), "{}", place.city);
                    let tax = land.tax_number(&mut rng);
                    assert_eq!(edit::short(&tax).as_ref(), Ok(&tax));
                }
            }
        }
    }
}
