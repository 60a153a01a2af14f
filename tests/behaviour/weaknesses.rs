//! What Zato SSO 3.3 got wrong: a test for each weakness that we know of, named after it. The
//! details of each rule are tested with its topic.

mod accounts;
mod addresses;
mod correctness;
mod designs;
mod enumeration;
mod guessing;
mod links;
mod reauthentication;
mod resets;
mod secrets;
mod sessions;
mod tokens;

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);
