//! The session of a linked credential that is proven: the one that is open, or a new one.

use crate::{
    access::{self, credential_digest, lifetime::Lifetime, require_listed},
    call::Call,
    documents::{AuthType, Link, Pointer, Session, SessionLog, User},
    fault::Result,
    keyring::{Keyring, Purpose},
    keys::{self, BASIC_AUTH},
    rate_limits,
    sessions::{
        begin::{Origin, begin_session_with},
        renew::renew_session,
    },
    settings::linked_auth::Definition,
    store::{self, Commit, Found, read_exact},
    throttling::Attempt,
    tokens::{self, UserSessionToken},
};

use super::ext_session_id;

/// A call renews the session once this part of its life (one tenth) is over, so that not every
/// call writes.
const RENEWED_AFTER: u64 = 10;

/// The UST of the session of a credential; `None` if it is not linked, or the link is not active.
pub(super) fn session_of_credential(
    call: &mut Call<'_>,
    definition: &Definition,
    username: &str,
    attempt: Option<&Attempt>,
) -> Result<Option<String>> {
    call.require_app()?;
    let Some((link, user)) = active_link(call, username)? else {
        return Ok(None);
    };
    call.actor = Some(user.user_id.clone());
    call.target = Some(user.user_id.clone());
    let mut commit = Commit::default();
    rate_limits::count(call, &mut commit, &user)?;
    require_may_enter(call, &user)?;

    let keyring = call.keyring()?;
    let credential = Credential {
        keyring: &keyring,
        definition,
        username,
        user: &user,
        attempt,
    };
    let (ust, token) = credential.ust(call, &link.seed)?;
    let ust = match credential.open_session(call, &token)? {
        None => credential.begin(call, &mut commit, &link)?,
        Some((session, log)) => {
            credential.renew_if_due(call, &mut commit, &session, log)?;
            ust
        }
    };
    if !commit.is_empty() {
        commit.check(&user.check);
        call.commit(commit)?;
    }
    Ok(Some(ust))
}

/// The link of a credential and the user it leads to.
fn active_link(call: &Call<'_>, username: &str) -> Result<Option<(Found<Link>, Found<User>)>> {
    let Some(user_id) = linked_user_id(call, username)? else {
        return Ok(None);
    };
    let wanted = [
        keys::link(&user_id, BASIC_AUTH, username),
        keys::user(&user_id),
    ];
    let [link, user] = read_exact(call.platform, wanted)?;
    let link = link.parse::<Link>(call.now)?.found();
    let user = user.parse::<User>(call.now)?.found();
    match (link, user) {
        (Some(link), Some(user)) if link.is_active => Ok(Some((link, user))),
        _ => Ok(None),
    }
}

/// The ID of the user whom a credential is linked to.
pub(super) fn linked_user_id(call: &Call<'_>, username: &str) -> Result<Option<String>> {
    let key = keys::linked_to(BASIC_AUTH, username);
    let pointer = store::read_one::<Pointer>(call.platform, call.now, key)?;
    Ok(pointer.document.map(|pointer| pointer.user_id))
}

/// Requires what a login requires once the password is proven, except for the second factor.
fn require_may_enter(call: &Call<'_>, user: &User) -> Result<()> {
    let login = call.settings.login()?;
    let username = user.canonical_username.as_deref().unwrap_or_default();
    require_listed(call, &login, username, call.remote_addr.as_deref())?;
    access::require_good_standing(user, &login)?;
    access::require_unexpired_password(call, user)
}

/// A proven credential and the user it is linked to.
struct Credential<'a> {
    keyring: &'a Keyring,
    definition: &'a Definition,
    username: &'a str,
    user: &'a Found<User>,
    /// The attempt that proved it.
    attempt: Option<&'a Attempt>,
}

impl Credential<'_> {
    /// The UST that belongs to a seed. The texts before the username cannot contain a line feed.
    fn ust(&self, call: &Call<'_>, seed: &str) -> Result<(String, UserSessionToken)> {
        let hash = &self.definition.password_hash;
        let (user_id, username) = (&self.user.user_id, self.username);
        let text = format!("{seed}\n{user_id}\n{hash}\n{username}");
        let secret = self.keyring.derive_first(Purpose::LinkedSession, &text);
        tokens::seal_ust(call.platform, self.keyring, user_id, &secret)
    }

    /// The session of a token, unless it has ended, and its log.
    fn open_session(
        &self,
        call: &Call<'_>,
        token: &UserSessionToken,
    ) -> Result<Option<(Found<Session>, Option<SessionLog>)>> {
        let wanted = [
            keys::session(&token.user_id, &token.digest),
            keys::session_log(&token.user_id, &token.digest),
        ];
        let [session, log] = read_exact(call.platform, wanted)?;
        let session = session.parse::<Session>(call.now)?.found();
        let log = log.parse::<SessionLog>(call.now)?.document;
        let open = Lifetime::of(call)?.open(call, session)?;
        Ok(open.map(|session| (session, log)))
    }

    /// Begins a session, whose secret belongs to a new seed. Returns its UST.
    fn begin(&self, call: &Call<'_>, commit: &mut Commit, link: &Found<Link>) -> Result<String> {
        let seed = tokens::new_token(call.platform);
        let token = self.ust(call, &seed)?;
        let reseeded = Link {
            seed,
            ..link.document.clone()
        };
        commit.check(&link.check);
        commit.put(link.check.key.clone(), &reseeded)?;
        let origin = Origin {
            remote_addr: call.remote_addr.clone(),
            user_agent: call.user_agent.clone(),
            auth_type: AuthType::BasicAuth,
            auth_principal: self.username.to_owned(),
            ext_session_id: Some(ext_session_id(self.username)),
            auth_credential: Some(credential_digest(self.definition)),
        };
        let begun = begin_session_with(call, commit, self.user, origin, token)?;
        self.remember_source(call, commit)?;
        call.record(commit)?;
        Ok(begun.ust)
    }

    /// Renews a session if enough of its life is over. Otherwise a commit that counts the call
    /// only checks the session.
    fn renew_if_due(
        &self,
        call: &Call<'_>,
        commit: &mut Commit,
        session: &Found<Session>,
        log: Option<SessionLog>,
    ) -> Result<()> {
        let lifetime = Lifetime::of(call)?;
        if !is_renewal_due(call, &lifetime, session) {
            if !commit.is_empty() {
                commit.check(&session.check);
            }
            return Ok(());
        }
        renew_session(call, commit, &lifetime, self.user, session, log)?;
        self.remember_source(call, commit)?;
        call.record(commit)
    }

    fn remember_source(&self, call: &Call<'_>, commit: &mut Commit) -> Result<()> {
        match self.attempt {
            Some(attempt) => attempt.remember_source(call, commit, &self.user.user_id, false),
            None => Ok(()),
        }
    }
}

fn is_renewal_due(call: &Call<'_>, lifetime: &Lifetime, session: &Session) -> bool {
    let renewed_at = session.renewal_time.unwrap_or(session.creation_time);
    let life = renewed_at.seconds_until(lifetime.end(session));
    renewed_at.plus_seconds(life / RENEWED_AFTER) <= call.now
}
