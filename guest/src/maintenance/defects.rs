//! What is wrong with a document, once everything it has to agree with was read along with it.

use std::collections::BTreeMap;

use crate::{
    account::search_index,
    contract::{maintenance::Flaw, storage::Entry},
    documents::{
        ApprovalStatus, KeyCheck, Link, Pointer, Reset, SearchDocument, Session, SessionLog,
        SignUpStatus, SignUpToken, User,
    },
    keyring::Keyring,
    keys::{self, kind::Kind},
    store::{Document, Slot},
    timestamp::Timestamp,
    totp,
};

use super::{
    mail::Mail,
    subject::{Matter, Subject},
};

/// Documents as of one moment.
pub(super) struct Seen {
    pub(super) entries: BTreeMap<String, Entry>,
    /// When they were read, or later: what others did before that, they did with an earlier clock.
    pub(super) now: Timestamp,
}

impl Seen {
    /// A document that is there and understood, and whose time has not passed.
    pub(super) fn live<T: Document>(&self, key: &str) -> Option<T> {
        let entry = self.entries.get(key)?.clone();
        Slot::of(entry).parse(self.now).ok()?.document
    }

    /// Whether a document is there and leads to this user.
    fn leads_to(&self, key: &str, user_id: &str) -> bool {
        let pointer = self.live::<Pointer>(key);
        pointer.is_some_and(|pointer| pointer.user_id == user_id)
    }

    pub(super) fn is_noted(&self, ids: &[String], position: usize) -> bool {
        let noted = self.live::<KeyCheck>(keys::KEY_CHECK).unwrap_or_default();
        ids.get(position)
            .is_some_and(|id| noted.all().any(|noted| noted == id))
    }
}

/// What is wrong with a document, and whose it is.
pub(super) fn find(
    keyring: &Keyring,
    seen: &Seen,
    subject: &Subject,
) -> (Vec<Flaw>, Option<String>) {
    match (&subject.matter, Kind::of(&subject.key)) {
        (Matter::Wrong(flaw), kind) => (vec![*flaw], named_by(kind)),
        (Matter::User(user, mail), _) if is_live(&**user, seen) => {
            let flaws = of_user(keyring, seen, user, mail.as_ref());
            (flaws, Some(user.user_id.clone()))
        }
        (Matter::Pointer(pointer), Some(Kind::Reset(digest))) if is_live(pointer, seen) => {
            let flaw = of_reset_token(seen, digest, &pointer.user_id);
            (Vec::from_iter(flaw), Some(pointer.user_id.clone()))
        }
        (Matter::Pointer(pointer), Some(kind)) if is_live(pointer, seen) => {
            let flaw = of_pointer(seen, kind, pointer);
            (Vec::from_iter(flaw), Some(pointer.user_id.clone()))
        }
        (Matter::Search(found), _) if is_live(found, seen) => {
            let flaw = of_search(seen, &subject.key, found);
            (Vec::from_iter(flaw), Some(found.user_id.clone()))
        }
        (Matter::Token(token), Some(Kind::SignUp(digest))) if is_live(token, seen) => {
            let is_listed = |user: &User| user.sign_up_tokens.iter().any(|known| known == digest);
            let flaw = of_owner(seen, &token.user_id, is_listed);
            (Vec::from_iter(flaw), Some(token.user_id.clone()))
        }
        (Matter::Session(session), Some(Kind::Session { user, .. })) if is_live(session, seen) => {
            let has_sessions = |user: &User| user.approval_status != ApprovalStatus::Rejected;
            let flaw = of_owner(seen, user, has_sessions);
            (Vec::from_iter(flaw), Some(user.to_owned()))
        }
        (Matter::SessionLog(log), Some(Kind::SessionLog { user, digest }))
            if is_live(log, seen) =>
        {
            let flaw = of_log(seen, log, &keys::session(user, digest));
            (Vec::from_iter(flaw), Some(user.to_owned()))
        }
        (Matter::KnownSource(known), Some(Kind::KnownSource(user_id))) if is_live(known, seen) => {
            (of_account(seen, user_id), Some(user_id.to_owned()))
        }
        (Matter::Rate(rate), Some(Kind::Rate(user_id))) if is_live(rate, seen) => {
            (of_account(seen, user_id), Some(user_id.to_owned()))
        }
        (
            Matter::Link,
            Some(Kind::Link {
                user,
                auth_type,
                auth_username,
            }),
        ) => {
            let mut found = of_account(seen, user);
            if !seen.leads_to(&keys::linked_to(auth_type, auth_username), user) {
                found.push(Flaw::CredentialMissing);
            }
            (found, Some(user.to_owned()))
        }
        (Matter::Reset(reset), Some(Kind::ResetOf(user_id))) if is_live(reset, seen) => {
            let flaw = of_reset(seen, reset, user_id);
            (Vec::from_iter(flaw), Some(user_id.to_owned()))
        }
        (Matter::Attribute(kept), Some(kind)) => {
            (kept.flaws(keyring, seen, kind), named_by(Some(kind)))
        }
        (Matter::Message(stored, sealed_by), _) if is_live(stored, seen) => {
            let flaw = match sealed_by {
                None => Some(Flaw::Unreadable),
                Some(position) if seen.is_noted(&keyring.ids(), *position) => None,
                Some(_) => Some(Flaw::KeyNotNoted),
            };
            (Vec::from_iter(flaw), None)
        }
        _ => (Vec::new(), None),
    }
}

