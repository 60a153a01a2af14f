//! The component's functions for hosts and operators only, which no request reaches.

use std::{
    fmt::Debug,
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
};

use futures_util::{FutureExt, TryFutureExt, future::BoxFuture};
use vestibule::{
    Error,
    types::{ApprovalStatus, Caller, ImportedAccount},
};

use super::{PROGRAM_PASSWORD, World, caller};

/// The longest page.
const ALL: u32 = 100;
/// Seconds that a message is taken for.
const LEASE: u32 = 60;

/// Makes the call; returns its result.
pub(crate) type HostCall = for<'a> fn(&'a World, &'a Ready) -> BoxFuture<'a, Result<String, Error>>;

/// Each under its name in the contract.
pub(crate) const HOST_CALLS: &[(&str, HostCall)] = &[
    ("users.has-super-user", |world, _| {
        told(world.sso.has_super_user())
    }),
    ("linked-auth.log-in", |world, ready| {
        told(
            world
                .sso
                .log_in_linked(&ready.caller, "batch", PROGRAM_PASSWORD),
        )
    }),
    ("linked-auth.hash-password", |world, _| {
        told(world.sso.hash_password(PROGRAM_PASSWORD))
    }),
    ("configuration.stanzas", |world, _| {
        told(world.sso.stanzas())
    }),
    ("configuration.check", |world, _| {
        told(world.sso.check_settings())
    }),
    ("configuration.prepare", |world, _| {
        told(world.sso.prepare())
    }),
    ("configuration.effective", |world, _| {
        told(world.sso.effective_settings())
    }),
    ("outbox.claim", |world, _| {
        told(world.sso.claim_messages(ALL, LEASE))
    }),
    ("outbox.claim-callbacks", |world, _| {
        told(world.sso.claim_callbacks(ALL, LEASE))
    }),
    ("outbox.done", |world, ready| {
        told(world.sso.message_done(&ready.message, &ready.claim))
    }),
    ("outbox.failed", |world, ready| {
        told(world.sso.message_failed(&ready.message, &ready.claim))
    }),
    ("maintenance.inspect", |world, _| {
        told(world.sso.inspect(None))
    }),
    ("maintenance.begin-rekey", |world, _| {
        told(world.sso.begin_rekey())
    }),
    ("maintenance.rekey", |world, _| {
        told(world.sso.rekey_page(None))
    }),
    ("maintenance.end-rekey", |world, ready| {
        told(world.sso.end_rekey(&ready.pass))
    }),
    ("maintenance.import-accounts", |world, ready| {
        told(world.sso.import_accounts(&ready.accounts, false))
    }),
];

fn told<'a, T: Debug + 'a>(
    call: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> BoxFuture<'a, Result<String, Error>> {
    call.map_ok(|answer| format!("{answer:?}")).boxed()
}

/// Data for the calls: a claimed message, and the pass of a rekey, if one has begun.
pub(crate) struct Ready {
    caller: Caller,
    message: String,
    claim: String,
    pass: String,
    accounts: Vec<ImportedAccount>,
}

impl Ready {
    /// Signs a user up to have a message, claims it and leaves the others.
    pub(crate) async fn in_world(world: &World, name: &str) -> Self {
        world.signup(name).await.ok();
        let taken = world.sso.claim_messages(1, LEASE).await.unwrap();
        let message = taken.into_iter().next().expect("a message");
        Self {
            caller: caller(),
            message: message.id,
            claim: message.claim,
            pass: String::new(),
            accounts: vec![imported_account(&format!("imported-{name}"))],
        }
    }

    /// Rewrites everything, so that the pass can end.
    pub(crate) async fn rewrite(&mut self, world: &World) {
        self.pass = world.sso.begin_rekey().await.unwrap();
        let mut next = None;
        loop {
            let page = world.sso.rekey_page(next.as_deref()).await.unwrap();
            next = page.next;
            if next.is_none() {
                break;
            }
        }
    }
}

/// An account of another system, without a password. The ID belongs to the name, but does not show it:
/// IDs are in log lines.
pub(crate) fn imported_account(name: &str) -> ImportedAccount {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    ImportedAccount {
        user_id: format!("zusr{:016x}", hasher.finish()),
        username: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        email_verified: true,
        display_name: None,
        first_name: None,
        middle_name: None,
        last_name: None,
        locale: None,
        is_super_user: false,
        is_locked: false,
        approval_status: ApprovalStatus::Approved,
        sign_up_time: None,
        password_hash: None,
        password_last_set: None,
        password_expiry: None,
        password_must_change: false,
        is_totp_enabled: false,
        totp_key: None,
        totp_label: None,
        is_rate_limit_active: false,
        rate_limit_def: None,
        attributes: Vec::new(),
    }
}
