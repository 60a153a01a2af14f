//! The contents of an imported account, as far as they can be checked without the stored data.

use crate::{
    access,
    account::{MAX_EMAIL, shape_of_email, shape_of_username},
    contract::{
        Datetime,
        maintenance::{ImportProblem, ImportedAccount},
        types::SubStatus,
    },
    documents::{AUTO, User},
    keys,
    limits::{NAME_CHARACTERS, USERNAME_CHARACTERS},
    locale,
    passwords::StoredHash,
    rate_limits,
    timestamp::Timestamp,
};

/// Characters of the definition of a rate limit.
const MAX_RATE_LIMIT: usize = 2_000;

/// The account without what is sealed, or what is wrong with it. A password without an expiry expires
/// after `expiry` days.
pub(super) fn checked_user(
    account: &ImportedAccount,
    now: Timestamp,
    expiry: u32,
) -> Result<User, Vec<ImportProblem>> {
    let mut problems = Problems(Vec::new());
    problems.require(
        keys::is_user_id(&account.user_id),
        ImportProblem::UserIdInvalid,
    );
    let mut shape = shape_of_username(&account.username, USERNAME_CHARACTERS);
    if let Some(email) = &account.email {
        shape.extend(shape_of_email(email, MAX_EMAIL));
    }
    problems.0.extend(shape.into_iter().map(of_shape));
    let [display_name, first_name, middle_name, last_name, totp_label] = [
        &account.display_name,
        &account.first_name,
        &account.middle_name,
        &account.last_name,
        &account.totp_label,
    ]
    .map(|name| problems.text(name.as_deref(), NAME_CHARACTERS, ImportProblem::NameInvalid));
    let limits = ImportProblem::RateLimitInvalid;
    let rate_limit_def = problems.text(account.rate_limit_def.as_deref(), MAX_RATE_LIMIT, limits);
    let has_valid_limits = rate_limit_def.as_deref().is_none_or(rate_limits::is_valid);
    problems.require(has_valid_limits, limits);
    let hash = account.password_hash.as_deref();
    let is_hash_known = hash.is_none_or(|hash| StoredHash::parse(hash).is_some());
    problems.require(is_hash_known, ImportProblem::PasswordHashInvalid);
    let has_key = account.totp_key.is_some() || !account.is_totp_enabled;
    problems.require(has_key, ImportProblem::TotpKeyMissing);
    let are_own = account
        .attributes
        .iter()
        .all(|input| input.user_id.is_none());
    problems.require(are_own, ImportProblem::AttributeInvalid);
    let locale = locale::wanted(account.locale.as_deref());
    problems.require(locale.is_ok(), ImportProblem::LocaleInvalid);
    let user = User {
        username: Some(account.username.clone()),
        display_name,
        first_name,
        middle_name,
        last_name,
        locale: locale.unwrap_or_default(),
        is_super_user: account.is_super_user,
        is_locked: account.is_locked,
        locked_time: account.is_locked.then_some(now),
        locked_by: account.is_locked.then(|| access::OPERATOR.to_owned()),
        approval_status: account.approval_status.into(),
        password: account.password_hash.clone(),
        password_last_set: problems.time(account.password_last_set).or(Some(now)),
        password_expiry: problems
            .time(account.password_expiry)
            .or(Some(now.plus_days(expiry))),
        password_must_change: account.password_must_change,
        is_totp_enabled: account.is_totp_enabled,
        totp_label,
        is_rate_limit_active: account.is_rate_limit_active,
        rate_limit_def,
        sign_up_time: problems.time(account.sign_up_time).or(Some(now)),
        sign_up_confirm_time: Some(now),
        ..User::blank(&account.user_id, now, AUTO)
    };
    if problems.0.is_empty() {
        Ok(user)
    } else {
        Err(problems.0)
    }
}

struct Problems(Vec<ImportProblem>);

impl Problems {
    fn require(&mut self, holds: bool, problem: ImportProblem) {
        if !holds && !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// A text without the blanks around it; `None` if nothing is left.
    fn text(
        &mut self,
        text: Option<&str>,
        max_length: usize,
        problem: ImportProblem,
    ) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let is_acceptable = text.chars().count() <= max_length && !text.contains('\0');
        self.require(is_acceptable, problem);
        Some(text.to_owned())
    }

    fn time(&mut self, time: Option<Datetime>) -> Option<Timestamp> {
        let time = time.map(|time| Timestamp::from_clock(time.seconds, time.nanoseconds))?;
        self.require(time.is_a_date(), ImportProblem::TimeInvalid);
        Some(time)
    }
}

fn of_shape(code: SubStatus) -> ImportProblem {
    match code {
        SubStatus::UsernameTooLong => ImportProblem::UsernameTooLong,
        SubStatus::UsernameHasWhitespace => ImportProblem::UsernameHasWhitespace,
        SubStatus::EmailTooLong => ImportProblem::EmailTooLong,
        SubStatus::EmailHasWhitespace => ImportProblem::EmailHasWhitespace,
        SubStatus::EmailInvalid => ImportProblem::EmailInvalid,
        _ => ImportProblem::UsernameInvalid,
    }
}
