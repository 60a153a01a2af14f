//! Login with a linked credential: the proof of its password.

use std::rc::Rc;

use crate::{
    call::Call,
    fault::{Fault, Result},
    keyring::Purpose,
    keys::BASIC_AUTH,
    passwords,
    settings::linked_auth::{Definition, is_username},
    throttling::{Account, Attempt},
};

use super::credential_session::{linked_user_id, session_of_credential};

/// Stands for the ID of the user of a credential that is not linked.
const NOBODY: &str = "nobody";

/// The UST of the user whom a Basic credential is linked to.
///
/// # Errors
/// As `linked-auth.log-in` in `wit/`.
pub fn log_in(call: &mut Call<'_>, username: &str, password: &str) -> Result<Option<String>> {
    let Some(candidate) = Candidate::by_username(call, username)? else {
        return Ok(None);
    };
    let mut attempt = None;
    match candidate.is_proven(call, username, password, &mut attempt) {
        Ok(true) => call.audited("session.on_external_auth_succeeded", |call| {
            session_of_credential(call, &candidate.definition, username, attempt.as_ref())
        }),
        Ok(false) => {
            let wrong = Fault::not_allowed_because("no such credential, or a wrong password");
            fail(call, username, wrong)
        }
        Err(fault) => fail(call, username, fault),
    }
}

/// The definition whose hash a password is checked against.
struct Candidate {
    definition: Rc<Definition>,
    /// Whether the definition has the username. Otherwise it is another one, which only causes the
    /// same work.
    has_username: bool,
}

impl Candidate {
    /// `None` if the settings have no definitions: then there is nothing to hide by work.
    fn by_username(call: &Call<'_>, username: &str) -> Result<Option<Self>> {
        if let Some(definition) = call.settings.linked_auth(BASIC_AUTH, username)? {
            return Ok(Some(Self {
                definition,
                has_username: true,
            }));
        }
        let other = call.settings.any_linked_auth()?;
        Ok(other.map(|definition| Self {
            definition,
            has_username: false,
        }))
    }

    /// Checks the password. The attempt is counted before anything is hashed, as that of a login.
    fn is_proven(
        &self,
        call: &Call<'_>,
        username: &str,
        password: &str,
        attempt: &mut Option<Attempt>,
    ) -> Result<bool> {
        let mut linked_to = None;
        if is_username(username) {
            linked_to = linked_user_id(call, username)?;
        }
        let user_id = linked_to.as_deref().unwrap_or(NOBODY);
        let account = Account::Credential(username);
        let attempt = attempt.insert(Attempt::begin(call, account, user_id)?);
        let settings = call.settings.password()?;
        let hash = Some(&*self.definition.password_hash);
        let verdict = match passwords::verify(call.platform, &settings, hash, password) {
            Ok(verdict) => verdict,
            Err(fault) => {
                attempt.release(call)?;
                return Err(fault);
            }
        };
        let is_proven = self.has_username && verdict.is_correct && !password.is_empty();
        if is_proven {
            attempt.release(call)?;
        } else {
            attempt.fail(call)?;
        }
        Ok(is_proven)
    }
}

/// Emits the event of a credential that was not accepted. A refusal is not an error: the request
/// goes on without a session of the credential.
fn fail(call: &mut Call<'_>, username: &str, fault: Fault) -> Result<Option<String>> {
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
