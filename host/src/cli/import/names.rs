//! The names of the problems of an account, as in `wit/maintenance.wit`.

use vestibule::types::ImportProblem;

pub(super) fn of(problem: ImportProblem) -> &'static str {
    match problem {
        ImportProblem::UserIdInvalid => "user-id-invalid",
        ImportProblem::UsernameInvalid => "username-invalid",
        ImportProblem::UsernameTooLong => "username-too-long",
        ImportProblem::UsernameHasWhitespace => "username-has-whitespace",
        ImportProblem::UsernameExists => "username-exists",
        ImportProblem::EmailInvalid => "email-invalid",
        ImportProblem::EmailTooLong => "email-too-long",
        ImportProblem::EmailHasWhitespace => "email-has-whitespace",
        ImportProblem::EmailExists => "email-exists",
        ImportProblem::NameInvalid => "name-invalid",
        ImportProblem::LocaleInvalid => "locale-invalid",
        ImportProblem::TimeInvalid => "time-invalid",
        ImportProblem::PasswordHashInvalid => "password-hash-invalid",
        ImportProblem::TotpKeyInvalid => "totp-key-invalid",
        ImportProblem::TotpKeyMissing => "totp-key-missing",
        ImportProblem::RateLimitInvalid => "rate-limit-invalid",
        ImportProblem::AttributeInvalid => "attribute-invalid",
    }
}
