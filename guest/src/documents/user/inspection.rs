//! The row of accounts: what an account has to agree with.

use crate::{
    contract::maintenance::Flaw,
    documents::{
        Erasure, FiledEmail, InspectedDocument, KINDS, Kind, Pointer, RelatedDocuments, SignUpToken,
    },
    keyring::{Keyring, Purpose},
    keys,
};

use super::{SignUpStatus, User};

/// Maximum number of confirmation tokens that are read for a user. The component writes two.
const MAX_TOKENS: usize = 16;

impl Kind for User {
    type Document = Self;
    const KEY: &'static str = "user/<user>";
    const MEANING: &'static str = "an account, also an erased one";
    const ERASURE: Erasure = Erasure::WithAccount;
    /// (`maintenance/rekey/account.rs` seals it again, together with its blind index.)
    const SEALED: &'static [Purpose] = &[Purpose::Email, Purpose::TotpKey];

    fn is_well_formed(found: &InspectedDocument<'_, Self>) -> bool {
        found.document.user_id == found.key.get("user")
    }

    fn related(found: &InspectedDocument<'_, Self>, keyring: &Keyring) -> Vec<String> {
        let user = &found.document;
        let indexes = KINDS.iter().filter_map(|row| row.index);
        let mut related: Vec<String> = indexes.filter_map(|index| index.due_at(user)).collect();
        if let Some(email) = FiledEmail::open(keyring, user) {
            related.extend(email.indexes.iter().map(|index| keys::email(index)));
        }
        let tokens = user.sign_up_tokens.iter().take(MAX_TOKENS);
        related.extend(tokens.map(|digest| keys::signup(digest)));
        related
    }

    fn flaws(found: &InspectedDocument<'_, Self>, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
        let user = &found.document;
        let mut flaws = missing_indexes(user, related);
        if lacks_token(user, related) {
            flaws.push(Flaw::TokenMissing);
        }
        match FiledEmail::open(related.keyring, user) {
            Some(email) => flaws.extend(of_email(user, &email, related)),
            None if user.email.is_none() && user.email_index.is_some() => {
                flaws.push(Flaw::EmailIndexWrong);
            }
            None => {}
        }
        flaws
    }

    fn sealed(user: &Self, purpose: Purpose) -> Option<String> {
        match purpose {
            Purpose::Email => user.email.clone(),
            Purpose::TotpKey => user.totp_key.clone(),
            _ => None,
        }
    }
}

fn missing_indexes(user: &User, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for index in KINDS.iter().filter_map(|row| row.index) {
        let leads_here = |key: &String| related.leads_to(key, &user.user_id);
        if (index.is_due)(user) && !index.due_at(user).as_ref().is_some_and(leads_here) {
            flaws.push(index.missing);
        }
    }
    flaws
}

/// Whether the user has to confirm the sign-up and has no token. (A sign-up that a super-user set to
/// unconfirmed has neither a token nor an expiry.)
fn lacks_token(user: &User, related: &RelatedDocuments<'_>) -> bool {
    let has_to_confirm = user.sign_up_status == SignUpStatus::BeforeConfirmation;
    let confirms = |digest: &String| {
        let token = related.live::<SignUpToken>(&keys::signup(digest));
        token.is_some_and(|token| token.user_id == user.user_id && !token.is_used)
    };
    has_to_confirm && user.expires_at.is_some() && !user.sign_up_tokens.iter().any(confirms)
}

fn of_email(user: &User, email: &FiledEmail, related: &RelatedDocuments<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if !email.is_filed(user) {
        flaws.push(Flaw::EmailIndexWrong);
    }
    // (Whether the sealing key is recorded as needed is checked for every sealed text elsewhere.)
    let filed_by = email.filed_by(user);
    let other_key = filed_by.filter(|position| *position != email.sealed_by);
    if other_key.is_some_and(|position| !related.is_noted(position)) {
        flaws.push(Flaw::KeyNotNoted);
    }
    let is_taken = |index: &String| {
        let owner = related.live::<Pointer>(&keys::email(index));
        owner.is_some_and(|owner| owner.user_id != user.user_id)
    };
    let mut others = email.indexes.iter();
    let is_taken_elsewhere =
        others.any(|index| user.email_index.as_ref() != Some(index) && is_taken(index));
    if user.email_verified && is_taken_elsewhere {
        flaws.push(Flaw::EmailOwnedTwice);
    }
    flaws
}
