//! `cargo xtask schemathesis`: a server, and requests generated from its OpenAPI document.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    thread,
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{cargo, programs, require};

/// The line that a server prints when it is ready.
const LISTENING: &str = "Listening on ";

pub(crate) fn run(seconds: u32, arguments: &[String]) -> Result<ExitCode> {
    let program = install()?;
    // Along with a test, the binary has the features that it has for the tests, and nothing of theirs is
    // compiled again.
    let built = cargo(&["test", "--no-run", "--test", "layers"], &[])?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let place = vestibule_component::workspace().join("tests/schemathesis");
    let server = Server::start(&place.join("settings.toml"))?;
    let outcome = crate::run(
        Command::new(program)
            .current_dir(&place)
            .args(["--config-file", "schemathesis.toml", "run"])
            .arg(format!("{}/openapi.json", server.url))
            .args(["--max-time", &seconds.to_string()])
            .args(arguments)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SSO_URL", &server.url)
            .env("SSO_CREATE_SUPER_USER", server.create_super_user()),
    )?;
    server.stop()?;
    Ok(outcome)
}

/// Puts Schemathesis, as pinned, under `target/`; returns the program.
fn install() -> Result<PathBuf> {
    programs::obtain_for("schemathesis", || match has_venv() {
        true => Vec::new(),
        false => vec!["python3-venv"],
    })?;
    let requirements = vestibule_component::workspace().join("tests/schemathesis/requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    let place = crate::target().join("schemathesis");
    let program = place.join("bin/schemathesis");
    let installed = place.join("installed.txt");
    if program.exists() && fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(program);
    }
    require(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&place),
    )?;
    require(
        Command::new(place.join("bin/pip"))
            .args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
            ])
            .arg(&requirements),
    )?;
    fs::write(installed, wanted)?;
    Ok(program)
}

/// Whether Python can make virtual environments.
pub(crate) fn has_venv() -> bool {
    let mut python = Command::new("python3");
    let found = python.args(["-c", "import ensurepip, venv"]).output();
    found.is_ok_and(|output| output.status.success())
}

/// A server with its own data, which is deleted with it.
struct Server {
    process: Child,
    data: TempDir,
    settings: PathBuf,
    url: String,
}

impl Server {
    fn start(settings: &Path) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let mut process = Command::new(binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .arg("--config")
            .arg(settings)
            .env("RUST_LOG", "warn")
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run vestibule")?;
        let output = process
            .stderr
            .take()
            .context("the server has no standard error")?;
        let mut lines = BufReader::new(output).lines();
        let address = lines.find_map(|line| Some(line.ok()?.strip_prefix(LISTENING)?.to_owned()));
        let server = Self {
            process,
            data,
            settings: settings.to_owned(),
            url: address.context("the server does not start")?,
        };
        // Its later output is about findings.
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| eprintln!("{line}"))
        });
        Ok(server)
    }

    /// The arguments of a command, as a JSON list.
    fn create_super_user(&self) -> String {
        let [binary, data, settings] = [&binary(), self.data.path(), &self.settings];
        let data = data.display();
        format!(
            r#"["{}", "user", "create-super-user", "--data", "{data}", "--config", "{}"]"#,
            binary.display(),
            settings.display(),
        )
    }

    /// Checks that the server is still running.
    fn stop(mut self) -> Result<()> {
        let ended = self.process.try_wait()?;
        ensure!(ended.is_none(), "the server ended by itself");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone_already = self.process.kill();
        let _reaped_already = self.process.wait();
    }
}

fn binary() -> PathBuf {
    crate::target().join("debug/vestibule")
}
