//! The component: the only place that calls the imported functions and implements the exported
//! ones. Everything here hands over and nothing decides.

#![allow(
    unsafe_code,
    reason = "the export macro of wit-bindgen expands to the component's entry points"
)]

use crate::{
    authentication,
    call::Call,
    configuration,
    contract::{
        self, Datetime,
        audit::Event,
        authentication::{Guest as Authentication, LoginRequest, LoginResponse},
        configuration::{Guest as Configuration, Problem, Setting},
        maintenance::{Guest as Maintenance, Inspection, Rewriting},
        outbox::{Guest as Outbox, Message},
        password_hashing::{self, Algorithm, HashingError},
        registration::{
            Guest as Registration, ListPage, PendingSignup, SignupRequest, SignupVerdict,
        },
        rest::{Guest as Rest, PeekedSignup, Request, Response},
        sessions::{Guest as Sessions, Session},
        settings::{
            self, AppsStanza, LoginStanza, MainStanza, PasswordStanza, SessionStanza, SignupStanza,
            UserValidationStanza,
        },
        storage::{self, Check, Clause, Entry, KeyRange, Page, StoreError, Write},
        types::{Authority, Caller, Failure},
        users::{CreateRequest, Guest as Users, User},
    },
    maintenance, outbox,
    platform::Platform,
    registration, rest, sessions,
    timestamp::Timestamp,
    users,
};

/// The imports of the world.
pub struct Imports;

impl Platform for Imports {
    fn now(&self) -> Timestamp {
        let now = contract::wasi::clocks::wall_clock::now();
        Timestamp::from_clock(now.seconds, now.nanoseconds)
    }

    fn random(&self, length: usize) -> Vec<u8> {
        contract::wasi::random::random::get_random_bytes(length as u64)
    }

    fn get(&self, keys: &[String]) -> Result<Vec<Option<Entry>>, StoreError> {
        storage::get(keys)
    }

    fn scan(
        &self,
        range: &KeyRange,
        filter: &[Clause],
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        storage::scan(range, filter, page)
    }

    fn commit(&self, checks: &[Check], writes: &[Write]) -> Result<(), StoreError> {
        storage::commit(checks, writes)
    }

    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Algorithm,
        length: u32,
    ) -> Result<Vec<u8>, HashingError> {
        password_hashing::derive(password, salt, algorithm, length)
    }

    fn main(&self) -> MainStanza {
        settings::main()
    }

    fn apps(&self) -> AppsStanza {
        settings::apps()
    }

    fn login(&self) -> LoginStanza {
        settings::login()
    }

    fn session(&self) -> SessionStanza {
        settings::session()
    }

    fn password(&self) -> PasswordStanza {
        settings::password()
    }

    fn signup(&self) -> SignupStanza {
        settings::signup()
    }

    fn user_validation(&self) -> UserValidationStanza {
        settings::user_validation()
    }

    fn address_list(&self, username: &str) -> Option<Vec<String>> {
        settings::address_list(username)
    }

    fn address_lists(&self) -> Vec<(String, Vec<String>)> {
        settings::address_lists()
    }

    fn emit(&self, event: &Event) {
        contract::audit::emit(event);
    }
}

/// The exports of the world.
pub struct Sso;

fn call(caller: &Caller) -> Call<'static> {
    Call::begin(&Imports, caller)
}

impl Registration for Sso {
    fn signup(
        caller: Caller,
        request: SignupRequest,
        verdict: Option<SignupVerdict>,
    ) -> Result<String, Failure> {
        Ok(registration::signup(
            &mut call(&caller),
            &request,
            verdict.as_ref(),
        )?)
    }

    fn confirm(caller: Caller, confirm_token: String) -> Result<(), Failure> {
        Ok(registration::confirm(&mut call(&caller), &confirm_token)?)
    }

    fn disown(caller: Caller, confirm_token: String) -> Result<(), Failure> {
        Ok(registration::disown(&mut call(&caller), &confirm_token)?)
    }

