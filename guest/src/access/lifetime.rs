//! The lifetime of a session.
//!
//! A session ends at the first of three moments: `session.expiry` after its login or last renewal,
//! with the setting of that time; `session.max_age` after its login; `session.idle_time` after its
//! login or last renewal. The last two are not stored: they are computed whenever a session is read,
//! so that a change of the settings also applies to open sessions.

use std::rc::Rc;

use crate::{
    access::credential::is_credential_current, call::Call, documents::Session, fault::Result,
    settings::session, store::Found, timestamp::Timestamp,
};

/// The limits of the stanza `session`.
pub(crate) struct Lifetime(Rc<session::Session>);

impl Lifetime {
    pub(crate) fn of(call: &Call<'_>) -> Result<Self> {
        Ok(Self(call.settings.session()?))
    }

    /// The end that is stored with a session that begins or is renewed now.
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

    /// The session, if it is open: its time is not over, and the linked credential that began it, if
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
