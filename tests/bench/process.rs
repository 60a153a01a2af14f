//! Servers as processes, and the resources they use.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use crate::{CONSTANT_SERVER, place::Place};

/// The unit in which the kernel counts CPU time.
const TICKS_PER_SECOND: f64 = 100.0;
const ANNOUNCEMENT: &str = "Listening on http://";

pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// The server as built for release, on data.
    pub(crate) fn vestibule(place: &Place) -> Result<Self> {
        Self::vestibule_with(place, &[])
    }

    /// The same with settings in its environment.
    pub(crate) fn vestibule_with(place: &Place, settings: &[(&str, &str)]) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        place.show(&mut command);
        // A log of every login would be measured too.
        command.env("RUST_LOG", "warn");
        command.envs(settings.iter().copied());
        Self::start(command)
    }

    /// The same HTTP server with a constant answer.
    pub(crate) fn constant() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(CONSTANT_SERVER);
        Self::start(command)
    }

    fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start a server; was it built for release?")?;
        let stderr = child.stderr.take().context("no standard error")?;
        let mut lines = BufReader::new(stderr).lines();
        let address = lines
            .find_map(|line| {
                let line = line.ok()?;
                line.strip_prefix(ANNOUNCEMENT)?.parse().ok()
            })
            .context("the server did not start")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// CPU time used so far, in user and kernel mode.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit(')').next().context("no stat")?;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok(ticks / TICKS_PER_SECOND)
    }

    pub(crate) fn resident_megabytes(&self) -> Result<f64> {
        self.megabytes("VmRSS:")
    }

    /// The peak of resident memory, in all or since [`Server::forget_peak`].
    pub(crate) fn peak_megabytes(&self) -> Result<f64> {
        self.megabytes("VmHWM:")
    }

    pub(crate) fn forget_peak(&self) -> Result<()> {
        let file = format!("/proc/{}/clear_refs", self.child.id());
        Ok(std::fs::write(file, "5")?)
    }

    fn megabytes(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        let kilobytes: f64 = kilobytes.with_context(|| format!("no {name}"))?.parse()?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
