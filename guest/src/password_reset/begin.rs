//! Asking for a password reset token.
//!
//! The client learns nothing about accounts, because the work is the same for all requests: if nothing is
//! to be sent, decoys of the same kind and size are written, which belong to no user and have expired
//! already. So neither the answer nor its time reveals whether there is an account.

use crate::{
    access,
    account::open_email,
    call::Call,
    canonical::{canonical_email, username_to_look_up},
    contract::outbox::{Content, PasswordReset as Mailed},
    documents::{Pointer, Reset, User},
    fault::Result,
    identifiers::new_user_id,
    keyring::{Keyring, Purpose},
    keys,
    outbox::{self, NewMessage},
    retry::Once,
    settings::password_reset::PasswordReset,
    store::{self, Commit, Slot},
    throttling::{LimitedRequest, count_request},
    timestamp::Timestamp,
    tokens,
};

/// Mails that are sent to one account within [`WINDOW`], at most.
const MAX_MAILS: u32 = 5;
/// Seconds.
const WINDOW: u64 = 3_600;

/// Bytes of an e-mail address, at most; a longer text belongs to no account.
const MAX_EMAIL: usize = 1_000;

/// A sealed text that cannot be opened, but causes the same work as opening an address.
const NOBODYS_EMAIL: &str =
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Mails a password reset token, if the credential belongs to an account that may have one.
///
/// # Errors
/// As `password-reset.begin` in `wit/`.
pub fn begin(call: &mut Call<'_>, credential: &str) -> Result<()> {
    let mut counted = Once::default();
    call.audited("password_reset.begin", |call| {
        begin_once(call, credential, &mut counted)
    })
}

fn begin_once(call: &mut Call<'_>, credential: &str, counted: &mut Once<()>) -> Result<()> {
    call.require_app()?;
    counted.get_or_do(|| count_request(call, LimitedRequest::PasswordReset))?;
    if !outbox::is_configured(call)? {
        return Ok(());
    }
    let settings = call.settings.password_reset()?;
    let keyring = call.keyring()?;
    let account = Candidate::by_credential(call, &keyring, &settings, credential)?;
    let draft = Draft::new(call, &keyring, &settings, &account)?;

    let mut commit = Commit::default();
    commit.check(&account.user.check);
    commit.check(&account.reset.check);
    commit.delete(keys::reset(&draft.voided));
    let pointer = Pointer {
        user_id: draft.user_id.clone(),
        expires_at: Some(draft.token_expires_at),
    };
    commit.put(keys::reset(&draft.reset.token), &pointer)?;
    commit.put(keys::reset_of(&draft.user_id), &draft.reset)?;
    let content = Content::PasswordReset(Mailed {
        token: draft.token,
        expiration_time: draft.token_expires_at.into(),
    });
    let message = NewMessage {
        to: &draft.to,
        username: &draft.username,
        locale: draft.locale.as_deref(),
        content: &content,
        expires_at: draft.token_expires_at,
    };
    outbox::queue(call, &keyring, &mut commit, &message)?;
    call.record(&mut commit)?;
    call.commit(commit)
}

/// The account that a credential belongs to, with its reset; without documents if there is none.
struct Candidate {
    user: Slot<User>,
    reset: Slot<Reset>,
}

