//! `vestibule storage copy`: the output, and the refusals.

use std::{fs, path::Path};

use super::{count, fill, given_away, sqlite};
use crate::kit::binary::{data_directory, run, texts};

fn url(directory: &Path) -> String {
    format!("sqlite:{}", directory.display())
}

/// Runs in an unrelated directory; returns exit code, standard output and standard error.
fn copy(from: &str, to: &str) -> (Option<i32>, String, String) {
    let nowhere = tempfile::tempdir().unwrap();
    let output = run(nowhere.path(), &["storage", "copy", from, to]);
    assert_eq!(fs::read_dir(nowhere.path()).unwrap().count(), 0);
    let (stdout, stderr) = texts(&output);
    (output.status.code(), stdout, stderr)
}

#[tokio::test]
async fn the_output_has_progress_results_and_omissions() {
    let (from, parent) = (data_directory(), tempfile::tempdir().unwrap());
    let to = parent.path().join("not/there/yet");
    fs::write(from.path().join("vestibule.key"), "hush").unwrap();
    let summary = {
        let store = sqlite(from.path());
        fill(&store, 25_000, 10).await;
        given_away(&store).await.1
    };
    let (code, stdout, stderr) = copy(&url(from.path()), &url(&to));
    assert_eq!(code, Some(0), "{stderr}");
    for line in ["10000 documents", "20000 documents", "25000 documents"] {
        assert!(stderr.contains(line), "no {line} in {stderr}");
    }
    let key = |directory: &Path| directory.join("vestibule.key").display().to_string();
    for words in [
        "Copied 25000 documents",
        &summary.hex(),
        "secret key was NOT copied",
        &key(from.path()),
        &key(&to),
    ] {
        assert!(stdout.contains(words), "no {words} in {stdout}");
    }
    assert!(!(stdout + &stderr).contains("hush"));
    assert!(!to.join("vestibule.key").exists());
    assert_eq!(given_away(&sqlite(&to)).await.1, summary);

    // The message names the existing file, and the file stays.
    let (code, stdout, stderr) = copy(&url(from.path()), &url(&to));
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("target: it is not empty"), "{stderr}");
    assert_eq!(given_away(&sqlite(&to)).await.1, summary);
}

#[tokio::test]
async fn contradictory_arguments_are_refused() {
    let (from, parent) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(&sqlite(from.path()), 10, 10).await;
    let link = parent.path().join("link");
    std::os::unix::fs::symlink(from.path(), &link).unwrap();
    let there = url(from.path());
    let missing = parent.path().join("missing");
    let target = parent.path().join("target");
    for (from, to, words) in [
        (&*there, &*there, "the same store"),
        (&there, &url(&link), "the same store"),
        (&format!("{there}/."), &there, "the same store"),
        (&url(&missing), &url(&target), "there is no store"),
        ("/plain/path", &url(&target), "FROM: not a storage URL"),
        (&there, "mysql://ann:hush@db", "TO: not a storage URL"),
        (&there, "sqlite:", "TO: not a storage URL"),
    ] {
        let (code, stdout, stderr) = copy(from, to);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{from} {to}");
        assert!(stderr.contains(words), "no {words} in {stderr}");
        assert!(!stderr.contains("hush"), "{stderr}");
    }
    assert!(!missing.exists() && !target.exists());
    assert_eq!(count(&sqlite(from.path())).await, 10);
}
