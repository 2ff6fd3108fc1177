//! What is kept of a panic: one line of the log that says where, never what it said, for that may be of people.

use std::panic::{PanicHookInfo, set_hook};

/// From here on panics are lines of the log like others, with the request they belong to.
pub fn log_places_only() {
    set_hook(Box::new(log));
}

fn log(panic: &PanicHookInfo<'_>) {
    match panic.location() {
        Some(place) => tracing::error!(
            panic.file = place.file(),
            panic.line = place.line(),
            "panicked at {}:{}",
            place.file(),
            place.line()
        ),
        None => tracing::error!("panicked at a place nobody knows"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::Error;
    use services::carry::carry;
    use std::{
        io::{self, Write},
        panic::take_hook,
        sync::{Arc, Mutex, PoisonError},
    };

    /// What was logged.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn of_a_panic_its_place_is_logged_and_not_what_it_says() {
        let kept = Kept::default();
        let to = kept.clone();
        let log = tracing_subscriber::fmt().json().with_writer(move || to.clone());
        let logging = tracing::subscriber::set_default(log.finish());
        let before = take_hook();
        log_places_only();
        let person = String::from("canary@example.com");
        let carried: Result<(), Error> = carry(async move { panic!("no such customer: {person}") }).await;
        std::panic::set_hook(before);
        drop(logging);
        let Err(Error::Internal { reference }) = carried else {
            panic!("{carried:?}")
        };
        let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(log.contains("panicked at server/src/panics.rs:"), "{log}");
        assert!(log.contains(&reference), "{log}");
        assert!(!log.contains("canary") && !log.contains("no such"), "{log}");
        for line in log.lines() {
            assert!(
                line.starts_with('{') && line.contains("\"level\":\"ERROR\""),
                "{line}"
            );
        }
    }
}
