//! The first step of a login: everything before the password is checked.

use crate::{
    call::Call,
    canonical::username_to_look_up,
    contract::authentication::LoginRequest,
    documents::{Pointer, User},
    fault::Result,
    keyring::Purpose,
    keys,
    store::{Slot, read_exact},
    throttling::{Account, Attempt, PasswordAttempt, Scopes, Waits},
};

use super::client::Client;

/// Stands for the ID of the user of an unknown username.
const NOBODY: &str = "nobody";

/// A login whose attempt is counted.
pub(super) struct Admitted {
    /// The client that the session will be for.
    pub(super) client: Client,
    /// The account of the username. Its document is `None` if no account has the username.
    pub(super) account: Slot<User>,
}

/// Requires a known application, looks the account up, and counts the attempt.
///
/// # Errors
/// E004001; throttled; if storage cannot be reached.
pub(super) fn admit(
    call: &mut Call<'_>,
    request: &LoginRequest,
    attempt: &mut PasswordAttempt,
) -> Result<Admitted> {
    let (apps, current_app) = call.require_app()?;
    let client = Client::new(call, apps, current_app, request.metadata.as_ref());
    let account = look_up_and_count(call, &request.username, &client, attempt)?;
    Ok(Admitted { client, account })
}

/// Reads the account of a username along with what throttling needs, in two reads whether the
/// account exists or not, and counts the attempt.
fn look_up_and_count(
    call: &mut Call<'_>,
    username: &str,
    client: &Client,
    attempt: &mut PasswordAttempt,
) -> Result<Slot<User>> {
    let canonical = username_to_look_up(username);
    let keyring = call.keyring()?;
    // The hash is computed for existing accounts too, so that both take the same time.
    let typed_username = keyring.blind_first(Purpose::TypedUsername, &canonical);
    let account = Account::Username(&canonical);
    let scopes = Scopes::new(call, &keyring, account, client.address_to_count(call))?;

    let [account_wait, pair_wait, source_wait] = scopes.wait_keys();
    let pointer_key = keys::username(&canonical);
    let wanted = [pointer_key, account_wait, pair_wait, source_wait];
    let [pointer, account_wait, pair_wait, source_wait] = read_exact(call.platform, wanted)?;
    let pointer = pointer.parse::<Pointer>(call.now)?.document;
    let waits = Waits::parse(call, [account_wait, pair_wait, source_wait])?;

    let user_id = pointer.map(|pointer| pointer.user_id);
    let id = user_id.as_deref().unwrap_or(NOBODY);
    let wanted = [keys::user(id), scopes.known_source_key(id)];
    let [user, known_source] = read_exact(call.platform, wanted)?;
    let mut user = user.parse::<User>(call.now)?;
    let known_source = known_source.parse(call.now)?;
    let has_username = |user: &User| user.canonical_username.as_deref() == Some(canonical.as_str());
    if !user.document.as_ref().is_some_and(has_username) {
        // No account has the username, or the username was changed between the two reads.
        user.document = None;
    }
    if user.document.is_some() {
        call.target = user_id;
    } else {
        call.typed_username = Some(typed_username);
    }
    attempt
        .counted
        .get_or_do(|| Attempt::begin_as_read(call, scopes, waits, known_source))?;
    Ok(user)
}
