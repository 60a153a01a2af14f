//! The clients: their knowledge, and their next operations.
//!
//! Clients learn from answers and mails: a confirmation token from the sign-up's answer, if it arrived;
//! another only from a claimed message; a UST from a login. Mostly they do sensible things, but often
//! too late, twice, or with another user's values.

mod administration;
mod attributes;
mod inputs;
mod rivals;
mod search;
mod totp;

use inputs::{anybody, creation, login, sign_up, user_id};
use vestibule_guest::{
    contract::{outbox::Content, sessions::Which},
    tokens::digest,
};

use crate::{
    dice::Dice,
    model::Model,
    operation::{By, Operation},
    outcome::{Outcome, Reply},
};

#[derive(Default)]
pub(crate) struct Clients {
    tokens: Vec<String>,
    usts: Vec<String>,
    /// Message and claim.
    claims: Vec<(String, String)>,
    /// Of password resets.
    reset_tokens: Vec<String>,
    /// Token and reset key.
    reset_keys: Vec<(String, String)>,
    rejections: u64,
    names: u64,
    values: u64,
}

impl Clients {
    /// Learns from an answer.
    pub(crate) fn learn(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done(Reply::SignedUp(token)) => self.tokens.push(token.clone()),
            Outcome::Done(Reply::Exchanged(token, key)) => {
                self.reset_keys.push((token.clone(), key.clone()));
            }
            Outcome::Done(Reply::Session(ust, ..)) => self.usts.push(ust.clone()),
            Outcome::Done(Reply::Messages(messages)) => {
                for message in messages {
                    let claim = (message.id.clone(), message.claim.clone());
                    self.claims.push(claim);
                    match &message.content {
                        Content::SignupConfirm(body) => {
                            self.tokens.push(body.confirm_token.clone());
                        }
                        Content::EmailConfirm(body) => {
                            self.tokens.push(body.confirm_token.clone());
                        }
                        Content::PasswordReset(body) => self.reset_tokens.push(body.token.clone()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// The next operation of a client.
    pub(crate) fn next(&mut self, model: &Model, dice: &Dice) -> Operation {
        if dice.chance(200) {
            return self.administer(&anybody(model, dice), model, dice);
        }
        if dice.chance(if self.reset_tokens.is_empty() { 30 } else { 90 }) {
            return self.reset(None, model, dice);
        }
        if dice.chance(130) {
            return self.attributes(model, dice);
        }
        if let (true, Some(next)) = (dice.chance(70), self.with_codes(model, dice)) {
            return next;
        }
        match dice.below(100) {
            0..15 => Operation::SignUp(sign_up(model, dice)),
            15..17 => Operation::Create(creation(dice)),
            17..33 => Operation::Confirm {
                token: self.token(model, dice),
            },
            33..39 => Operation::Disown {
                token: self.token(model, dice),
            },
            39..43 => self.search(model, dice),
            43..45 => Operation::Pending {
                by: self.by(model, dice),
            },
            45..51 => Operation::Approve {
                by: self.by(model, dice),
                user_id: user_id(model, dice),
            },
            51..57 => Operation::Reject {
                by: self.by(model, dice),
                user_id: user_id(model, dice),
                reason: self.reason(dice),
            },
            57..73 => login(model, dice),
            73..76 => Operation::Logout {
                ust: self.ust(model, dice),
            },
            76..79 => self.end(model, dice),
            79..82 => Operation::Verify {
                ust: self.ust(model, dice),
            },
            82..84 => Operation::VerifyAs {
                by: By::Ust(self.super_user(model, dice)),
                ust: self.ust(model, dice),
            },
            84..88 => Operation::Renew {
                ust: self.ust(model, dice),
            },
            88..91 => Operation::Get {
                by: self.by(model, dice),
                user_id: dice.chance(500).then(|| user_id(model, dice)),
            },
            91..96 => Operation::Claim {
                limit: dice.pick(&[1, 2, 20]).copied().unwrap_or(1),
                lease: dice.between(1, 120) as u32,
            },
            number => {
                let (id, mut claim) = dice.pick_recent(&self.claims).cloned().unwrap_or_default();
                if dice.chance(100) {
                    claim = dice.pick(&self.claims).cloned().unwrap_or_default().1;
                }
                match number {
                    96..98 => Operation::Done { id, claim },
                    _ => Operation::Failed { id, claim },
                }
            }
        }
    }

    /// A token that probably still works.
    fn token(&self, model: &Model, dice: &Dice) -> String {
        let is_fresh = |token: &&String| {
            let known = model.tokens.get(&digest(token));
            known.is_some_and(|token| !token.is_used)
        };
        let fresh: Vec<String> = self.tokens.iter().filter(is_fresh).cloned().collect();
        match dice.chance(700) {
            true => known_or(&fresh, "no-such-token", dice),
            false => known_or(&self.tokens, "no-such-token", dice),
        }
    }

    fn ust(&self, model: &Model, dice: &Dice) -> String {
        let is_open = |ust: &&String| {
            let key = model.usts.get(*ust);
            key.is_some_and(|key| model.sessions.contains_key(key))
        };
        let open: Vec<String> = self.usts.iter().filter(is_open).cloned().collect();
        match dice.chance(700) {
            true => known_or(&open, "no-such-ust", dice),
            false => known_or(&self.usts, "no-such-ust", dice),
        }
    }

    /// A user ends their own sessions, or tries to end another user's.
    fn end(&self, model: &Model, dice: &Dice) -> Operation {
        self.end_with(self.ust(model, dice), model, dice)
    }

    fn end_with(&self, ust: String, model: &Model, dice: &Dice) -> Operation {
        let own = model.usts.get(&ust).and_then(|key| key.rsplit_once('/'));
        let is_own = |key: &&String| own.is_some_and(|(own, _)| key.starts_with(own));
        let anybodys = dice.chance(200);
        let sessions = model.sessions.keys();
        let keys = sessions.filter(|key| anybodys || is_own(key));
        let ids: Vec<&str> = keys
            .filter_map(|key| Some(key.rsplit_once('/')?.1))
            .collect();
        let which = match dice.below(4) {
            0 => Which::All,
            1 => Which::AllButCurrent,
            _ => Which::One(dice.pick(&ids).copied().unwrap_or("no-such-id").to_owned()),
        };
        Operation::End { ust, which }
    }

    /// The user of a token.
    fn owner_of(token: &str, model: &Model) -> Option<String> {
        let token = model.tokens.get(&digest(token))?;
        Some(token.user_id.clone())
    }

    /// A token of an account.
    fn token_of(&self, user_id: &str, model: &Model, dice: &Dice) -> String {
        let is_of = |token: &&String| {
            let known = model.tokens.get(&digest(token));
            known.is_some_and(|token| token.user_id == user_id)
        };
        let of: Vec<String> = self.tokens.iter().filter(is_of).cloned().collect();
        known_or(&of, "no-such-token", dice)
    }

    /// Reasons are all different, so that each can be searched for.
    fn reason(&mut self, dice: &Dice) -> Option<String> {
        self.rejections += 1;
        let reason = format!("We do not know you, reason {}.", 1_000 + self.rejections);
        dice.chance(700).then_some(reason)
    }

    fn by(&self, model: &Model, dice: &Dice) -> By {
        match dice.below(10) {
            0..4 => By::Operator,
            4..9 => By::Ust(self.super_user(model, dice)),
            _ => By::Ust(self.ust(model, dice)),
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