    fn pending(
        caller: Caller,
        authority: Authority,
        page: ListPage,
    ) -> Result<Vec<PendingSignup>, Failure> {
        Ok(registration::pending(
            &mut call(&caller),
            &authority,
            &page,
        )?)
    }

    fn approve(caller: Caller, authority: Authority, user_id: String) -> Result<(), Failure> {
        Ok(registration::approve(
            &mut call(&caller),
            &authority,
            &user_id,
        )?)
    }

    fn reject(
        caller: Caller,
        authority: Authority,
        user_id: String,
        reason: Option<String>,
    ) -> Result<(), Failure> {
        Ok(registration::reject(
            &mut call(&caller),
            &authority,
            &user_id,
            reason.as_deref(),
        )?)
    }
}

impl Authentication for Sso {
    fn login(caller: Caller, request: LoginRequest) -> Result<LoginResponse, Failure> {
        Ok(authentication::login(&mut call(&caller), &request)?)
    }

    fn logout(caller: Caller, ust: String) -> Result<(), Failure> {
        Ok(authentication::logout(&mut call(&caller), &ust)?)
    }
}

impl Sessions for Sso {
    fn verify(caller: Caller, ust: String) -> Result<Option<Session>, Failure> {
        Ok(sessions::verify(&mut call(&caller), &ust)?)
    }

    fn renew(caller: Caller, ust: String) -> Result<Datetime, Failure> {
        Ok(sessions::renew(&mut call(&caller), &ust)?.into())
    }
}

impl Users for Sso {
    fn create(caller: Caller, request: CreateRequest) -> Result<String, Failure> {
        Ok(users::create(&mut call(&caller), &request)?)
    }

    fn get(caller: Caller, authority: Authority, user_id: Option<String>) -> Result<User, Failure> {
        Ok(users::get(
            &mut call(&caller),
            &authority,
            user_id.as_deref(),
        )?)
    }

    fn has_super_user() -> Result<bool, Failure> {
        Ok(users::has_super_user(&Imports, Imports.now())?)
    }
}

impl Configuration for Sso {
    fn check() -> Vec<Problem> {
        configuration::check(&Imports)
    }

    fn prepare() -> Result<Vec<Problem>, Failure> {
        configuration::prepare(&Imports)
    }

    fn effective() -> Vec<Setting> {
        configuration::effective(&Imports)
    }
}

impl Outbox for Sso {
    fn claim(limit: u32, lease_seconds: u32) -> Result<Vec<Message>, Failure> {
        Ok(outbox::claim(
            &mut Call::of_host(&Imports),
            limit,
            lease_seconds,
        )?)
    }

    fn done(id: String, claim: String) -> Result<(), Failure> {
        Ok(outbox::done(&mut Call::of_host(&Imports), &id, &claim)?)
    }

    fn failed(id: String, claim: String) -> Result<(), Failure> {
        Ok(outbox::failed(&mut Call::of_host(&Imports), &id, &claim)?)
    }
}

impl Maintenance for Sso {
    fn inspect(after: Option<String>) -> Result<Inspection, Failure> {
        Ok(maintenance::inspect(&Imports, after.as_deref())?)
    }

    fn begin_rekey() -> Result<u64, Failure> {
        Ok(maintenance::begin(&mut Call::of_host(&Imports))?)
    }

    fn rekey(after: Option<String>) -> Result<Rewriting, Failure> {
        Ok(maintenance::rewrite(
            &Call::of_host(&Imports),
            after.as_deref(),
        )?)
    }

    fn end_rekey(pass: u64) -> Result<bool, Failure> {
        Ok(maintenance::end(&mut Call::of_host(&Imports), pass)?)
    }
}

impl Rest for Sso {
    fn handle(request: Request) -> Response {
        rest::handle(&Imports, &request)
    }

    fn peek_signup(request: Request) -> Option<PeekedSignup> {
        rest::peek_signup(&request)
    }
}

// The entry points' names are no symbols that a native linker takes.
#[cfg(target_family = "wasm")]
contract::export!(Sso with_types_in contract);
