//! The documented codes as they appear in JSON and in the audit log.

pub use crate::contract::types::SubStatus;

/// The code of a sub-status, such as `E005001`.
#[must_use]
pub fn code(sub_status: SubStatus) -> &'static str {
    match sub_status {
        SubStatus::UsernameInvalid => "E001001",
        SubStatus::UsernameExists => "E001002",
        SubStatus::UsernameTooLong => "E001003",
        SubStatus::UsernameHasWhitespace => "E001004",
        SubStatus::UserIdInvalid => "E001100",
        SubStatus::EmailInvalid => "E002001",
        SubStatus::EmailExists => "E002002",
        SubStatus::EmailTooLong => "E002003",
        SubStatus::EmailHasWhitespace => "E002004",
        SubStatus::EmailMissing => "E002005",
        SubStatus::PasswordInvalid => "E003001",
        SubStatus::PasswordTooShort => "E003002",
        SubStatus::PasswordTooLong => "E003003",
        SubStatus::PasswordExpired => "E003004",
        SubStatus::PasswordAboutToExpireWarning => "W003005",
        SubStatus::PasswordAboutToExpireError => "E003006",
        SubStatus::PasswordMustSendNew => "E003007",
        SubStatus::PasswordNotComplexEnough => "E003008",
        SubStatus::AppListInvalid => "E004001",
        SubStatus::AppListNoSignup => "E004002",
        SubStatus::AuthNotAllowed => "E005001",
        SubStatus::AuthLocked => "E005002",
        SubStatus::AuthInvalidSignupStatus => "E005003",
        SubStatus::AuthNotApproved => "E005004",
        SubStatus::AuthSuperUserRequired => "E005005",
        SubStatus::AuthNoSuchSignUpToken => "E005006",
        SubStatus::AuthSignUpConfirmed => "E005007",
        SubStatus::AuthTotpMissing => "E005008",
        SubStatus::MetadataNotAllowed => "E006001",
        SubStatus::SessionNoSuchSession => "E007001",
        SubStatus::SessionExpired => "E007002",
        SubStatus::CommonInvalidOperation => "E008001",
        SubStatus::CommonInvalidInput => "E008002",
        SubStatus::CommonMissingInput => "E008003",
        SubStatus::CommonInternalError => "E008004",
        SubStatus::AttrAlreadyExists => "E009001",
        SubStatus::AttrNoSuchAttr => "E009002",
        SubStatus::PasswordResetCouldNotAccess => "E010001",
    }
}

/// The codes of several, in their order.
#[must_use]
pub fn codes(sub_status: &[SubStatus]) -> Vec<String> {
    sub_status.iter().map(|one| code(*one).to_owned()).collect()
}
