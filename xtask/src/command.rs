//! Runs other programs and turns their failures into sentences.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program with our own input and output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let status = command
        .status()
        .with_context(|| format!("could not start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs a program and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` printed something that is not UTF-8"))
}

/// What a program prints when it can be started and succeeds; nothing otherwise.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, showing its standard output line by line and returning it too.
pub(crate) fn tee(command: &mut Command) -> Result<String> {
    let (name, mut child) = spawn(command.stdout(Stdio::piped()))?;
    let seen = child
        .stdout
        .take()
        .map_or_else(String::new, |stdout| copy_lines(stdout, &mut std::io::stdout()));
    finish(&name, &mut child, seen)
}

/// Runs a program, showing its standard error line by line and returning it too.
pub(crate) fn tee_error(command: &mut Command) -> Result<String> {
    let (name, mut child) = spawn(command.stderr(Stdio::piped()))?;
    let seen = child
        .stderr
        .take()
        .map_or_else(String::new, |stderr| copy_lines(stderr, &mut std::io::stderr()));
    finish(&name, &mut child, seen)
}

fn spawn(command: &mut Command) -> Result<(String, Child)> {
    let name = describe(command);
    let child = command
        .spawn()
        .with_context(|| format!("could not start `{name}`"))?;
    Ok((name, child))
}

/// Copies until the program closes its end; a line that cannot be shown is still returned.
fn copy_lines(from: impl Read, to: &mut impl Write) -> String {
    let mut seen = String::new();
    for line in BufReader::new(from)
        .split(b'\n')
        .map_while(std::result::Result::ok)
    {
        let line = String::from_utf8_lossy(&line);
        let _ = writeln!(to, "{line}");
        seen.push_str(&line);
        seen.push('\n');
    }
    seen
}

fn finish(name: &str, child: &mut Child, seen: String) -> Result<String> {
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(seen)
}

/// The command as a developer would type it, shortened.
fn describe(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let mut words = vec![program];
    words.extend(
        command
            .get_args()
            .map(|argument| argument.to_string_lossy().into_owned()),
    );
    let text = words.join(" ");
    if text.len() > 160 {
        format!("{}…", text.chars().take(160).collect::<String>())
    } else {
        text
    }
}
