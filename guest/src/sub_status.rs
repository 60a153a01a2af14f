//! The codes of sub-statuses as they appear in JSON and in the audit log.
//!
//! A test holds this table and `wit/types.wit`, where the documentation of each case begins with
//! its code, to each other. `docs/openapi.json` follows from both.

pub use crate::contract::types::SubStatus;

macro_rules! codes {
    ($($case:ident = $code:literal,)*) => {
        /// The code of a sub-status, such as `E005001`.
        #[must_use]
        pub fn code(sub_status: SubStatus) -> &'static str {
            match sub_status {
                $(SubStatus::$case => $code,)*
            }
        }

        /// All sub-statuses.
        #[cfg(test)]
        pub const ALL: &[SubStatus] = &[$(SubStatus::$case),*];
    };
}

codes! {
    UsernameInvalid = "E001001",
    UsernameExists = "E001002",
    UsernameTooLong = "E001003",
    UsernameHasWhitespace = "E001004",
    UserIdInvalid = "E001100",
    EmailInvalid = "E002001",
    EmailExists = "E002002",
    EmailTooLong = "E002003",
    EmailHasWhitespace = "E002004",
    EmailMissing = "E002005",
    PasswordInvalid = "E003001",
    PasswordTooShort = "E003002",
    PasswordTooLong = "E003003",
    PasswordExpired = "E003004",
    PasswordAboutToExpireWarning = "W003005",
    PasswordAboutToExpireError = "E003006",
    PasswordMustSendNew = "E003007",
    PasswordNotComplexEnough = "E003008",
    AppListInvalid = "E004001",
    AppListNoSignup = "E004002",
    AuthNotAllowed = "E005001",
    AuthLocked = "E005002",
    AuthInvalidSignupStatus = "E005003",
    AuthNotApproved = "E005004",
    AuthSuperUserRequired = "E005005",
    AuthNoSuchSignUpToken = "E005006",
    AuthSignUpConfirmed = "E005007",
    AuthTotpMissing = "E005008",
    MetadataNotAllowed = "E006001",
    SessionNoSuchSession = "E007001",
    SessionExpired = "E007002",
    CommonInvalidOperation = "E008001",
    CommonInvalidInput = "E008002",
    CommonMissingInput = "E008003",
    CommonInternalError = "E008004",
    AttrAlreadyExists = "E009001",
    AttrNoSuchAttr = "E009002",
    PasswordResetCouldNotAccess = "E010001",
}

/// The codes of several, in their order.
#[must_use]
pub fn codes(sub_status: &[SubStatus]) -> Vec<String> {
    sub_status.iter().map(|one| code(*one).to_owned()).collect()
}
