//! What the operator configured, stanza by stanza.
//!
//! A host passes on what its file says and nothing else: every value is optional, the defaults
//! are in the component. `wit/settings.wit` documents each.

pub mod file;
#[cfg(test)]
mod reference;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::bindings::vestibule::sso::settings as wit;

/// A stanza as the file writes it, and how the component gets it.
macro_rules! stanza {
    ($name:ident => $wit:ident { $($field:ident: $type:ty,)* }) => {
        /// A stanza; `wit/settings.wit` documents each value.
        #[allow(missing_docs, reason = "documented in wit/settings.wit")]
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $(pub $field: Option<$type>,)*
        }

        impl From<&$name> for wit::$wit {
            fn from(stanza: &$name) -> Self {
                Self { $($field: stanza.$field.clone(),)* }
            }
        }
    };
}

stanza!(Apps => AppsStanza {
    all: Vec<String>,
    default: String,
    signup_allowed: Vec<String>,
    login_allowed: Vec<String>,
    login_metadata_allowed: Vec<String>,
    inform_if_app_invalid: bool,
    http_header: String,
});

stanza!(Login => LoginStanza {
    reject_if_not_listed: bool,
    inform_if_locked: bool,
    inform_if_not_confirmed: bool,
    inform_if_not_approved: bool,
    inform_if_totp_missing: bool,
    totp_tolerance: u32,
});

stanza!(Session => SessionStanza {
    expiry: u32,
    max_age: u32,
    idle_time: u32,
    recent_login: u32,
    keep_on_password_change: bool,
});

stanza!(Password => PasswordStanza {
    expiry: u32,
    inform_if_expired: bool,
    inform_if_about_to_expire: bool,
    inform_if_must_be_changed: bool,
    inform_if_invalid: bool,
    about_to_expire_threshold: u32,
    min_length: u32,
    max_length: u32,
    min_complexity: u32,
    reject_list: Vec<String>,
    argon2_memory_kib: u32,
    argon2_iterations: u32,
    argon2_parallelism: u32,
});

stanza!(Signup => SignupStanza {
    enabled: bool,
    is_confirmation_needed: bool,
    is_approval_needed: bool,
    confirm_valid_for: u32,
    returned_token_verifies_email: bool,
    is_email_required: bool,
    max_length_username: u32,
    max_length_email: u32,
    inform_if_user_exists: bool,
    inform_if_user_invalid: bool,
    inform_if_email_exists: bool,
    inform_if_email_invalid: bool,
    email_confirm_enabled: bool,
    email_welcome_enabled: bool,
    callback_url_list: Vec<String>,
});

stanza!(UserValidation => UserValidationStanza {
    reject_username: Vec<String>,
    reject_email: Vec<String>,
});

stanza!(Search => SearchStanza {
    default_page_size: u32,
    max_page_size: u32,
});

stanza!(PasswordReset => PasswordResetStanza {
    valid_for: u32,
    password_change_session_duration: u32,
    user_search_by: String,
});

stanza!(Throttling => ThrottlingStanza {
    window: u32,
    failures_per_account: u32,
    failures_per_source: u32,
    first_wait: u32,
    longest_wait: u32,
    signups_per_source: u32,
    resets_per_source: u32,
});

/// Stanza `linked_auth`: credentials that accounts can be linked to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkedAuth {
    /// `[[linked_auth.definition]]`.
    pub definition: Vec<LinkedAuthDefinition>,
}

/// A credential; `wit/settings.wit` documents each value.
#[allow(missing_docs, reason = "documented in wit/settings.wit")]
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkedAuthDefinition {
    pub auth_type: Option<String>,
    pub username: Option<String>,
    pub password_hash: Option<SecretText>,
}

impl From<&LinkedAuthDefinition> for wit::LinkedAuthDefinition {
    fn from(definition: &LinkedAuthDefinition) -> Self {
        let hash = definition.password_hash.as_ref();
        Self {
            auth_type: definition.auth_type.clone(),
            username: definition.username.clone(),
            password_hash: hash.map(|hash| hash.0.clone()),
        }
    }
}

/// Stanza `main`, as the file writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Main {
    /// Secret keys, 32 bytes each in standard Base64. The first encrypts, all decrypt.
    pub keys: Option<Vec<SecretText>>,
}

/// A text that no log shows.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Everything the component may ask for.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "named after the stanzas")]
pub struct Settings {
    pub main: Main,
    pub apps: Apps,
    pub login: Login,
    pub session: Session,
    pub password: Password,
    pub signup: Signup,
    pub user_validation: UserValidation,
    pub search: Search,
    pub password_reset: PasswordReset,
    pub throttling: Throttling,
    pub linked_auth: LinkedAuth,
    /// By canonical username (NFKC, case-folded).
    pub user_address_list: BTreeMap<String, Vec<String>>,
    /// Whether somebody takes messages from the outbox. If not, none is queued.
    pub is_delivery_configured: bool,
}
