//! Stanza `session`: the lifetime of sessions.

use crate::settings::{Problems, rows::stanza};

stanza! {
    /// Stanza `session`.
    Session = "session", "The lifetime of sessions.";
    expiry: integer(60, 1..=525_600) in "minutes", "Lifetime, counted from login or renewal.";
    max_age: integer(0, 0..=5_256_000) in "minutes", "Time from login after which a session ends, even if it is renewed; 0: no limit. Checked on every use of a session, so a change also applies to existing sessions.";
    idle_time: integer(0, 0..=525_600) in "minutes", "Time from login or renewal after which a session ends unless it is renewed; 0: no limit. Checked on every use of a session, like `max_age` and unlike `expiry`.";
    recent_login: integer(15, 1..=1_440) in "minutes", "Time from login during which a session may change its user's own username, e-mail address or TOTP.";
    keep_on_password_change: yes_no(false), "Whether sessions stay valid after a change or reset of the password, as in Zato.";
}

impl Session {
    fn agree(&self, _: &mut Problems) {}
}
