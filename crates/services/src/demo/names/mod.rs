//! What people, streets and businesses are called in the five lands, commonest first.

mod american;
mod dutch;
mod french;
mod german;
mod swedish;

/// The words of one land.
pub(super) struct Names {
    /// First names of women.
    pub(super) female: &'static [&'static str],
    /// First names of men.
    pub(super) male: &'static [&'static str],
    /// Last names.
    pub(super) last: &'static [&'static str],
    /// Streets, without the house number.
    pub(super) streets: &'static [&'static str],
    /// What a business does or sells, as it stands in its name.
    pub(super) trades: &'static [&'static str],
    /// Legal forms.
    pub(super) forms: &'static [&'static str],
}

/// Dutch names.
pub(super) static DUTCH: &Names = &dutch::NAMES;
/// Swedish names.
pub(super) static SWEDISH: &Names = &swedish::NAMES;
/// French names.
pub(super) static FRENCH: &Names = &french::NAMES;
/// German names.
pub(super) static GERMAN: &Names = &german::NAMES;
/// US names.
pub(super) static AMERICAN: &Names = &american::NAMES;
