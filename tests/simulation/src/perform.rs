//! Calls the guest's typed interface.

mod attributes;
mod search;
mod words;

use vestibule_guest::{
    authentication,
    call::Call,
    contract::{
        authentication::LoginRequest,
        registration::ListPage,
        types::{Authority, Caller},
        users::PasswordRequest,
    },
    outbox, password_reset,
    platform::Platform,
    registration, sessions,
    timestamp::Timestamp,
    totp, users,
};
use words::{create_request, see_session, see_user, signup_request, update_request};

use crate::{
    operation::{By, Operation},
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
            let result = users::create(call, &By::Operator.authority(), &create_request(new));
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
