//! What a browser remembers for the sign-in page: how its last reader wants pages to look, and an e-mail address that
//! was typed with a wrong password.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::{access::Theme, customers::edit::EMAIL_MAX, text::Locale};
use std::time::Duration;

/// So long an address waits for its password.
const TRYING: Duration = Duration::from_secs(10 * 60);

// The prefixes make browsers insist on Secure, so they are for https only.
fn look_name(https: bool) -> &'static str {
    if https {
        "__Host-cohort-look"
    } else {
        "cohort-look"
    }
}

fn tried_name(https: bool) -> &'static str {
    if https {
        "__Secure-cohort-tried"
    } else {
        "cohort-tried"
    }
}

fn cookie(https: bool, name: &'static str, path: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(path)
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .build()
}

/// It goes where it is shown, and nowhere else.
fn tried_cookie(https: bool, value: String) -> Cookie<'static> {
    cookie(https, tried_name(https), "/sign-in", value)
}

/// Language and colours: nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) locale: Locale,
    pub(crate) theme: Theme,
}

impl Look {
    /// That of the last reader.
    pub(crate) fn read(jar: &CookieJar, https: bool) -> Option<Self> {
        let (locale, theme) = jar.get(look_name(https))?.value().split_once('-')?;
        Some(Self {
            locale: Locale::from_tag(locale)?,
            theme: Theme::from_key(theme)?,
        })
    }

    /// Remembers it for good.
    pub(crate) fn cookie(self, https: bool) -> Cookie<'static> {
        let value = format!("{}-{}", self.locale.tag(), self.theme.key());
        let mut cookie = cookie(https, look_name(https), "/", value);
        cookie.make_permanent();
        cookie
    }
}

/// The address that was typed with a wrong password.
pub(crate) fn tried(jar: &CookieJar, https: bool) -> Option<String> {
    let value = jar.get(tried_name(https))?.value();
    let (email, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    Some(email.into_owned())
}

/// Remembers it for the next try.
pub(crate) fn trying(jar: CookieJar, https: bool, email: &str) -> CookieJar {
    let email: String = email.chars().take(EMAIL_MAX).collect();
    let value = form_urlencoded::byte_serialize(email.as_bytes()).collect();
    let cookie = Cookie::build(tried_cookie(https, value));
    jar.add(match TRYING.try_into() {
        Ok(age) => cookie.max_age(age),
        Err(_) => cookie,
    })
}

/// Forgets it.
pub(crate) fn forget(jar: CookieJar, https: bool) -> CookieJar {
    match jar.get(tried_name(https)) {
        None => jar,
        Some(_) => {
            let mut gone = tried_cookie(https, String::new());
            gone.make_removal();
            jar.add(gone)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_no_further_and_last_no_longer_than_they_must() {
        let look = Look {
            locale: Locale::Sv,
            theme: Theme::System,
        };
        for (https, names) in [
            (false, ["cohort-look", "cohort-tried"]),
            (true, ["__Host-cohort-look", "__Secure-cohort-tried"]),
        ] {
            let jar = trying(CookieJar::new(), https, "a@b.example");
            let tried_cookie = jar.get(names[1]).unwrap();
            assert_eq!(
                (tried_cookie.path(), tried_cookie.secure()),
                (Some("/sign-in"), Some(https))
            );
            assert_eq!(tried_cookie.max_age().unwrap().whole_minutes(), 10);
            assert_eq!(tried(&jar, https).as_deref(), Some("a@b.example"));
            let jar = jar.add(look.cookie(https));
            assert_eq!(
                (jar.get(names[0]).unwrap().path(), Look::read(&jar, https)),
                (Some("/"), Some(look))
            );
            assert_eq!(tried(&forget(jar, https), https), None);
        }
    }
}
