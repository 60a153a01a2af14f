//! The tokens that confirm a sign-up or prove an e-mail address.

use crate::{
    documents::{Delivery, SignUpToken, User},
    fault::Result,
    keys,
    store::Commit,
    timestamp::Timestamp,
    tokens,
};

/// Stores a confirmation token. The user's document has to list its digest (`sign_up_tokens`).
pub(crate) fn put_token(
    commit: &mut Commit,
    user: &User,
    token: &str,
    delivery: Delivery,
    expires_at: Timestamp,
) -> Result<()> {
    commit.put(
        keys::signup(&tokens::digest(token)),
        &SignUpToken {
            user_id: user.user_id.clone(),
            delivery,
            is_used: false,
            expires_at,
        },
    )
}
