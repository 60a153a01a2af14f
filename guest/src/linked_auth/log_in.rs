//! A credential becomes a session of the linked user.

use std::rc::Rc;

use crate::{
    access::{self, credential_digest, lifetime::Lifetime, require_listed},
    call::Call,
    documents::{AuthType, BASIC_AUTH, Link, Pointer, Session, SessionLog, User},
    fault::{Fault, Result},
    keyring::{Keyring, Purpose},
    keys, passwords, rate_limits,
    sessions::{
        beginning::{self, Origin},
        renewing,
    },
    settings::linked_auth::{Definition, is_username},
    store::{self, Commit, Found, Slot},
    throttling::{Account, Attempt},
    tokens::{self, UserSessionToken},
};

use super::ext_session_id;

/// A call lets the session live on once this part of its life is over: not every call writes.
const RENEWED_AFTER: u64 = 10;

/// The UST of whoever a Basic credential stands for.
///
/// # Errors
/// As `linked-auth.log-in` in `wit/`.
pub fn log_in(call: &mut Call<'_>, username: &str, password: &str) -> Result<Option<String>> {
    let Some(candidate) = Candidate::find(call, username)? else {
        return Ok(None);
    };
    let mut attempt = None;
    match candidate.is_proven(call, username, password, &mut attempt) {
        Ok(true) => call.audited("session.on_external_auth_succeeded", |call| {
            session_of(call, &candidate.definition, username, attempt.as_ref())
        }),
        Ok(false) => {
            let wrong = Fault::not_allowed_because("no such credential, or a wrong password");
            failed(call, username, wrong)
        }
        Err(fault) => failed(call, username, fault),
    }
}

/// The definition that a password is compared with.
struct Candidate {
    definition: Rc<Definition>,
    /// Whether it has the username. If not, it only makes the same work.
    is_meant: bool,
}

impl Candidate {
    /// None if there are no definitions: nobody lets such a company work.
    fn find(call: &Call<'_>, username: &str) -> Result<Option<Self>> {
        let meant = call.settings.linked_auth(BASIC_AUTH, username)?;
        let is_meant = meant.is_some();
        let definition = match meant {
            Some(meant) => Some(meant),
            None => {
                let all = call.settings.linked_auth_definitions();
                all.into_iter().next().map(Rc::new)
            }
        };
        Ok(definition.map(|definition| Self {
            definition,
            is_meant,
        }))
    }

    /// Guesses count as those of a login do, before anything is hashed.
    fn is_proven(
        &self,
        call: &Call<'_>,
        username: &str,
        password: &str,
        attempt: &mut Option<Attempt>,
    ) -> Result<bool> {
        let owner = match is_username(username) {
            true => owner_of(call, username)?,
            false => None,
        };
        let user_id = owner.as_ref().map_or("nobody", |owner| &*owner.user_id);
        let account = Account::Credential(username);
        let attempt = attempt.insert(Attempt::begin(call, account, user_id)?);
        let settings = call.settings.password()?;
        let hash = self.definition.password_hash.as_deref();
        let verdict = match passwords::verify(call.platform, &settings, hash, password) {
            Ok(verdict) => verdict,
            Err(fault) => {
                attempt.release(call)?;
                return Err(fault);
            }
        };
        let is_proven = self.is_meant && verdict.is_correct && !password.is_empty();
        match is_proven {
            true => attempt.release(call)?,
            false => attempt.fail(call)?,
        }
        Ok(is_proven)
    }
}

