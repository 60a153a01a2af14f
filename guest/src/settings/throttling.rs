//! Stanza `throttling`: limits of attempts.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `throttling`.
    Throttling = "throttling", "Limits of attempts. 0 switches a limit off.";
    window: integer(15, 1..=1_440) in "minutes", "Time in which attempts are counted.";
    failures_per_account: integer(10, 0..=500), "Failed logins for one account. Failures from a source that logged in to the account before are counted separately.";
    failures_per_source: integer(100, 0..=1_000), "Failed logins from one source (an IPv4 address, an IPv6 network of 64 bits).";
    first_wait: integer(60, 1..=3_600) in "seconds", "Time to wait after this number of failures; doubled for each further failure, until there was none for an hour.";
    longest_wait: integer(3_600, 1..=86_400) in "seconds", "Maximum time to wait; at least `first_wait`.";
    signups_per_source: integer(100, 0..=1_000), "Sign-ups from one source, and changes of one's own username or e-mail address from there.";
    resets_per_source: integer(20, 0..=1_000), "Requests for a password reset from one source.";
}

impl Throttling {
    fn agree(&self, problems: &mut Problems) {
        let waits = self.first_wait..=86_400;
        problems.range("longest_wait", self.longest_wait, waits);
    }
}
