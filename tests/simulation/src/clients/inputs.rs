//! Inputs: names, addresses and passwords, mostly valid.

use crate::{
    cast::{self, ADDRESSES, LOCALES, PASSWORDS, USERNAMES},
    clients::totp::{code_of, key},
    dice::Dice,
    model::{Account, Approval, Model},
    operation::{NewAccount, Operation},
};

pub(super) fn password(dice: &Dice) -> String {
    dice.pick(PASSWORDS).copied().unwrap_or_default().to_owned()
}

pub(super) fn sign_up(model: &Model, dice: &Dice) -> NewAccount {
    let is_missing = match model.configuration.is_email_required {
        true => dice.chance(30),
        false => dice.chance(250),
    };
    let mut new = NewAccount {
        username: cast::anyone(USERNAMES, dice),
        email: (!is_missing).then(|| cast::anyone(ADDRESSES, dice)),
        password: password(dice),
        app: "CRM".to_owned(),
        is_super_user: false,
        totp_key: None,
        is_totp_enabled: false,
        locale: dice.pick(LOCALES).copied(),
        flaw: None,
    };
    if !is_missing {
        match dice.below(60) {
            0 => new.spoil_username("has white space", "E001004"),
            1 => new.spoil_username("The.Admin", "E001001"),
            2 => new.spoil_email(),
            3 => new.spoil_password(),
            4 => {
                new.app = "unknown".to_owned();
                new.flaw = Some("E004001");
            }
            _ => {}
        }
    }
    new
}

/// An account that the operator creates; now and then a super-user.
pub(super) fn creation(dice: &Dice) -> NewAccount {
    let mut new = NewAccount {
        username: cast::anyone(USERNAMES, dice),
        email: dice.chance(500).then(|| cast::anyone(ADDRESSES, dice)),
        password: password(dice),
        app: "CRM".to_owned(),
        is_super_user: dice.chance(600),
        totp_key: dice.chance(400).then(|| key(dice)),
        is_totp_enabled: dice.chance(250),
        locale: dice.pick(LOCALES).copied(),
        flaw: None,
    };
    match dice.below(30) {
        0 => new.spoil_username("has white space", "E001004"),
        1 => new.spoil_email(),
        2 => new.spoil_password(),
        _ => {}
    }
    new
}

impl NewAccount {
    fn spoil_username(&mut self, username: &str, code: &'static str) {
        self.username = username.to_owned();
        self.flaw = Some(code);
    }

    fn spoil_email(&mut self) {
        self.email = Some("no.address@".to_owned());
        self.flaw = Some("E002001");
    }

    fn spoil_password(&mut self) {
        self.password = "short".to_owned();
        self.flaw = Some("E003002");
    }
}

/// A user who waits for a decision, or any user.
pub(super) fn user_id(model: &Model, dice: &Dice) -> String {
    let waits = |account: &Account| account.approval == Approval::Waits;
    let everybody = dice.chance(300);
    let accounts = model.accounts.iter();
    let mut ids: Vec<&String> = accounts
        .filter(|(_, account)| everybody || waits(account))
        .map(|(user_id, _)| user_id)
        .collect();
    if ids.is_empty() {
        ids = model.accounts.keys().collect();
    }
    let known = dice.pick(&ids).filter(|_| !dice.chance(30));
    known.map_or("no-such-user", |id| id.as_str()).to_owned()
}

/// Any user.
pub(super) fn anybody(model: &Model, dice: &Dice) -> String {
    let ids: Vec<&String> = model.accounts.keys().collect();
    let known = dice.pick(&ids).filter(|_| !dice.chance(30));
    known.map_or("no-such-user", |id| id.as_str()).to_owned()
}

/// A login of any user.
pub(super) fn login(model: &Model, dice: &Dice) -> Operation {
    let with_name: Vec<&Account> = model
        .accounts
        .values()
        .filter(|account| account.username.is_some())
        .collect();
    login_of(dice.pick(&with_name).copied(), model, dice)
}

/// A login, mostly with the correct password.
pub(super) fn login_of(account: Option<&Account>, model: &Model, dice: &Dice) -> Operation {
    let account = account.filter(|_| dice.chance(900));
    let username = account.and_then(|account| account.username.clone());
    let right = account.map(|account| account.password.clone());
    let code = account.and_then(|account| code_of(account, model, dice));
    Operation::Login {
        username: username.unwrap_or_else(|| cast::anyone(USERNAMES, dice)),
        password: right
            .filter(|_| dice.chance(850))
            .unwrap_or_else(|| password(dice)),
        code,
        new_password: dice.chance(500).then(|| password(dice)),
    }
}
