//! What a browser remembers for the sign-in page: how its last reader wants pages to look, and an e-mail address that
//! was typed with a wrong password.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::{access::Theme, customers::edit::EMAIL_MAX, text::Locale};

const LOOK: &str = "cohort-look";
const TRIED: &str = "cohort-tried";

fn cookie(https: bool, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .build()
}

/// Language and colours: nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) locale: Locale,
    pub(crate) theme: Theme,
}

impl Look {
    /// That of the last reader.
    pub(crate) fn read(jar: &CookieJar) -> Option<Self> {
        let (locale, theme) = jar.get(LOOK)?.value().split_once('-')?;
        Some(Self {
            locale: Locale::from_tag(locale)?,
            theme: Theme::from_key(theme)?,
        })
    }

    /// Remembers it for good.
    pub(crate) fn cookie(self, https: bool) -> Cookie<'static> {
        let value = format!("{}-{}", self.locale.tag(), self.theme.key());
        let mut cookie = cookie(https, LOOK, value);
        cookie.make_permanent();
        cookie
    }
}

/// The address that was typed with a wrong password.
pub(crate) fn tried(jar: &CookieJar) -> Option<String> {
    let value = jar.get(TRIED)?.value();
    let (email, _) = form_urlencoded::parse(value.as_bytes()).next()?;
    Some(email.into_owned())
}

/// Remembers it until it is typed right, or the browser closed.
pub(crate) fn trying(jar: CookieJar, https: bool, email: &str) -> CookieJar {
    let email: String = email.chars().take(EMAIL_MAX).collect();
    let value = form_urlencoded::byte_serialize(email.as_bytes()).collect();
    jar.add(cookie(https, TRIED, value))
}

/// Forgets it.
pub(crate) fn signed_in(jar: CookieJar, https: bool) -> CookieJar {
    match jar.get(TRIED) {
        None => jar,
        Some(_) => {
            let mut gone = cookie(https, TRIED, String::new());
            gone.make_removal();
            jar.add(gone)
        }
    }
}
