//! The names of messages in the whole catalogue, for sentences that are kept and said later.

use super::{Message, access, columns, exports, grid, imports, jobs, rules, segments, shell, views};

/// The parts of the catalogue by name. Only the server asks, so the browser's half does not hold them.
pub(super) static PARTS: [(&str, &[&Message]); 10] = [
    ("access", access::ALL),
    ("columns", columns::ALL),
    ("exports", exports::ALL),
    ("grid", grid::ALL),
    ("imports", imports::ALL),
    ("jobs", jobs::ALL),
    ("rules", rules::ALL),
    ("segments", segments::ALL),
    ("shell", shell::ALL),
    ("views", views::ALL),
];

/// The name of a message in the whole catalogue, such as `jobs.GIVEN_UP`.
pub fn name(message: &Message) -> Option<String> {
    let holds = |all: &[&Message]| all.iter().any(|one| std::ptr::eq(*one, message));
    let (part, _) = PARTS.iter().find(|(_, all)| holds(all))?;
    Some(format!("{part}.{}", message.key))
}

/// The message of this name; nothing for one of another version.
pub fn named(name: &str) -> Option<&'static Message> {
    let (part, key) = name.split_once('.')?;
    let (_, all) = PARTS.iter().find(|(known, _)| *known == part)?;
    all.iter().copied().find(|message| message.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_found_by_its_name() {
        for message in PARTS.iter().flat_map(|(_, all)| *all) {
            let name = name(message).expect("a name");
            assert!(
                named(&name).is_some_and(|found| std::ptr::eq(found, *message)),
                "{name}"
            );
        }
        for unknown in ["", "jobs", "jobs.", "shoes.GIVEN_UP", "jobs.given_up"] {
            assert_eq!(named(unknown), None);
        }
    }
}
