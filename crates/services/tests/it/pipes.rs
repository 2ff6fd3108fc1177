//! Files that are passed on through a pipe, as the command line does.

use crate::{
    downloads::request,
    harness::{NOW, STOP, Shop, TWO},
};
use services::{audit, demo, exports::pipe::pass_on};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

storage::both_engines! {
    Shop:
    a_pipe_that_is_read_slowly_keeps_no_state_of_the_database,
    a_pipe_that_is_closed_ends_the_reading,
}

/// The end of a pipe: takes nothing before it is told to.
struct Slow {
    go: mpsc::Receiver<()>,
    told: Arc<Mutex<Vec<u8>>>,
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Once it was let go, it reads on.
        let _ = self.go.recv();
        self.told.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn a_pipe_that_is_read_slowly_keeps_no_state_of_the_database(shop: Shop) {
    demo::load(&shop.shared.store, 3_000, 1, NOW, &mut |_| ())
        .await
        .unwrap();
    let (go, waiting) = mpsc::channel();
    let told = Arc::new(Mutex::new(Vec::new()));
    let slow = Slow {
        go: waiting,
        told: Arc::clone(&told),
    };
    let ctx = shop.admin();
    let passing = tokio::spawn(pass_on(ctx, None, request(""), slow));
    // The end is written down once everything is read, though nobody has taken a byte.
    let ended = async || {
        let kept = audit::last(shop.admin(), 10).await.unwrap();
        kept.iter().any(|kept| kept.entry.event == "download-ended")
    };
    let begun = Instant::now();
    while !ended().await {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it is not read to the end"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(told.lock().unwrap().is_empty());
    drop(go);
    let written = passing.await.unwrap().unwrap().expect("a whole file");
    let told = told.lock().unwrap();
    assert_eq!(written.bytes, told.len() as u64);
    assert_eq!(
        told.iter().filter(|byte| **byte == b'\n').count() as u64,
        written.rows + 1
    );
}

async fn a_pipe_that_is_closed_ends_the_reading(shop: Shop) {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    shop.import(STOP, &TWO).await.unwrap();
    let passed = pass_on(shop.admin(), None, request(""), Closed).await;
    assert!(passed.unwrap().is_none());
}
