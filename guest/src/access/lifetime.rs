//! How long a session lives.
//!
//! A session ends at the first of three moments: `session.expiry` after its login or last renewal,
//! as the setting was then; `session.max_age` after its login; `session.idle_time` after its login
//! or last renewal. The last two are looked at whenever a session is, so that they hold for
//! sessions there are, and nobody has to write for it.

use std::rc::Rc;

use crate::{
    access::credential::is_credential_current, call::Call, documents::Session, fault::Result,
    settings::session, store::Found, timestamp::Timestamp,
};

/// The stanza `session`, as far as it is about this.
pub(crate) struct Lifetime(Rc<session::Session>);

impl Lifetime {
    pub(crate) fn of(call: &Call<'_>) -> Result<Self> {
        Ok(Self(call.settings.session()?))
    }

    /// What is stored as the end of a session that begins or is renewed now.
    pub(crate) fn expiration(&self, now: Timestamp) -> Timestamp {
        now.plus_minutes(self.0.expiry)
    }

    /// When a session ends.
    pub(crate) fn end(&self, session: &Session) -> Timestamp {
        let since = session.renewal_time.unwrap_or(session.creation_time);
        let limits = [
            (session.creation_time, self.0.max_age),
            (since, self.0.idle_time),
        ];
        let limits = limits.into_iter().filter(|(_, minutes)| *minutes > 0);
        let ends = limits.map(|(since, minutes)| since.plus_minutes(minutes));
        ends.fold(session.expires_at, Timestamp::min)
    }

    /// Whether the time of a session is over.
    pub(crate) fn is_over(&self, now: Timestamp, session: &Session) -> bool {
        self.end(session) <= now
    }

    /// The session, if it is open: its time is not over, and the credential that opened it, if
    /// any, is still the one in the settings.
    pub(crate) fn open(
        &self,
        call: &Call<'_>,
        session: Option<Found<Session>>,
    ) -> Result<Option<Found<Session>>> {
        let Some(session) = session.filter(|session| !self.is_over(call.now, session)) else {
            return Ok(None);
        };
        Ok(is_credential_current(call, &session)?.then_some(session))
    }
}
