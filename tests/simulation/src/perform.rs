//! Calls the guest's typed interface.

mod attributes;
mod search;

use vestibule_guest::{
    authentication,
    call::Call,
    contract::{
        Datetime,
        authentication::LoginRequest,
        registration::{ListPage, SignupRequest},
        sessions::Session,
        types::{Authority, Caller},
        users::{
            ApprovalStatus, Change, CreateRequest, PasswordRequest, SignUpStatus, UpdateRequest,
            User,
        },
    },
    outbox, password_reset,
    platform::Platform,
    registration, sessions,
    timestamp::Timestamp,
    totp, users,
};

use crate::{
    model::{Approval, NOBODY, Seen},
    operation::{Changes, NewAccount, Operation},
    outcome::{Outcome, Reply, micros},
};

pub(crate) fn perform(platform: &dyn Platform, caller: &Caller, operation: &Operation) -> Outcome {
    let call = &mut Call::begin(platform, caller);
    let nothing = |()| Reply::Nothing;
    match operation {
        Operation::SignUp(new) => {
            let result = registration::signup(call, &signup_request(new), None);
            Outcome::of(result, Reply::SignedUp)
        }
        Operation::Create(new) => {
            let result = users::create(call, &Authority::Operator, &create_request(new));
            Outcome::of(result, |user| Reply::Created(user.user_id))
        }
        Operation::Confirm { token } => Outcome::of(registration::confirm(call, token), nothing),
        Operation::Disown { token } => Outcome::of(registration::disown(call, token), nothing),
        Operation::Pending { by } => {
            let page = ListPage {
                cur_page: 1,
                page_size: 100,
            };
            let result = registration::pending(call, &by.authority(), &page);
            Outcome::of(result, |list| {
                Reply::Waiting(list.into_iter().map(|one| one.user_id).collect())
            })
        }
        Operation::Approve { by, user_id } => {
            let result = registration::approve(call, &by.authority(), user_id);
            Outcome::of(result, nothing)
        }
        Operation::Reject {
            by,
            user_id,
            reason,
        } => {
            let result = registration::reject(call, &by.authority(), user_id, reason.as_deref());
            Outcome::of(result, nothing)
        }
        Operation::Login {
            username,
            password,
            code,
            new_password,
        } => {
            let request = LoginRequest {
                username: username.clone(),
                password: password.clone(),
                totp_code: code.clone(),
                new_password: new_password.clone(),
                metadata: None,
            };
            Outcome::of(authentication::login(call, &request), |response| {
                let until = micros(response.expiration_time);
                Reply::Session(response.ust, response.user_id, until)
            })
        }
        Operation::Logout { ust } => Outcome::of(authentication::logout(call, ust), nothing),
        Operation::Verify { ust } => Outcome::of(sessions::verify(call, ust), |session| {
            Reply::Seen(see_session(session))
        }),
        Operation::VerifyAs { .. } => Outcome::Malformed("only over REST".to_owned()),
        Operation::Renew { ust } => Outcome::of(sessions::renew(call, ust), |until: Timestamp| {
            Reply::Renewed(micros(until.into()))
        }),
        Operation::End { ust, which } => {
            let authority = Authority::Session(ust.clone());
            let result = sessions::end(call, &authority, None, Some(which));
            Outcome::of(result, nothing)
        }
        Operation::Get { by, user_id } => {
            let result = users::get(call, &by.authority(), user_id.as_deref());
            Outcome::of(result, |user| Reply::Seen(see_user(&user)))
        }
        Operation::Lock { by, user_id } => {
            Outcome::of(users::lock(call, &by.authority(), user_id), nothing)
        }
        Operation::Unlock { by, user_id } => {
            Outcome::of(users::unlock(call, &by.authority(), user_id), nothing)
        }
        Operation::Delete { by, user_id } => {
            Outcome::of(users::delete(call, &by.authority(), user_id), nothing)
        }
        Operation::ChangePassword {
            by,
            user_id,
            old,
            new,
            must_change,
        } => {
            let request = PasswordRequest {
                user_id: user_id.clone(),
                old_password: old.clone(),
                new_password: new.clone(),
                must_change: *must_change,
                expiry: None,
            };
            let result = users::change_password(call, &by.authority(), &request);
            Outcome::of(result, nothing)
        }
        Operation::Update {
            by,
            user_id,
            changes,
        } => {
            let request = users::Changes::from(update_request(changes));
            let result = users::update(call, &by.authority(), user_id.as_deref(), &request);
            Outcome::of(result, nothing)
        }
        Operation::Search { by, criteria } => search::perform(call, &by.authority(), criteria),
        Operation::ResetTotp { by, user_id, key } => {
            let result = totp::reset(call, &by.authority(), user_id.as_deref(), *key, None);
            Outcome::of(result, |setup| Reply::Key(setup.totp_key))
        }
        Operation::Attributes(asked) => attributes::perform(call, asked),
        Operation::BeginReset { username } => {
            Outcome::of(password_reset::begin(call, username), nothing)
        }
        Operation::ExchangeReset { token } => {
            let result = password_reset::exchange(call, token);
            Outcome::of(result, |key| Reply::Exchanged(token.clone(), key))
        }
        Operation::CompleteReset {
            token,
            key,
            password,
        } => {
            let result = password_reset::complete(call, token, key, password);
            Outcome::of(result, nothing)
        }
        Operation::Claim { limit, lease } => {
            Outcome::of(outbox::claim(call, *limit, *lease), Reply::Messages)
        }
        Operation::Done { id, claim } => Outcome::of(outbox::done(call, id, claim), nothing),
        Operation::Failed { id, claim } => Outcome::of(outbox::failed(call, id, claim), nothing),
    }
}

