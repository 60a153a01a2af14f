//! The end of a PostgreSQL server, and its return.

use std::{fs, process::Command};

use super::PostgresServer;
use crate::kit::until;

impl PostgresServer {
    /// Starts it again, on the same port.
    pub(crate) fn run(&self) {
        assert!(self.try_to_run(), "{}", self.log());
    }

    /// Kills it with all its processes at once.
    pub(crate) fn kill(&self) {
        let first = self.pid();
        // So that it does not start another process in the meantime.
        signal("STOP", &first);
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"));
        // The first alone would leave the others time for a last word.
        let all = format!("{first} {}", children.unwrap());
        signal("KILL", &all);
        until(|| !all.split_whitespace().any(is_running));
        // Otherwise the next server would take a killed process that was not reaped yet for a running one.
        fs::remove_file(self.directory.join("data/postmaster.pid")).unwrap();
    }

    fn pid(&self) -> String {
        let file = fs::read_to_string(self.directory.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
    }
}

/// One of several may have ended by itself.
fn signal(name: &str, processes: &str) {
    let kill = format!("kill -{name} {processes}");
    Command::new("sh").args(["-c", &kill]).status().unwrap();
}

fn is_running(process: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().unwrap_or_default();
    !state.is_empty() && !state.starts_with('Z')
}