fn is_live(document: &impl Document, seen: &Seen) -> bool {
    document.expires_at().is_none_or(|end| end > seen.now)
}

/// Whose a document is that cannot be understood.
fn named_by(kind: Option<Kind<'_>>) -> Option<String> {
    match kind? {
        Kind::User(user)
        | Kind::EmailOf { user, .. }
        | Kind::Pending { user, .. }
        | Kind::SuperUser(user)
        | Kind::Session { user, .. }
        | Kind::SessionLog { user, .. }
        | Kind::UserByName { user, .. }
        | Kind::KnownSource(user)
        | Kind::Link { user, .. }
        | Kind::Rate(user)
        | Kind::ResetOf(user)
        | Kind::UserAttribute { user, .. }
        | Kind::SessionAttribute { user, .. } => Some(user.to_owned()),
        _ => None,
    }
}

pub(super) fn of_owner(seen: &Seen, user_id: &str, agrees: impl Fn(&User) -> bool) -> Option<Flaw> {
    match seen.live::<User>(&keys::user(user_id)) {
        None => Some(Flaw::NoUser),
        Some(user) if !agrees(&user) => Some(Flaw::NotOfUser),
        Some(_) => None,
    }
}

fn of_log(seen: &Seen, log: &SessionLog, session: &str) -> Option<Flaw> {
    match seen.live::<Session>(session) {
        None => Some(Flaw::NoSession),
        Some(session) if session.expires_at != log.expires_at => Some(Flaw::EndsApart),
        Some(_) => None,
    }
}

/// What is wrong with a document that only somebody has who was not erased.
fn of_account(seen: &Seen, user_id: &str) -> Vec<Flaw> {
    let has_any = |user: &User| user.canonical_username.is_some();
    Vec::from_iter(of_owner(seen, user_id, has_any))
}

/// A token leads to a user who has begun the reset it belongs to.
fn of_reset_token(seen: &Seen, digest: &str, user_id: &str) -> Option<Flaw> {
    let reset = seen.live::<Reset>(&keys::reset_of(user_id));
    let agrees = |_: &User| reset.as_ref().is_some_and(|reset| reset.token == digest);
    of_owner(seen, user_id, agrees)
}

/// As long as its token is good, a reset has one.
fn of_reset(seen: &Seen, reset: &Reset, user_id: &str) -> Option<Flaw> {
    let is_over = reset.token_expires_at <= seen.now;
    let has_token = is_over || seen.leads_to(&keys::reset(&reset.token), user_id);
    let can_have_one = |user: &User| user.canonical_username.is_some();
    of_owner(seen, user_id, can_have_one).or((!has_token).then_some(Flaw::ResetTokenMissing))
}

fn of_pointer(seen: &Seen, kind: Kind<'_>, pointer: &Pointer) -> Option<Flaw> {
    let is = |known: &Option<String>, text: &str| known.as_deref() == Some(text);
    let agrees = |user: &User| match kind {
        Kind::Username(canonical) => is(&user.canonical_username, canonical),
        Kind::Email(blind) => user.email_verified && is(&user.email_index, blind),
        Kind::EmailOf { blind, user: of } => of == user.user_id && is(&user.email_index, blind),
        Kind::SuperUser(of) => of == user.user_id && user.is_super_user,
        Kind::Pending { since, user: of } => {
            let signed_up = user.sign_up_time.map(Timestamp::sortable);
            of == user.user_id && is_waiting(user) && is(&signed_up, since)
        }
        Kind::LinkedTo {
            auth_type,
            auth_username,
        } => {
            let key = keys::link(&user.user_id, auth_type, auth_username);
            seen.live::<Link>(&key).is_some()
        }
        _ => false,
    };
    let ends_with = |user: &User| pointer.expires_at == user.expires_at;
    of_owner(seen, &pointer.user_id, agrees)
        .or_else(|| of_owner(seen, &pointer.user_id, ends_with).map(|_| Flaw::EndsApart))
}

