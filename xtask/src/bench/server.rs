//! The served program under measurement, and a session in it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use super::QUERY;
use crate::command;

/// Who signs in.
pub(super) const EMAIL: &str = "bench@example.com";

/// The served program, and a session in it.
pub(super) struct Server {
    child: Child,
    address: String,
    cookie: String,
    agent: ureq::Agent,
    /// The version of the customer that is edited.
    version: AtomicU64,
}

impl Server {
    /// Starts it and signs in; `ready` is called once it answers.
    pub(super) fn start(mut cohort: Command, password: &str, ready: impl FnOnce()) -> Result<Self> {
        let mut child = cohort
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no standard output")?).read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("Cohort serves ").map(str::to_owned) else {
            bail!("the server said {line:?}");
        };
        ready();
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let form = [("email", EMAIL), ("password", password)];
        let signed_in = agent.post(format!("{address}/sign-in")).send_form(form)?;
        let cookie = signed_in
            .headers()
            .get("set-cookie")
            .and_then(|c| c.to_str().ok());
        let cookie = cookie
            .and_then(|c| c.split(';').next())
            .context("no session")?
            .to_owned();
        Ok(Self {
            child,
            address,
            cookie,
            agent,
            version: AtomicU64::new(0),
        })
    }

    /// Where it answers, without a trailing slash.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn get(&self, path: &str) -> Result<ureq::Body> {
        let asked = self
            .agent
            .get(format!("{}{path}", self.address))
            .header("cookie", &self.cookie);
        Ok(asked.call()?.into_body())
    }

    pub(super) fn page(&self, query: &str) -> Result<()> {
        let asked = self.agent.post(format!("{}/api/customers/page", self.address));
        let mut page = asked
            .header("cookie", &self.cookie)
            .send_form([("query", query)])?;
        let page = page.body_mut().read_to_string()?;
        ensure!(page.contains("\"total\""), "no page came back");
        Ok(())
    }

    /// Gives customer 1 another tax number, as a cell of the grid does.
    pub(super) fn edit(&self) -> Result<()> {
        let version = match self.version.load(Ordering::Relaxed) {
            0 => self.version()?,
            version => version,
        };
        let edit = format!(
            r#"{{"edit":{{"customer":1,"version":{version},"column":"tax_vat","value":"{version}"}},"columns":["id"]}}"#
        );
        let answer = self
            .post("customers/save-cell")
            .content_type("application/json")
            .send(edit)?;
        let answer = answer.into_body().read_to_string()?;
        ensure!(answer.contains("Saved"), "the edit was not saved: {answer}");
        self.version.store(version + 1, Ordering::Relaxed);
        Ok(())
    }

    /// The version of customer 1.
    fn version(&self) -> Result<u64> {
        let page = self.post("customers/page").send_form([("query", "f.id.to=1")])?;
        let page = page.into_body().read_to_string()?;
        let version = page
            .split("\"version\":")
            .nth(1)
            .and_then(|rest| rest.split(',').next());
        Ok(version.context("no version")?.parse()?)
    }

    /// Refreshes a segment, and waits until that is done.
    pub(super) fn refresh(&self, segment: u64) -> Result<()> {
        let asked = self.post("segments/refresh").content_type("application/json");
        asked.send(format!(r#"{{"ids":[{segment}]}}"#))?;
        self.wait_while("segments/report", "\"refreshing\"")
    }

    /// Sends a file to be imported, and waits until it is.
    pub(super) fn import(&self, file: &Path) -> Result<()> {
        let address = format!("{}/imports/upload?name=bench.csv&kind=composite", self.address);
        let asked = self.agent.post(address).header("cookie", &self.cookie);
        asked.send(fs::File::open(file)?)?;
        self.wait_while("imports/list", "\"running\"")
    }

    /// Asks until the answer is without a word.
    fn wait_while(&self, endpoint: &str, word: &str) -> Result<()> {
        loop {
            thread::sleep(Duration::from_millis(50));
            let answer = self.post(endpoint).send_empty()?.into_body().read_to_string()?;
            if !answer.contains(word) && !answer.contains("\"queued\"") {
                return Ok(());
            }
        }
    }

    /// A new segment over these websites (ids, with commas) with this rule.
    pub(super) fn define(&self, websites: &str, rule: &str) -> Result<u64> {
        let asked = self.post("segments/save").content_type("application/json");
        let id = asked.send(format!(
            r#"{{"id":null,"version":0,"definition":{{"name":"Bench","description":"","websites":[{websites}],
                "active":true,"apply_to":"registered","rule":{rule}}}}}"#
        ))?;
        Ok(id.into_body().read_to_string()?.parse()?)
    }

    /// Deletes a segment that was just made.
    pub(super) fn forget(&self, segment: u64) -> Result<()> {
        let asked = self.post("segments/delete").content_type("application/json");
        asked.send(format!(r#"{{"id":{segment},"version":1}}"#))?;
        Ok(())
    }

    fn post(&self, endpoint: &str) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        let asked = self.agent.post(format!("{}/api/{endpoint}", self.address));
        asked.header("cookie", &self.cookie)
    }

    /// Fetches all customers, into a file or for nothing.
    pub(super) fn download(&self, format: &str, to: Option<&Path>) -> Result<()> {
        self.download_those("", format, to)
    }

    /// Like [`Self::download`], those whom the `filter` finds.
    pub(super) fn download_those(&self, filter: &str, format: &str, to: Option<&Path>) -> Result<()> {
        let body = self.get(&format!("/customers/download?format={format}&{QUERY}{filter}"))?;
        let mut body = body.into_reader();
        match to {
            Some(file) => std::io::copy(&mut body, &mut fs::File::create(file)?)?,
            None => std::io::copy(&mut body, &mut std::io::sink())?,
        };
        Ok(())
    }

    /// Begins to fetch all customers, and goes away.
    pub(super) fn first_byte(&self) -> Result<()> {
        let body = self.get(&format!("/customers/download?format=csv&{QUERY}"))?;
        body.into_reader().read_exact(&mut [0])?;
        Ok(())
    }

    /// Resident memory without the files it has mapped, in kB.
    pub(super) fn memory(&self) -> Result<u64> {
        memory_of(self.child.id())
    }

    pub(super) fn watch_memory(&self) -> MemoryWatch {
        MemoryWatch::of(self.child.id())
    }

    pub(super) fn stop(&mut self) -> Result<()> {
        command::run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        ensure!(self.child.wait()?.success(), "the server did not stop cleanly");
        Ok(())
    }
}

pub(super) struct MemoryWatch {
    stop: std::sync::mpsc::Sender<()>,
    watching: std::thread::JoinHandle<u64>,
}

impl MemoryWatch {
    /// Looks at a process every 20 ms.
    pub(super) fn of(id: u32) -> Self {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let watching = std::thread::spawn(move || {
            let mut peak = 0;
            while stopped
                .recv_timeout(Duration::from_millis(20))
                .is_err_and(|e| e == std::sync::mpsc::RecvTimeoutError::Timeout)
            {
                peak = peak.max(memory_of(id).unwrap_or_default());
            }
            peak
        });
        MemoryWatch { stop, watching }
    }

    /// The most it had, in kB.
    pub(super) fn stop(self) -> u64 {
        drop(self.stop);
        self.watching.join().unwrap_or_default()
    }
}

fn memory_of(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|l| l.strip_prefix("RssAnon:"))
        .context("no RssAnon")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
