//! `cargo xtask fuzz`: libFuzzer over the guest, natively.
//!
//! The compiler counts which branches are taken, with options that the stable one has, so neither
//! another toolchain nor cargo-fuzz is needed. This build has its own target directory.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::programs;

/// The instrumentation for libFuzzer: taken edges, and operands of comparisons.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Bytes of a sequence; a seed has about one thousand.
const MAX_LENGTH: u32 = 4_096;

/// Seconds after which one sequence is a finding.
const SLOW: u32 = 10;

pub(crate) fn run(seconds: u32, arguments: &[String]) -> Result<ExitCode> {
    programs::obtain_for("fuzzing", || match has_program("c++") {
        true => Vec::new(),
        false => vec!["g++"],
    })?;
    let workspace = vestibule_component::workspace();
    let target = crate::target().join("fuzz");
    let machine = machine()?;
    let built = run_here(
        Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--profile", "fuzz"])
            .args(["--package", "vestibule-fuzz", "--bin", "fuzz"])
            .args(["--features", "libfuzzer", "--target", &machine])
            .arg("--target-dir")
            .arg(&target)
            .env(rustflags(&machine), COVERAGE),
    )?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    // A run keeps interesting sequences there for the next run; findings too.
    let corpus = target.join("corpus");
    let findings = target.join("findings/");
    for directory in [&corpus, &findings] {
        fs::create_dir_all(directory)?;
    }
    let seeds = workspace.join("fuzz/corpus");
    let dictionary = target.join("dictionary.txt");
    fs::write(&dictionary, dictionary_of(&workspace)?)?;
    run_here(
        Command::new(target.join(&machine).join("fuzz/fuzz"))
            .args([&corpus, &seeds])
            .arg(format!("-dict={}", dictionary.display()))
            .arg(format!("-artifact_prefix={}", findings.display()))
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={MAX_LENGTH}"))
            .arg(format!("-timeout={SLOW}"))
            .arg("-print_final_stats=1")
            .args(arguments),
    )
}

/// Words for requests, one a line: those of the script format from `fuzz/dictionary.txt`; paths, keys and
/// enumerated words from the description of the API.
fn dictionary_of(workspace: &Path) -> Result<String> {
    let mut dictionary = fs::read_to_string(workspace.join("fuzz/dictionary.txt"))?;
    let document = fs::read_to_string(workspace.join("docs/openapi.json"))?;
    let document: Value = serde_json::from_str(&document)?;
    let mut words = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object);
    let paths = paths.context("the description of the API has no paths")?;
    let below = |path: &String| path.trim_start_matches("/zato/sso").to_owned();
    words.extend(paths.keys().map(below));
    let schemas = document.pointer("/components/schemas");
    add_words(
        schemas.context("the description of the API has no schemas")?,
        &mut words,
    );
    for word in words {
        writeln!(dictionary, "{word:?}")?;
    }
    Ok(dictionary)
}

/// Keys of objects, in JSON syntax, and the enumerated words of texts.
fn add_words(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Array(members) => members.iter().for_each(|member| add_words(member, words)),
        Value::Object(members) => {
            let keys = members.get("properties").and_then(Value::as_object);
            let keys = keys.into_iter().flatten().map(|(key, _)| key);
            words.extend(keys.map(|key| format!("\"{key}\": ")));
            let texts = members.get("enum").and_then(Value::as_array);
            let texts = texts.into_iter().flatten().filter_map(Value::as_str);
            words.extend(texts.map(|text| format!("\"{text}\"")));
            members.values().for_each(|member| add_words(member, words));
        }
        _ => {}
    }
}

fn run_here(command: &mut Command) -> Result<ExitCode> {
    crate::run(command.current_dir(vestibule_component::workspace()))
}

fn has_program(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|place| place.join(name).exists())
}

/// The target triple of this machine. Named, it keeps build scripts and macros as they are.
fn machine() -> Result<String> {
    let output = Command::new("rustc").arg("-vV").output();
    let output = output.context("cannot run rustc")?.stdout;
    let text = String::from_utf8(output)?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line
        .context("rustc does not print the host target")?
        .to_owned())
}

fn rustflags(machine: &str) -> String {
    let machine = machine.to_uppercase().replace('-', "_");
    format!("CARGO_TARGET_{machine}_RUSTFLAGS")
}