/// A search document is at its place and says what its user's document says.
fn of_search(seen: &Seen, key: &str, found: &SearchDocument) -> Option<Flaw> {
    let agrees = |user: &User| {
        let right = SearchDocument {
            expires_at: found.expires_at,
            ..search_index::document(user)
        };
        search_index::is_searched(user) && search_index::key(user) == key && right == *found
    };
    let ends_with = |user: &User| found.expires_at == user.expires_at;
    of_owner(seen, &found.user_id, agrees)
        .or_else(|| of_owner(seen, &found.user_id, ends_with).map(|_| Flaw::EndsApart))
}

fn is_waiting(user: &User) -> bool {
    user.approval_status == ApprovalStatus::BeforeDecision
}

fn of_user(keyring: &Keyring, seen: &Seen, user: &User, mail: Option<&Mail>) -> Vec<Flaw> {
    let user_id = &user.user_id;
    let mut found = Vec::new();
    let mut require = |holds: bool, flaw: Flaw| {
        if !holds {
            found.push(flaw);
        }
    };
    if let Some(canonical) = &user.canonical_username {
        let key = keys::username(canonical);
        require(seen.leads_to(&key, user_id), Flaw::UsernameMissing);
    }
    if is_waiting(user) {
        let key = user.sign_up_time.map(|since| keys::pending(since, user_id));
        let is_listed = key.is_some_and(|key| seen.leads_to(&key, user_id));
        require(is_listed, Flaw::PendingMissing);
    }
    if search_index::is_searched(user) {
        let found = seen.live::<SearchDocument>(&search_index::key(user));
        let is_found = found.is_some_and(|found| found.user_id == *user_id);
        require(is_found, Flaw::SearchMissing);
    }
    if user.is_super_user {
        let key = keys::super_user(user_id);
        require(seen.leads_to(&key, user_id), Flaw::SuperUserMissing);
    }
    // (Who is unconfirmed because a super-user said so has no token, and no end.)
    if user.sign_up_status == SignUpStatus::BeforeConfirmation && user.expires_at.is_some() {
        let confirms = |digest: &String| {
            let token = seen.live::<SignUpToken>(&keys::signup(digest));
            token.is_some_and(|token| token.user_id == *user_id && !token.is_used)
        };
        let can_be_confirmed = user.sign_up_tokens.iter().any(confirms);
        require(can_be_confirmed, Flaw::TokenMissing);
    }
    if let Some(index) = &user.email_index {
        let key = keys::email_of(index, user_id);
        require(seen.leads_to(&key, user_id), Flaw::EmailClaimMissing);
    }
    if user.email_verified {
        let key = user.email_index.as_deref().map(keys::email);
        let is_owner = key.is_some_and(|key| seen.leads_to(&key, user_id));
        require(is_owner, Flaw::EmailMissing);
    }
    if user.totp_key.is_some() {
        match totp::open(keyring, user) {
            None => found.push(Flaw::Unreadable),
            Some(opened) if seen.is_noted(&keyring.ids(), opened.position) => {}
            Some(_) => found.push(Flaw::KeyNotNoted),
        }
    }
    match mail {
        Some(mail) => found.extend(of_mail(keyring, seen, user, mail)),
        None if user.email.is_some() => found.push(Flaw::Unreadable),
        None if user.email_index.is_some() => found.push(Flaw::EmailIndexWrong),
        None => {}
    }
    found
}

fn of_mail(keyring: &Keyring, seen: &Seen, user: &User, mail: &Mail) -> Vec<Flaw> {
    let mut found = Vec::new();
    let ids = keyring.ids();
    let filed_by = mail.filed_by(user);
    if !mail.is_filed(user) {
        found.push(Flaw::EmailIndexWrong);
    }
    let mut needed = [Some(mail.sealed_by), filed_by].into_iter().flatten();
    if !needed.all(|position| seen.is_noted(&ids, position)) {
        found.push(Flaw::KeyNotNoted);
    }
    let others = mail
        .indexes
        .iter()
        .filter(|index| user.email_index.as_ref() != Some(index));
    let is_taken = |index: &String| {
        let owner = seen.live::<Pointer>(&keys::email(index));
        owner.is_some_and(|owner| owner.user_id != user.user_id)
    };
    if user.email_verified && others.into_iter().any(is_taken) {
        found.push(Flaw::EmailOwnedTwice);
    }
    found
}
