//! The commands of the operator: what `vestibule` does on its command line, where there is only a component.

use serde_json::Value;
use wasip2::{
    cli::{environment::get_arguments, stderr::get_stderr, stdin::get_stdin, stdout::get_stdout},
    clocks::wall_clock,
    io::streams::StreamError,
};

use crate::{
    address,
    contract::vestibule::{
        edge::{edge_settings, sweeping},
        sso::{
            configuration, outbox,
            types::{Authority, Caller, Failure},
            users::{self, CreateRequest},
        },
    },
    lines::{PART, print},
    messages,
};

const USAGE: &str = "\
Commands:
  check                          check the settings
  prepare                        check settings, secret keys and store; once before serving
  create-super-user NAME         create a super-user; the password is one line of standard input
  sweep                          remove expired documents; every few minutes
  claim-messages [SECONDS]       print due messages as lines of JSON, and lease them [default: 300]
  message-done ID CLAIM          remove a message that was sent
  message-failed ID CLAIM        try a message again later";

/// In the audit log, the actor of what a command does.
const OPERATOR: &str = "edge-command";

/// Longest password line, in bytes.
const MAX_LINE: usize = 65_536;

/// Runs the command of the arguments.
pub(crate) fn run() -> Result<(), ()> {
    let arguments = get_arguments();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match perform(&arguments) {
        Ok(lines) => lines.iter().try_for_each(|line| print(&get_stdout(), line)),
        Err(problem) => {
            // If standard error is closed there is nobody to tell.
            let _ = print(&get_stderr(), &problem);
            Err(())
        }
    }
}

/// Performs a command; returns the lines to print.
fn perform(arguments: &[&str]) -> Result<Vec<String>, String> {
    match arguments {
        ["check"] => check().map(|()| vec![]),
        ["prepare"] => prepare().map(|()| vec![]),
        _ => {
            none(edge_settings::problems())?;
            perform_with_settings(arguments)
        }
    }
}

/// Performs a command that relies on the settings: all of them could be read.
fn perform_with_settings(arguments: &[&str]) -> Result<Vec<String>, String> {
    match arguments {
        ["create-super-user", name] => create_super_user(name).map(|id| vec![id]),
        ["sweep"] => sweep().map(|removed| vec![removed.to_string()]),
        ["claim-messages"] => messages::claim(300),
        ["claim-messages", seconds] => match seconds.parse() {
            Ok(seconds) => messages::claim(seconds),
            Err(_) => Err("SECONDS has to be a number from 1 to 3600".to_owned()),
        },
        ["message-done", id, claim] => outbox::done(id, claim).map_err(explain).map(|()| vec![]),
        ["message-failed", id, claim] => {
            outbox::failed(id, claim).map_err(explain).map(|()| vec![])
        }
        _ => Err(USAGE.to_owned()),
    }
}

fn explain(failure: Failure) -> String {
    format!("{failure:?}")
}

/// Everything wrong with the settings that is known without the store.
fn check() -> Result<(), String> {
    let mut problems = edge_settings::problems();
    let header = edge_settings::get(address::KEY);
    let header = header.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    if header.is_some_and(|header| !header.is_string()) {
        problems.push(format!("[edge] {}: must be a text", address::KEY));
    }
    let delivers = edge_settings::get("delivers_messages");
    if delivers.is_some_and(|text| text != "true" && text != "false") {
        problems.push("[edge] delivers_messages: must be true or false".to_owned());
    }
    if problems.is_empty() {
        problems = described(configuration::check());
    }
    none(problems)
}

fn prepare() -> Result<(), String> {
    check()?;
    none(described(configuration::prepare().map_err(explain)?))
}

fn described(problems: Vec<configuration::Problem>) -> Vec<String> {
    let problems = problems.into_iter();
    problems
        .map(|problem| format!("[{}] {}: {}", problem.stanza, problem.key, problem.message))
        .collect()
}

fn none(problems: Vec<String>) -> Result<(), String> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

fn sweep() -> Result<u64, String> {
    sweeping::sweep(wall_clock::now().seconds)
}

fn create_super_user(name: &str) -> Result<String, String> {
    let request = CreateRequest {
        username: name.to_owned(),
        password: Some(line_of_input()?),
        password_must_change: false,
        email: None,
        display_name: None,
        first_name: None,
        middle_name: None,
        last_name: None,
        locale: None,
        is_locked: false,
        sign_up_status: None,
        is_rate_limit_active: false,
        rate_limit_def: None,
        is_totp_enabled: false,
        totp_key: None,
        totp_label: None,
        auto_approve: true,
        is_super_user: true,
    };
    let operator = Authority::Operator(OPERATOR.to_owned());
    users::create(&nobody(), &operator, &request).map_err(explain)
}

fn nobody() -> Caller {
    Caller {
        cid: None,
        current_app: None,
        remote_addr: None,
        user_agent: None,
        is_trusted_client: false,
    }
}

fn line_of_input() -> Result<String, String> {
    let input = get_stdin();
    let mut bytes = Vec::new();
    while !bytes.contains(&b'\n') && bytes.len() <= MAX_LINE {
        match input.blocking_read(PART as u64) {
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| "the password is not UTF-8".to_owned())?;
    let line = text.split('\n').next().unwrap_or_default();
    Ok(line.trim_end_matches('\r').to_owned())
}
