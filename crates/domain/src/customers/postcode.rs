//! Postcode formats by country; countries without an entry accept any text.
//!
//! In a form `9` is a digit, `A` any letter, a blank may be left out, and everything else is itself, in either
//! case; several forms are alternatives.

/// Country, its accepted forms, and one example for messages.
static FORMS: &[(&str, &[&str], &str)] = &[
    ("AT", &["9999"], "1010"),
    ("AU", &["9999"], "2000"),
    ("BE", &["9999"], "1000"),
    ("CA", &["A9A 9A9"], "K1A 0B1"),
    ("CH", &["9999"], "8001"),
    ("CZ", &["999 99"], "110 00"),
    ("DE", &["99999"], "10115"),
    ("DK", &["9999"], "1050"),
    ("ES", &["99999"], "28001"),
    ("FI", &["99999"], "00100"),
    ("FR", &["99999"], "75001"),
    (
        "GB",
        &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"],
        "SW1A 1AA",
    ),
    ("IT", &["99999"], "00118"),
    ("LU", &["9999", "L-9999"], "1111"),
    ("NL", &["9999 AA"], "1012 AB"),
    ("NO", &["9999"], "0150"),
    ("PL", &["99-999"], "00-001"),
    ("PT", &["9999-999"], "1000-001"),
    ("SE", &["999 99"], "111 20"),
    ("US", &["99999", "99999-9999"], "95008"),
];

/// Nothing where `code` is a postcode of `country`, else an example of one.
pub fn wrong(country: &str, code: &str) -> Option<&'static str> {
    let (_, forms, example) = FORMS.iter().find(|(c, _, _)| *c == country)?;
    let fits = |form: &&str| {
        let squeezed = |s: &str| s.bytes().filter(|b| *b != b' ').collect::<Vec<_>>();
        let (form, code) = (squeezed(form), squeezed(code));
        form.len() == code.len()
            && form.iter().zip(&code).all(|(f, c)| match f {
                b'9' => c.is_ascii_digit(),
                b'A' => c.is_ascii_alphabetic(),
                other => other.eq_ignore_ascii_case(c),
            })
    };
    (!forms.iter().any(fits)).then_some(example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_fits_its_own_country() {
        for (country, _, example) in FORMS {
            assert_eq!(wrong(country, example), None, "{country} {example}");
        }
    }

    #[test]
    fn wrong_codes_get_an_example() {
        for (country, code, right) in [
            ("NL", "1012AB", true),
            ("NL", "1012 ab", true),
            ("NL", "10123", false),
            ("US", "95008-1234", true),
            ("US", "9500", false),
            ("SE", "11120", true),
            ("GB", "SW1A1AA", true),
            ("GB", "SWIA 1AA", false),
            ("LU", "1234", true),
            ("LU", "L-1234", true),
            ("LU", "l-1234", true),
            ("LU", "X-1234", false),
            ("LU", "A-1234", false),
            ("LU", "L1234", false),
            ("LU", "L-123", false),
            ("BR", "whatever", true),
        ] {
            assert_eq!(wrong(country, code).is_none(), right, "{country} {code}");
        }
    }
}
