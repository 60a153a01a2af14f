//! The committed seeds do what their names say, and pass all verdicts.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");

/// Every request of a seed whose name begins with `ok-` succeeds. Otherwise the fuzzer would begin with
/// requests that are all refused.
#[test]
fn every_seed_is_played_without_a_finding() {
    let mut played = 0;
    for seed in std::fs::read_dir(Path::new(CORPUS)).unwrap() {
        let path = seed.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let answers = vestibule_fuzz::play(&std::fs::read(&path).unwrap());
        assert!(!answers.is_empty(), "{name}");
        for (step, (status, json)) in answers.iter().enumerate() {
            let is_done = *status == 200 && json["status"] != "error";
            assert!(
                is_done || !name.starts_with("ok-"),
                "{name}, {step}: {status} {json}"
            );
        }
        played += 1;
    }
    assert!(played > 0);
}

/// Any bytes are a script.
#[test]
fn anything_can_be_played() {
    for bytes in [
        &b""[..],
        b"\n",
        b"~",
        b"\n~\n\n~\n",
        b"\xff\x00",
        b"settings: x",
        b"settings: 1\n\n$",
    ] {
        vestibule_fuzz::play(bytes);
    }
}
