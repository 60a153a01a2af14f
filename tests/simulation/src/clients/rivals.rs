//! Rivals: operations that run within another one and use the same data.
//!
//! Two random operations rarely use the same data. So an operation within another one mostly uses the
//! same username, account, token, session or message.

use vestibule_guest::tokens::digest;

use crate::{
    cast::{self, ADDRESSES, USERNAMES},
    clients::{
        Clients,
        inputs::{login_of, sign_up},
    },
    dice::Dice,
    model::Model,
    operation::{By, NewAccount, Operation, attributes::Owner},
};

impl Clients {
    /// The rival of an operation, if it has one.
    pub(crate) fn rival(
        &mut self,
        operation: &Operation,
        model: &Model,
        dice: &Dice,
    ) -> Option<Operation> {
        if let Some(caller) = Self::caller_of(operation, model)
            && dice.chance(300)
        {
            return Some(self.demote(caller, dice));
        }
        Some(match operation {
            Operation::SignUp(new) | Operation::Create(new) => {
                if let (Some(email), true) = (&new.email, dice.chance(300)) {
                    let email = cast::canonical(ADDRESSES, email);
                    let token = self.token_that_proves(&email, "", model, dice)?;
                    return Some(Operation::Confirm { token });
                }
                match Self::holder(&new.username, model) {
                    Some(user_id) if dice.chance(600) => self.about(&user_id, model, dice),
                    _ => Operation::SignUp(sign_up_as(Some(&new.username), model, dice)),
                }
            }
            Operation::Confirm { token } | Operation::Disown { token } => {
                let owner = Self::owner_of(token, model);
                match (dice.below(4), owner) {
                    (0, Some(user_id)) => self.about(&user_id, model, dice),
                    (2, Some(user_id)) => {
                        let (_, email) = model.accounts.get(&user_id)?.email.as_ref()?;
                        let token = self.token_that_proves(email, &user_id, model, dice)?;
                        Operation::Confirm { token }
                    }
                    (1, _) => Operation::Disown {
                        token: token.clone(),
                    },
                    _ => Operation::Confirm {
                        token: token.clone(),
                    },
                }
            }
            Operation::Approve { by, user_id }
            | Operation::Reject { by, user_id, .. }
            | Operation::Lock { by, user_id }
            | Operation::Unlock { by, user_id }
            | Operation::Delete { by, user_id } => {
                let caller = model.caller(by).filter(|_| dice.chance(300));
                let user_id = caller.unwrap_or(user_id).to_owned();
                self.about(&user_id, model, dice)
            }
            Operation::ChangePassword { by, user_id, .. }
            | Operation::ResetTotp { by, user_id, .. }
            | Operation::Update { by, user_id, .. } => {
                let caller = model.caller(by);
                let mut user_id = user_id.as_deref().or(caller)?;
                if let (Some(caller), true) = (caller, dice.chance(300)) {
                    user_id = caller;
                }
                self.about(user_id, model, dice)
            }
            Operation::Login { code: Some(_), .. } if dice.chance(250) => operation.clone(),
            Operation::Login { username, .. } => {
                let user_id = Self::holder(username, model)?;
                self.about(&user_id, model, dice)
            }
            Operation::Logout { ust }
            | Operation::Renew { ust }
            | Operation::End { ust, .. }
            | Operation::Verify { ust } => {
                let ust = ust.clone();
                match dice.below(6) {
                    5 => {
                        let (by, owner) = (By::Ust(ust.clone()), Owner::Session(ust));
                        self.on_attributes(by, owner, model, dice)
                    }
                    3 => {
                        let user_id = model.usts.get(&ust)?.split('/').nth(1)?;
                        self.administer(user_id, model, dice)
                    }
                    0 => Operation::Logout { ust },
                    1 => Operation::Renew { ust },
                    2 => self.end_with(ust, model, dice),
                    _ => {
                        let session = model.sessions.get(model.usts.get(&ust)?)?;
                        login_of(model.accounts.get(&session.user_id), model, dice)
                    }
                }
            }
            Operation::Attributes(asked) => self.rival_of_attributes(asked, model, dice)?,
            Operation::Search { criteria, .. } => self.rival_of_search(criteria, model, dice),
            Operation::BeginReset { username } => {
                let user_id = Self::holder(username, model)?;
                match dice.chance(400) {
                    true => self.reset(Some(&user_id), model, dice),
                    false => self.about(&user_id, model, dice),
                }
            }
            Operation::ExchangeReset { token } | Operation::CompleteReset { token, .. } => {
                let token = digest(token);
                let mut resets = model.resets.iter();
                let (user_id, _) = resets.find(|(_, reset)| reset.token == token)?;
                match dice.below(4) {
                    0 => operation.clone(),
                    1 => self.reset(Some(user_id), model, dice),
                    _ => self.about(user_id, model, dice),
                }
            }
            Operation::Claim { .. } => operation.clone(),
            Operation::Done { id, claim } | Operation::Failed { id, claim } => {
                let (id, claim) = (id.clone(), claim.clone());
                match dice.chance(500) {
                    true => Operation::Done { id, claim },
                    false => Operation::Failed { id, claim },
                }
            }
            _ => return None,
        })
    }

