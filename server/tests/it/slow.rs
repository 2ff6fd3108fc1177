//! Clients that take their time, on a socket: those who never finish are left, and nobody else is.

use crate::harness::Site;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::Role;
use futures::StreamExt;
use server::listen::Limits;
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    runtime::Handle,
    time::timeout,
};

storage::both_engines! {
    Site:
    a_head_without_end_is_cut_off,
    a_body_without_end_is_cut_off,
    an_upload_that_stands_still_or_never_ends_is_cut_off,
    an_upload_that_goes_on_is_waited_for,
    a_connection_serves_one_request_after_the_other,
    who_does_not_read_on_is_left_and_the_file_let_go,
    a_download_ends_with_the_right_to_it,
}

const SHORT: Duration = Duration::from_millis(150);
/// So long that a test fails rather than waits.
const LONG: Duration = Duration::from_secs(60);
const PATIENT: Limits = Limits {
    headers: LONG,
    body: LONG,
    upload_idle: LONG,
    upload: LONG,
    unread: LONG,
    look: LONG,
};

/// Sends `head`, then `drop` again and again for as long as somebody listens; what was answered till the end.
async fn drip(address: SocketAddr, head: &str, drop: &'static str) -> String {
    let (mut read, mut write) = TcpStream::connect(address).await.unwrap().into_split();
    write.write_all(head.as_bytes()).await.unwrap();
    let dripping = tokio::spawn(async move {
        while write.write_all(drop.as_bytes()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut answer = Vec::new();
    // A connection that is closed while bytes are on their way ends with an error, and not always.
    let _ = timeout(LONG / 2, read.read_to_end(&mut answer))
        .await
        .expect("it listens for ever");
    dripping.abort();
    String::from_utf8(answer).unwrap()
}

/// Waits until no more tasks are alive than there were; that of a connection is one.
async fn nothing_is_left_but(before: usize) {
    let left = async {
        while alive() > before {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    let ended = timeout(LONG / 2, left).await;
    assert!(ended.is_ok(), "{} tasks where there were {before}", alive());
}

/// The tasks that are alive for good: connections to the database come back in some of their own.
async fn settled() -> usize {
    let mut least = alive();
    for _ in 0..10 {
        tokio::time::sleep(SHORT / 10).await;
        least = least.min(alive());
    }
    least
}

fn alive() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

async fn a_head_without_end_is_cut_off(site: Site) {
    let limits = Limits {
        headers: SHORT,
        ..PATIENT
    };
    let address = site.listen(|state| state.within(limits)).await;
    let before = settled().await;
    for head in ["", "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let answer = drip(address, head, "x").await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    // Who says nothing at all is left, too.
    let mut silent = TcpStream::connect(address).await.unwrap();
    let ended = timeout(LONG / 2, silent.read_to_end(&mut Vec::new())).await;
    ended.expect("it waits for ever").unwrap();
    nothing_is_left_but(before).await;
}

async fn a_body_without_end_is_cut_off(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    let limits = Limits {
        body: SHORT,
        ..PATIENT
    };
    let address = site.listen(|state| state.within(limits)).await;
    let before = settled().await;
    for path in [
        "/sign-in",
        "/api/customers/page",
        "/customers/download?format=csv",
    ] {
        for length in ["Content-Length: 100000", "Transfer-Encoding: chunked"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: \
                 application/x-www-form-urlencoded\r\n{length}\r\n\r\n"
            );
            let drop = if length.ends_with("chunked") {
                "1\r\na\r\n"
            } else {
                "a"
            };
            let answer = drip(address, &head, drop).await;
            assert!(answer.starts_with("HTTP/1.1 4"), "{path} {length}: {answer}");
        }
    }
    nothing_is_left_but(before).await;
}

fn upload(cookie: &str, length: &str) -> String {
    format!("POST /imports/upload?name=x.csv HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n{length}\r\n\r\n")
}

async fn an_upload_that_stands_still_or_never_ends_is_cut_off(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let still = Limits {
        upload_idle: SHORT,
        ..PATIENT
    };
    let endless = Limits {
        upload: SHORT,
        ..PATIENT
    };
    let head = upload(&cookie, "Content-Length: 100000");
    for (limits, drop) in [(still, ""), (endless, "a")] {
        let address = site.listen(|state| state.within(limits)).await;
        let before = settled().await;
        let answer = drip(address, &head, drop).await;
        assert!(answer.starts_with("HTTP/1.1 422"), "{limits:?}: {answer}");
        assert!(answer.contains("broke off"), "{limits:?}: {answer}");
        nothing_is_left_but(before).await;
    }
    let left = std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(left, 0, "what came of it is removed");
    let jobs = storage::jobs::unfinished(&site.shared.store, "import").await;
    assert!(jobs.unwrap().is_empty());
}

async fn an_upload_that_goes_on_is_waited_for(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    // In all it takes longer than it may stand still.
    let limits = Limits {
        headers: 10 * SHORT,
        body: SHORT,
        upload_idle: 10 * SHORT,
        upload: LONG,
        ..PATIENT
    };
    let address = site.listen(|state| state.within(limits)).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let file = "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\n";
    let head = upload(
        &cookie,
        &format!("Connection: close\r\nContent-Length: {}", file.len()),
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for part in file.as_bytes().chunks(file.len() / 16) {
        stream.write_all(part).await.unwrap();
        tokio::time::sleep(SHORT).await;
    }
    let mut answer = String::new();
    let read = timeout(LONG, stream.read_to_string(&mut answer)).await;
    read.expect("an answer").unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("{\"job\":1}"),
        "{answer}"
    );
}

async fn a_connection_serves_one_request_after_the_other(site: Site) {
    let address = site.listen(|state| state).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut bytes = [0; 4096];
    for _ in 0..3 {
        let request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\nalive\n") {
            let n = stream.read(&mut bytes).await.unwrap();
            assert!(n > 0, "it was closed after {answer}");
            answer.push_str(std::str::from_utf8(&bytes[..n]).unwrap());
        }
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

/// Files without a name that this program has open in the folder.
fn held(folder: &std::path::Path) -> usize {
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    open.filter(|link| std::fs::read_link(link.path()).is_ok_and(|to| to.starts_with(folder)))
        .count()
}

async fn who_does_not_read_on_is_left_and_the_file_let_go(site: Site) {
    site.with_long_rows(3_000).await;
    let cookie = site.sign_in(Role::Administrator).await;
    let limits = Limits {
        unread: SHORT,
        ..PATIENT
    };
    let address = site.listen(|state| state.within(limits)).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let before = settled().await;
    let mut stream = socket.connect(address).await.unwrap();
    let head = format!(
        "GET /customers/download?format=excel-xml&all=1 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut begun = [0; 1024];
    let n = stream.read(&mut begun).await.unwrap();
    assert!(begun[..n].starts_with(b"HTTP/1.1 200 OK\r\n"));
    let spool = site.shared.spool.clone();
    let left = async {
        while held(&spool) > 0 {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    timeout(LONG, left).await.expect("the file is kept for ever");
    nothing_is_left_but(before).await;
    let mut rest = Vec::new();
    // What is under way still comes, and then an end that is none, or an error.
    let _ = stream.read_to_end(&mut rest).await;
    assert!(!rest.ends_with(b"0\r\n\r\n"), "half a file looks whole");
}

async fn a_download_ends_with_the_right_to_it(site: Site) {
    site.with_long_rows(600).await;
    for by_account in [false, true] {
        let role = if by_account {
            Role::Contributor
        } else {
            Role::Viewer
        };
        let cookie = site.sign_in(role).await;
        let limits = Limits {
            look: Duration::ZERO,
            ..PATIENT
        };
        for taken in [false, true] {
            let request = Request::get("/customers/download?format=excel-xml&all=1")
                .header(header::COOKIE, &cookie)
                .body(Body::empty());
            let answer = site.send_to(|state| state.within(limits), request.unwrap()).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let mut blocks = answer.into_body().into_data_stream();
            blocks.next().await.expect("a block").expect("a block");
            match (taken, by_account) {
                (false, _) => {}
                (true, false) => drop(site.form("/sign-out", "", &cookie).await),
                (true, true) => {
                    let email = format!("{}@example.com", role.key());
                    let off = storage::testing::switch_off(&site.shared.store, &email).await;
                    off.unwrap();
                }
            }
            let next = blocks.next().await.expect("more than a block");
            assert_eq!(next.is_err(), taken, "{role:?}");
        }
    }
}
