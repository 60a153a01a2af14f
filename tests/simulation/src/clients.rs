//! The clients: what they know, and what they do next.
//!
//! They know what answers and mails told them: a confirmation token from the sign-up's answer, if
//! it arrived; another only from a message that was claimed; a UST from a login. Mostly they do
//! what makes sense, often too late, twice, or with what is somebody else's.

use crate::{
    cast::{self, ADDRESSES, PASSWORDS, USERNAMES},
    dice::Dice,
    model::{Account, Approval, Model},
    operation::{By, NewAccount, Operation},
    outcome::{Outcome, Reply},
};

use vestibule_guest::contract::outbox::Content;

#[derive(Default)]
pub(crate) struct Clients {
    tokens: Vec<String>,
    usts: Vec<String>,
    /// Message and claim.
    claims: Vec<(String, String)>,
    rejections: u64,
}

impl Clients {
    /// What an answer tells.
    pub(crate) fn learn(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done(Reply::SignedUp(token)) => self.tokens.push(token.clone()),
            Outcome::Done(Reply::Session(ust, ..)) => self.usts.push(ust.clone()),
            Outcome::Done(Reply::Messages(messages)) => {
                for message in messages {
                    let claim = (message.id.clone(), message.claim.clone());
                    self.claims.push(claim);
                    if let Content::SignupConfirm(body) = &message.content {
                        self.tokens.push(body.confirm_token.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// What somebody does next.
    pub(crate) fn next(&mut self, model: &Model, dice: &Dice) -> Operation {
        match dice.below(100) {
            0..18 => Operation::SignUp(sign_up(model, dice)),
            18..20 => Operation::Create(creation(dice)),
            20..35 => Operation::Confirm {
                token: self.token(dice),
            },
            35..40 => Operation::Disown {
                token: self.token(dice),
            },
            40..43 => Operation::Pending {
                by: self.by(model, dice),
            },
            43..52 => Operation::Approve {
                by: self.by(model, dice),
                user_id: user_id(model, dice),
            },
            52..57 => Operation::Reject {
                by: self.by(model, dice),
                user_id: user_id(model, dice),
                reason: self.reason(dice),
            },
            57..73 => login(model, dice),
            73..77 => Operation::Logout {
                ust: self.ust(dice),
            },
            77..82 => Operation::Verify {
                ust: self.ust(dice),
            },
            82..84 => Operation::VerifyAs {
                by: By::Ust(self.super_user(model, dice)),
                ust: self.ust(dice),
            },
            84..88 => Operation::Renew {
                ust: self.ust(dice),
            },
            88..91 => Operation::Get {
                by: self.by(model, dice),
                user_id: dice.chance(500).then(|| user_id(model, dice)),
            },
            91..96 => Operation::Claim {
                limit: dice.between(1, 4) as u32,
                lease: dice.between(1, 120) as u32,
            },
            number => {
                let (id, claim) = dice.pick_recent(&self.claims).cloned().unwrap_or_default();
                match number {
                    96..98 => Operation::Done { id, claim },
                    _ => Operation::Failed { id, claim },
                }
            }
        }
    }

    fn token(&self, dice: &Dice) -> String {
        known_or(&self.tokens, "no-such-token", dice)
    }

    fn ust(&self, dice: &Dice) -> String {
        known_or(&self.usts, "no-such-ust", dice)
    }

    /// Reasons are told apart, so that each can be looked for.
    fn reason(&mut self, dice: &Dice) -> Option<String> {
        self.rejections += 1;
        let reason = format!("We do not know you, reason {}.", 1_000 + self.rejections);
        dice.chance(700).then_some(reason)
    }

    fn by(&self, model: &Model, dice: &Dice) -> By {
        match dice.below(10) {
            0..5 => By::Operator,
            5..9 => By::Ust(self.super_user(model, dice)),
            _ => By::Ust(self.ust(dice)),
        }
    }

    /// The UST of a super-user, if there is one.
    fn super_user(&self, model: &Model, dice: &Dice) -> String {
        let is_super_user = |ust: &&String| {
            let session = model.usts.get(*ust).and_then(|key| model.sessions.get(key));
            let account = session.and_then(|session| model.accounts.get(&session.user_id));
            account.is_some_and(|account| account.is_super_user)
        };
        let usts: Vec<String> = self.usts.iter().filter(is_super_user).cloned().collect();
        known_or(&usts, "no-such-ust", dice)
    }
}

/// Something known, mostly.
fn known_or(known: &[String], unknown: &str, dice: &Dice) -> String {
    let known = dice.pick_recent(known).filter(|_| !dice.chance(40));
    known.map_or(unknown, String::as_str).to_owned()
}

fn password(dice: &Dice) -> String {
    dice.pick(PASSWORDS).copied().unwrap_or_default().to_owned()
}

fn sign_up(model: &Model, dice: &Dice) -> NewAccount {
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

/// What the operator makes; now and then a super-user.
fn creation(dice: &Dice) -> NewAccount {
    let mut new = NewAccount {
        username: cast::anyone(USERNAMES, dice),
        email: dice.chance(500).then(|| cast::anyone(ADDRESSES, dice)),
        password: password(dice),
        app: "CRM".to_owned(),
        is_super_user: dice.chance(300),
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

/// Somebody who waits for a decision, or anybody.
fn user_id(model: &Model, dice: &Dice) -> String {
    let waits = |account: &Account| account.approval == Approval::Waits;
    let everybody = dice.chance(300);
    let accounts = model.accounts.iter();
    let ids: Vec<&String> = accounts
        .filter(|(_, account)| everybody || waits(account))
        .map(|(user_id, _)| user_id)
        .collect();
    let known = dice.pick(&ids).filter(|_| !dice.chance(30));
    known.map_or("no-such-user", |id| id.as_str()).to_owned()
}

/// With the right password, mostly.
fn login(model: &Model, dice: &Dice) -> Operation {
    let with_name: Vec<&Account> = model
        .accounts
        .values()
        .filter(|account| account.username.is_some())
        .collect();
    let account = dice.pick(&with_name).filter(|_| dice.chance(900));
    let username = account.and_then(|account| account.username.clone());
    let right = account.map(|account| account.password.clone());
    Operation::Login {
        username: username.unwrap_or_else(|| cast::anyone(USERNAMES, dice)),
        password: right
            .filter(|_| dice.chance(850))
            .unwrap_or_else(|| password(dice)),
        new_password: dice.chance(500).then(|| password(dice)),
    }
}
