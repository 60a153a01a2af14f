//! The state after a copy or a backup is killed.
//!
//! A limit on the size of files does it: the system kills the process in the middle of the write
//! that goes beyond, always at the same place, and nothing of ours gets to run any more.

use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Output},
};

use super::{count, fill, given_away, sqlite};
use crate::kit::binary::{command, run};

/// In blocks of 512 bytes: a tenth of the data to write.
const LIMIT: u32 = 20_000;

fn run_and_kill(data: &Path, arguments: &[&str]) -> Output {
    let whole = command(data, arguments);
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!("ulimit -c 0; ulimit -f {LIMIT}; exec \"$@\""));
    shell
        .arg("sh")
        .arg(whole.get_program())
        .args(whole.get_args())
        .env_clear();
    for (name, value) in whole.get_envs() {
        shell.envs(value.map(|value| (name, value)));
    }
    let output = shell.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.signal().is_some(), "it lived: {stderr}");
    output
}

#[tokio::test]
async fn a_killed_copy_leaves_the_target_empty() {
    let [from, to] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let summary = {
        let store = sqlite(from.path());
        fill(&store, 20_000, 1_000).await;
        given_away(&store).await.1
    };
    let urls = [&from, &to].map(|each| format!("sqlite:{}", each.path().display()));
    let arguments = ["storage", "copy", &urls[0], &urls[1]];
    run_and_kill(from.path(), &arguments);
    let log = to.path().join("vestibule.db-wal").metadata().unwrap();
    assert!(log.len() > 1_000_000, "it had begun to write");
    assert_eq!(count(&sqlite(to.path())).await, 0);

    assert!(run(from.path(), &arguments).status.success());
    assert_eq!(given_away(&sqlite(to.path())).await.1, summary);
}

#[tokio::test]
async fn a_killed_backup_has_no_name() {
    let [data, target] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let store = sqlite(data.path());
    fill(&store, 20_000, 1_000).await;
    let file = target.path().join("sso.backup");
    let arguments = ["storage", "backup", file.to_str().unwrap()];
    run_and_kill(data.path(), &arguments);
    let entries = fs::read_dir(target.path()).unwrap();
    let left = entries.map(|entry| entry.unwrap().metadata().unwrap().len());
    assert!(left.max() > Some(1_000_000), "it had begun to write");
    assert!(!file.exists());

    assert!(run(data.path(), &arguments).status.success());
    assert!(file.exists());
    assert_eq!(count(&store).await, 20_000);
}