/// Who merely presents something that is none goes on as whoever they are without it.
fn failed(call: &mut Call<'_>, username: &str, fault: Fault) -> Result<Option<String>> {
    let result: Result<()> = call.audited("session.on_external_auth_failed", |call| {
        let keyring = call.keyring()?;
        call.typed_username = Some(keyring.blind_first(Purpose::TypedUsername, username));
        Err(fault.clone())
    });
    match result {
        Ok(()) | Err(Fault::Refused(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The session of a credential that was proven: the one there is, or a new one.
fn session_of(
    call: &mut Call<'_>,
    definition: &Definition,
    username: &str,
    attempt: Option<&Attempt>,
) -> Result<Option<String>> {
    call.require_app()?;
    let Some(Linked { link, user }) = Linked::find(call, username)? else {
        return Ok(None);
    };
    call.actor = Some(user.user_id.clone());
    call.target = Some(user.user_id.clone());
    let mut commit = Commit::default();
    rate_limits::count(call, &mut commit, &user)?;
    require_admitted(call, &user)?;

    let keyring = call.keyring()?;
    let credential = Credential {
        keyring: &keyring,
        definition,
        username,
        user: &user,
    };
    let (ust, token) = credential.ust(call, &link.seed)?;
    let (session, log) = credential.session(call, &token)?;
    let ust = match session {
        None => {
            let seed = tokens::new_token(call.platform);
            let token = credential.ust(call, &seed)?;
            commit.check(&link.check);
            let link_now = Link {
                seed,
                ..link.document.clone()
            };
            commit.put(link.check.key.clone(), &link_now)?;
            let origin = credential.origin(call);
            let begun = beginning::begin_with(call, &mut commit, &user, origin, token)?;
            if let Some(attempt) = attempt {
                attempt.remember_source(call, &mut commit, &user.user_id, false)?;
            }
            call.record(&mut commit)?;
            begun.ust
        }
        Some(session) => {
            let lifetime = Lifetime::of(call)?;
            if is_worth_it(call, &lifetime, &session) {
                renewing::renew(call, &mut commit, &lifetime, &user, &session, log)?;
                if let Some(attempt) = attempt {
                    attempt.remember_source(call, &mut commit, &user.user_id, false)?;
                }
                call.record(&mut commit)?;
            } else if !commit.is_empty() {
                commit.check(&session.check);
            }
            ust
        }
    };
    if !commit.is_empty() {
        commit.check(&user.check);
        commit.commit(call.platform)?;
    }
    Ok(Some(ust))
}

fn is_worth_it(call: &Call<'_>, lifetime: &Lifetime, session: &Session) -> bool {
    let renewed_at = session.renewal_time.unwrap_or(session.creation_time);
    let life = renewed_at.seconds_until(lifetime.end(session));
    renewed_at.plus_seconds(life / RENEWED_AFTER) <= call.now
}

/// Whether a session may begin or go on: what a login checks once the password is proven, but for
/// the second factor.
fn require_admitted(call: &Call<'_>, user: &User) -> Result<()> {
    let login = call.settings.login()?;
    let username = user.canonical_username.as_deref().unwrap_or_default();
    require_listed(call, &login, username, call.remote_addr.as_deref())?;
    access::require_standing(user, &login)?;
    access::require_unexpired_password(call, user)
}

/// Whom a credential is linked to.
fn owner_of(call: &Call<'_>, username: &str) -> Result<Option<Pointer>> {
    let key = keys::linked_to(BASIC_AUTH, username);
    Ok(store::read_one::<Pointer>(call.platform, call.now, key)?.document)
}

/// Whom a credential stands for.
struct Linked {
    link: Found<Link>,
    user: Found<User>,
}

impl Linked {
    /// None if it stands for nobody, or the link is not active.
    fn find(call: &Call<'_>, username: &str) -> Result<Option<Self>> {
        let (platform, now) = (call.platform, call.now);
        let Some(owner) = owner_of(call, username)? else {
            return Ok(None);
        };
        let wanted = vec![
            keys::link(&owner.user_id, BASIC_AUTH, username),
            keys::user(&owner.user_id),
        ];
        let mut slots = store::read(platform, wanted)?.into_iter();
        let link: Slot<Link> = slots.next().ok_or_else(store::left_out)?.parse(now)?;
        let user: Slot<User> = slots.next().ok_or_else(store::left_out)?.parse(now)?;
        let both = link.found().filter(|link| link.is_active).zip(user.found());
        Ok(both.map(|(link, user)| Self { link, user }))
    }
}

/// A credential, and whose session it opens.
struct Credential<'a> {
    keyring: &'a Keyring,
    definition: &'a Definition,
    username: &'a str,
    user: &'a User,
}

impl Credential<'_> {
    /// The UST of the session of a seed. The texts before the username cannot contain a line feed.
    fn ust(&self, call: &Call<'_>, seed: &str) -> Result<(String, UserSessionToken)> {
        let hash = self.definition.password_hash.as_deref().unwrap_or_default();
        let (user_id, username) = (&self.user.user_id, self.username);
        let text = format!("{seed}\n{user_id}\n{hash}\n{username}");
        let secret = self.keyring.derive_first(Purpose::LinkedSession, &text);
        tokens::seal_ust(call.platform, self.keyring, user_id, &secret)
    }

    /// The session of a token, unless it has ended, and its log.
    fn session(&self, call: &Call<'_>, token: &UserSessionToken) -> Result<Logged> {
        let wanted = vec![
            keys::session(&token.user_id, &token.digest),
            keys::session_log(&token.user_id, &token.digest),
        ];
        let mut slots = store::read(call.platform, wanted)?.into_iter();
        let session: Slot<Session> = slots.next().ok_or_else(store::left_out)?.parse(call.now)?;
        let log: Slot<SessionLog> = slots.next().ok_or_else(store::left_out)?.parse(call.now)?;
        let lifetime = Lifetime::of(call)?;
        let live = lifetime.open(call, session.found())?;
        Ok((live, log.document))
    }

    fn origin(&self, call: &Call<'_>) -> Origin {
        Origin {
            remote_addr: call.remote_addr.clone(),
            user_agent: call.user_agent.clone(),
            auth_type: AuthType::BasicAuth,
            auth_principal: self.username.to_owned(),
            ext_session_id: Some(ext_session_id(self.username)),
            auth_credential: credential_digest(self.definition),
        }
    }
}

/// A session, and from where it was begun and renewed.
type Logged = (Option<Found<Session>>, Option<SessionLog>);