    /// The user of a username, as typed.
    pub(super) fn holder(username: &str, model: &Model) -> Option<String> {
        let canonical = cast::canonical(USERNAMES, username);
        let mut accounts = model.accounts.iter();
        let holder = accounts.find(|(_, account)| account.canonical.as_ref() == Some(&canonical));
        holder.map(|(user_id, _)| user_id.clone())
    }

    /// A caller who has the right to the operation.
    fn caller_of<'a>(operation: &Operation, model: &'a Model) -> Option<&'a str> {
        match operation {
            Operation::Approve { by, .. }
            | Operation::Reject { by, .. }
            | Operation::Lock { by, .. }
            | Operation::Unlock { by, .. }
            | Operation::Delete { by, .. }
            | Operation::ChangePassword { by, .. }
            | Operation::ResetTotp { by, .. }
            | Operation::Update { by, .. } => model.caller(by),
            Operation::Attributes(asked) => model.caller(&asked.by),
            Operation::Renew { ust } => model.usts.get(ust)?.split('/').nth(1),
            _ => None,
        }
    }

    /// A token that proves an address, but is not this user's.
    fn token_that_proves(
        &self,
        email: &str,
        but_of: &str,
        model: &Model,
        dice: &Dice,
    ) -> Option<String> {
        let proves_it = |token: &&String| {
            let known = model.tokens.get(&digest(token));
            known.is_some_and(|token| {
                let account = model.accounts.get(&token.user_id);
                token.user_id != but_of
                    && !token.is_used
                    && model.proves(token)
                    && account.is_some_and(|account| account.has_email(email))
            })
        };
        let tokens: Vec<&String> = self.tokens.iter().filter(proves_it).collect();
        dice.pick(&tokens).map(|token| (*token).clone())
    }

    /// Any operation on an account.
    pub(super) fn about(&mut self, user_id: &str, model: &Model, dice: &Dice) -> Operation {
        let user_id = user_id.to_owned();
        match dice.below(11) {
            10 => self.attributes_of(&user_id, model, dice),
            9 => self.reset(Some(&user_id), model, dice),
            6..9 => self.administer(&user_id, model, dice),
            0 => Operation::Approve {
                by: self.by(model, dice),
                user_id,
            },
            1 => Operation::Reject {
                by: self.by(model, dice),
                user_id,
                reason: self.reason(dice),
            },
            2 => Operation::Confirm {
                token: self.token_of(&user_id, model, dice),
            },
            3 => Operation::Disown {
                token: self.token_of(&user_id, model, dice),
            },
            4 => {
                let account = model.accounts.get(&user_id);
                let username = account.and_then(|account| account.username.as_ref());
                Operation::SignUp(sign_up_as(username, model, dice))
            }
            _ => login_of(model.accounts.get(&user_id), model, dice),
        }
    }
}

/// A sign-up with an existing user's username.
fn sign_up_as(username: Option<&String>, model: &Model, dice: &Dice) -> NewAccount {
    let mut new = sign_up(model, dice);
    if let (Some(username), None) = (username, new.flaw) {
        new.username.clone_from(username);
    }
    new
}
