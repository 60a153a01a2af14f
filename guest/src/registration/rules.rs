//! The built-in validation of a sign-up: the rules for the username, the address and the password of a
//! regular user.

use std::rc::Rc;

use crate::{
    account::{
        MAX_EMAIL, contains_any, is_longer, ordinary_username, shape_of_email, too_long_or_empty,
    },
    call::Call,
    canonical::canonical_email,
    contract::{
        registration::{SignupRequest, SignupVerdict},
        types::SubStatus,
    },
    distinct::distinct,
    fault::{Fault, Refusal, Result},
    limits::{APP_LIST_BYTES, USERNAME_CHARACTERS},
    passwords,
    settings::{apps::Apps, password::Password, signup::Signup, user_validation::UserValidation},
};

/// The settings that a sign-up is checked against.
pub struct Rules {
    /// Stanza `apps`.
    pub apps: Rc<Apps>,
    /// Stanza `signup`.
    pub signup: Rc<Signup>,
    /// Stanza `password`.
    pub password: Rc<Password>,
}

impl Rules {
    /// Loads the stanzas.
    ///
    /// # Errors
    /// As [`crate::settings::Settings::apps`].
    pub fn load(call: &Call<'_>) -> Result<Self> {
        Ok(Self {
            apps: call.settings.apps()?,
            signup: call.settings.signup()?,
            password: call.settings.password()?,
        })
    }

    /// Requires that a sign-up is valid. All problems are reported; the client sees those that the
    /// settings allow.
    ///
    /// # Errors
    /// E001001, E001003, E001004, E002001, E002003 to E002005, E003001 to E003003, E004001.
    pub fn require_valid(
        &self,
        call: &Call<'_>,
        request: &SignupRequest,
        verdict: Option<&SignupVerdict>,
    ) -> Result<()> {
        let mut found = Vec::new();
        if verdict.is_some_and(|verdict| verdict.replaces_built_in) {
            found.extend(storage_problems(request));
        } else {
            let words = call.settings.user_validation()?;
            found.extend(ordinary_username(&self.signup, &words, &request.username));
            found.extend(self.email(&words, request.email.as_deref()));
            found.extend(passwords::policy(&self.password, &request.password));
        }
        let is_unknown = |app: &String| !self.apps.is_known(app);
        if request.app_list.iter().any(is_unknown) || is_too_long(&request.app_list) {
            found.push(SubStatus::AppListInvalid);
        }
        found.extend(verdict.iter().flat_map(|verdict| &verdict.refused));
        self.refuse_problems(found)
    }

    fn email(&self, words: &UserValidation, email: Option<&str>) -> Vec<SubStatus> {
        let Some(email) = email else {
            return if self.signup.is_email_required {
                vec![SubStatus::EmailMissing]
            } else {
                Vec::new()
            };
        };
        let mut found = shape_of_email(email, self.signup.max_length_email);
        if contains_any(email, &words.reject_email) {
            found.push(SubStatus::EmailInvalid);
        }
        found
    }

    fn refuse_problems(&self, mut exact: Vec<SubStatus>) -> Result<()> {
        let mut seen = Vec::new();
        exact.retain(|code| {
            let is_new = !seen.contains(code);
            seen.push(*code);
            is_new
        });
        if exact.is_empty() {
            return Ok(());
        }
        let mut public: Vec<SubStatus> = Vec::new();
        for code in exact.iter().map(|code| self.public_code(*code)) {
            if !public.contains(&code) {
                public.push(code);
            }
        }
        Err(Fault::Refused(Refusal {
            exact,
            public,
            is_unknown_app: false,
            reason: None,
        }))
    }

    /// The code that the answer has in place of this one, as the switches say. A code that could
    /// tell who has an account needs a switch here.
    fn public_code(&self, code: SubStatus) -> SubStatus {
        let is_shown = match code {
            SubStatus::UsernameInvalid
            | SubStatus::UsernameTooLong
            | SubStatus::UsernameHasWhitespace => self.signup.inform_if_user_invalid,
            SubStatus::UsernameExists => self.signup.inform_if_user_exists,
            SubStatus::EmailInvalid
            | SubStatus::EmailTooLong
            | SubStatus::EmailHasWhitespace
            | SubStatus::EmailMissing => self.signup.inform_if_email_invalid,
            SubStatus::EmailExists => self.signup.inform_if_email_exists,
            SubStatus::PasswordInvalid
            | SubStatus::PasswordTooShort
            | SubStatus::PasswordTooLong
            | SubStatus::PasswordNotComplexEnough => self.password.inform_if_invalid,
            SubStatus::AppListInvalid | SubStatus::AppListNoSignup => {
                self.apps.inform_if_app_invalid
            }
            SubStatus::UserIdInvalid
            | SubStatus::PasswordExpired
            | SubStatus::PasswordAboutToExpireWarning
            | SubStatus::PasswordAboutToExpireError
            | SubStatus::PasswordMustSendNew
            | SubStatus::AuthNotAllowed
            | SubStatus::AuthLocked
            | SubStatus::AuthInvalidSignupStatus
            | SubStatus::AuthNotApproved
            | SubStatus::AuthSuperUserRequired
            | SubStatus::AuthNoSuchSignUpToken
            | SubStatus::AuthSignUpConfirmed
            | SubStatus::AuthTotpMissing
            | SubStatus::MetadataNotAllowed
            | SubStatus::SessionNoSuchSession
            | SubStatus::SessionExpired
            | SubStatus::CommonInvalidOperation
            | SubStatus::CommonInvalidInput
            | SubStatus::CommonMissingInput
            | SubStatus::CommonInternalError
            | SubStatus::AttrAlreadyExists
            | SubStatus::AttrNoSuchAttr
            | SubStatus::PasswordResetCouldNotAccess => true,
        };
        if is_shown {
            code
        } else {
            SubStatus::AuthNotAllowed
        }
    }
}

/// Whether a list of applications does not fit into the document of an account.
fn is_too_long(app_list: &[String]) -> bool {
    let json = serde_json::to_string(&distinct(app_list));
    json.map_or(true, |json| json.len() > APP_LIST_BYTES)
}

/// The problems that remain even if the host's validation replaces the built-in one: the account has to
/// fit into the store. The built-in rules are always at least as strict.
fn storage_problems(request: &SignupRequest) -> Vec<SubStatus> {
    let mut found = too_long_or_empty(&request.username, USERNAME_CHARACTERS);
    if request.username.contains('\0') {
        found.push(SubStatus::UsernameInvalid);
    }
    match &request.email {
        Some(email) if is_longer(email, MAX_EMAIL) => found.push(SubStatus::EmailTooLong),
        Some(email) if canonical_email(email).is_none() => found.push(SubStatus::EmailInvalid),
        _ => {}
    }
    if request.password.is_empty() {
        found.push(SubStatus::PasswordTooShort);
    }
    found
}