impl Candidate {
    /// Looks up a username or a proven address, in two reads for every credential. If a text is the
    /// address of one account and the username of another, the address counts.
    fn by_credential(
        call: &mut Call<'_>,
        keyring: &Keyring,
        settings: &PasswordReset,
        credential: &str,
    ) -> Result<Self> {
        let username = username_to_look_up(credential);
        call.typed_username = Some(keyring.blind_first(Purpose::TypedUsername, &username));
        let mut indexes = Vec::new();
        if settings.searches_emails() {
            let mut email = None;
            if credential.len() <= MAX_EMAIL {
                email = canonical_email(credential);
            }
            // The hashes are computed for every credential, so that the work is the same.
            indexes = keyring.blind(Purpose::EmailIndex, &email.unwrap_or_default());
        }
        let mut wanted: Vec<String> = indexes.iter().map(|index| keys::email(index)).collect();
        if settings.searches_usernames() {
            wanted.push(keys::username(&username));
        }
        let mut user_id = None;
        for slot in store::read(call.platform, wanted)? {
            let owner: Option<Pointer> = slot.parse(call.now)?.document;
            user_id = user_id.or(owner.map(|owner| owner.user_id));
        }
        let id = user_id.as_deref().unwrap_or("nobody");
        let wanted = [keys::user(id), keys::reset_of(id)];
        let [user, reset] = store::read_exact(call.platform, wanted)?;
        let mut account = Self {
            user: user.parse(call.now)?,
            reset: reset.parse(call.now)?,
        };
        // The username or the address may have been changed since the first read.
        let is_index_of = |user: &User| {
            let index = user.email_index.as_ref();
            index.is_some_and(|index| indexes.contains(index))
        };
        let belongs_to =
            |user: &User| user.canonical_username.as_ref() == Some(&username) || is_index_of(user);
        if !account.user.document.as_ref().is_some_and(belongs_to) {
            account.user.document = None;
        }
        if account.user.document.is_some() {
            call.typed_username = None;
            call.target = user_id;
        }
        Ok(account)
    }

    /// The address to send the token to. `None` if the account could not use a token, or if too many
    /// mails were sent to it.
    fn address(&self, call: &Call<'_>, keyring: &Keyring) -> Result<Option<String>> {
        let login = call.settings.login()?;
        let is_usable = |user: &&User| {
            user.email_verified && access::require_good_standing(user, &login).is_ok()
        };
        let user = self.user.document.as_ref().filter(is_usable);
        let address = match user {
            Some(user) => open_email(keyring, user),
            None => keyring
                .open(Purpose::Email, "", NOBODYS_EMAIL)
                .and_then(|bytes| String::from_utf8(bytes).ok()),
        };
        let (mails, _) = self.mails(call.now);
        if mails >= MAX_MAILS {
            return Ok(None);
        }
        Ok(address)
    }

    /// The number of mails that were sent, and since when they are counted.
    fn mails(&self, now: Timestamp) -> (u32, Timestamp) {
        match &self.reset.document {
            Some(reset) if reset.counted_since.plus_seconds(WINDOW) > now => {
                (reset.mails, reset.counted_since)
            }
            _ => (0, now),
        }
    }
}

/// The reset that is written: that of a user, or a decoy.
struct Draft {
    user_id: String,
    to: String,
    username: String,
    locale: Option<String>,
    token: String,
    token_expires_at: Timestamp,
    reset: Reset,
    /// The digest of the token that becomes void.
    voided: String,
}

impl Draft {
    fn new(
        call: &Call<'_>,
        keyring: &Keyring,
        settings: &PasswordReset,
        account: &Candidate,
    ) -> Result<Self> {
        let decoy = Self::decoy(call);
        let user = account.user.document.as_ref();
        let Some((user, to)) = user.zip(account.address(call, keyring)?) else {
            return Ok(decoy);
        };
        let token_expires_at = call.now.plus_minutes(settings.valid_for);
        let (mails, counted_since) = account.mails(call.now);
        let before = &account.reset;
        let before = before.document.as_ref().or(before.expired.as_ref());
        Ok(Self {
            user_id: user.user_id.clone(),
            to,
            username: user.username.clone().unwrap_or_default(),
            locale: user.locale.clone(),
            token_expires_at,
            reset: Reset {
                token_expires_at,
                mails: mails.saturating_add(1),
                counted_since,
                expires_at: token_expires_at.max(counted_since.plus_seconds(WINDOW)),
                ..decoy.reset
            },
            voided: before.map_or(decoy.voided, |before| before.token.clone()),
            ..decoy
        })
    }

    fn decoy(call: &Call<'_>) -> Self {
        let token = tokens::new_token(call.platform);
        Self {
            user_id: new_user_id(call.platform),
            to: String::new(),
            username: String::new(),
            locale: None,
            reset: Reset {
                token: tokens::digest(&token),
                token_expires_at: call.now,
                key: None,
                mails: 1,
                counted_since: call.now,
                expires_at: call.now,
            },
            token,
            token_expires_at: call.now,
            voided: tokens::digest(&tokens::new_token(call.platform)),
        }
    }
}