fn signup_request(new: &NewAccount) -> SignupRequest {
    SignupRequest {
        username: new.username.clone(),
        password: new.password.clone(),
        email: new.email.clone(),
        app_list: vec![new.app.clone()],
    }
}

fn create_request(new: &NewAccount) -> CreateRequest {
    CreateRequest {
        username: new.username.clone(),
        password: Some(new.password.clone()),
        password_must_change: false,
        email: new.email.clone(),
        display_name: None,
        first_name: None,
        middle_name: None,
        last_name: None,
        is_locked: false,
        sign_up_status: None,
        is_rate_limit_active: false,
        rate_limit_def: None,
        is_totp_enabled: new.is_totp_enabled,
        totp_key: new.totp_key.map(ToOwned::to_owned),
        totp_label: None,
        auto_approve: false,
        is_super_user: new.is_super_user,
    }
}

fn update_request(changes: &Changes) -> UpdateRequest {
    let set = |text: &Option<String>| text.clone().map_or(Change::Clear, Change::Set);
    UpdateRequest {
        username: changes.username.clone(),
        email: changes.email.as_ref().map(set),
        display_name: changes.display_name.clone().map(Change::Set),
        first_name: changes.first_name.clone().map(Change::Set),
        middle_name: None,
        last_name: None,
        is_totp_enabled: changes.is_totp_enabled,
        totp_label: None,
        is_locked: changes.is_locked,
        password_expiry: changes.password_expiry.map(|seconds| Datetime {
            seconds,
            nanoseconds: 0,
        }),
        password_must_change: changes.must_change,
        sign_up_status: changes.is_confirmed.map(sign_up_status),
        approval_status: changes.approval.map(approval_status),
    }
}

fn sign_up_status(is_confirmed: bool) -> SignUpStatus {
    match is_confirmed {
        true => SignUpStatus::Final,
        false => SignUpStatus::BeforeConfirmation,
    }
}

fn approval_status(approval: Approval) -> ApprovalStatus {
    match approval {
        Approval::Waits => ApprovalStatus::BeforeDecision,
        Approval::Approved => ApprovalStatus::Approved,
        Approval::Rejected => ApprovalStatus::Rejected,
    }
}

fn see_session(session: Option<Session>) -> String {
    session.map_or(NOBODY.to_owned(), |session| session.user_id)
}

fn see_user(user: &User) -> String {
    let administration = user.administration.as_ref();
    let seen = Seen {
        user_id: &user.user_id,
        username: user.username.as_deref(),
        email: user.email.as_deref(),
        is_verified: user.email_verified,
        is_confirmed: administration.map(|more| more.sign_up_status == SignUpStatus::Final),
        approval: administration.map(|more| match more.approval_status {
            ApprovalStatus::BeforeDecision => "waits",
            ApprovalStatus::Approved => "approved",
            ApprovalStatus::Rejected => "rejected",
        }),
    };
    seen.to_string()
}
