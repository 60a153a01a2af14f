//! Random calls that mostly make sense: people who sign up, come back, try what they must not.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::{Value, json};
use vestibule::types::{Callback, CreateRequest, Message};

use super::three::Three;
use crate::kit::{Dice, OPERATOR, PASSWORD, Reply, SUPER_USER, caller};

mod accounts;
mod attributes;
mod outbox;
mod programs;
mod registration;
mod resets;
mod sessions;

pub(super) use programs::PROGRAMS;

const OTHER_PASSWORD: &str = "another horse, another battery";
const MINUTES: [u64; 6] = [0, 1, 20, 61, 24 * 60, 31 * 24 * 60];

pub(super) struct Client<'a> {
    three: &'a Three,
    dice: Dice,
    /// How often calls ended how.
    pub(super) answers: BTreeMap<String, usize>,
    /// The operations, `POST /user/login`, that were done at least once.
    pub(super) done: BTreeSet<String>,
    names: Vec<String>,
    tokens: Vec<String>,
    user_ids: Vec<String>,
    usts: Vec<String>,
    session_ids: Vec<String>,
    /// Keys of one-time codes; the last one of somebody counts.
    totp_keys: Vec<(String, String)>,
    reset_tokens: Vec<String>,
    /// Reset tokens with their keys.
    resets: Vec<(String, String)>,
    /// Users and the programs they were linked to.
    links: Vec<(String, String)>,
    messages: Vec<Message>,
    callbacks: Vec<Callback>,
    super_user: String,
    super_user_name: String,
}

impl<'a> Client<'a> {
    pub(super) async fn new(three: &'a Three, dice: Dice) -> Self {
        let nonsense = || "nonsense".to_owned();
        let mut client = Self {
            three,
            dice,
            answers: BTreeMap::new(),
            done: BTreeSet::new(),
            names: vec!["nobody".to_owned()],
            tokens: vec![nonsense()],
            user_ids: vec!["zusrnobody".to_owned()],
            usts: vec![nonsense()],
            session_ids: vec![nonsense()],
            totp_keys: Vec::new(),
            reset_tokens: vec![nonsense()],
            resets: vec![(nonsense(), nonsense())],
            links: vec![(nonsense(), nonsense())],
            messages: Vec::new(),
            callbacks: Vec::new(),
            super_user: String::new(),
            super_user_name: SUPER_USER.to_owned(),
        };
        client.appoint().await;
        client
    }

    /// The operator makes a super-user, who logs in.
    async fn appoint(&mut self) {
        let request = CreateRequest {
            username: self.super_user_name.clone(),
            password: Some(PASSWORD.to_owned()),
            email: Some(format!("{}@example.com", self.super_user_name)),
            is_super_user: true,
            ..CreateRequest::default()
        };
        let create = async |world: &crate::kit::World| {
            world.sso.create_user(&caller(), &OPERATOR, &request).await
        };
        let user_id = self.three.typed(create).await.unwrap();
        self.user_ids.push(user_id);
        self.names.push(request.username.clone());
        self.login(request.username, PASSWORD).await;
    }

    /// A super-user whose session ended begins another; one who cannot has a successor.
    async fn come_back(&mut self) {
        let before = self.super_user.clone();
        let password = *self.dice.one_of(&[PASSWORD, OTHER_PASSWORD]);
        self.login(self.super_user_name.clone(), password).await;
        if self.super_user == before && self.dice.below(6) == 0 {
            self.super_user_name = format!("{SUPER_USER}{}", self.user_ids.len());
            self.appoint().await;
        }
    }

    /// One of the calls there are.
    pub(super) async fn call(&mut self) {
        match self.dice.below(66) {
            0..6 => self.sign_up().await,
            6..10 => self.confirm().await,
            10 => self.disown().await,
            11..13 => self.pending().await,
            13..16 => self.decide().await,
            16..22 => self.come_in().await,
            22 => self.log_out().await,
            23 => self.verify().await,
            24 => self.renew().await,
            25..27 => self.session_details().await,
            27..29 => self.session_list().await,
            29 => self.end_sessions().await,
            30..32 => self.look_up().await,
            32..34 => self.search().await,
            34..36 => self.create_account().await,
            36..39 => self.update_account().await,
            39 => self.lock_or_unlock().await,
            40 => self.delete_account().await,
            41..43 => self.change_password().await,
            43..45 => self.reset_totp().await,
            45..52 => self.attribute().await,
            52..55 => self.program().await,
            55..61 => self.reset_password().await,
            61 => {
                let limit = self.dice.below(20);
                self.deliver_messages(limit).await;
            }
            62 => self.deliver_callbacks().await,
            63..65 => self.lock_or_unlock().await,
            _ => self.time_passes().await,
        }
    }

    async fn rest(&mut self, method: &str, path: &str, input: Value) -> Reply {
        self.rest_with(&[], method, path, input).await
    }

    async fn rest_with(
        &mut self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        input: Value,
    ) -> Reply {
        let reply = self.three.rest(headers, method, path, &input).await;
        *self.answers.entry(reply.status.to_string()).or_default() += 1;
        if reply.status == 200 {
            self.done.insert(format!("{method} {path}"));
        }
        reply
    }

    fn count(&mut self, is_ok: bool) {
        let kind = if is_ok { "200" } else { "typed refusal" };
        *self.answers.entry(kind.to_owned()).or_default() += 1;
    }

    async fn login(&mut self, name: String, password: &str) {
        let mut input = json!({"username": name, "password": password, "current_app": "CRM"});
        if self.dice.below(6) == 0 {
            input["new_password"] = json!(OTHER_PASSWORD);
        }
        if let Some(code) = self.code_of(&name) {
            input["totp_code"] = json!(code);
        }
        let reply = self.rest("POST", "/user/login", input).await;
        if let Some(ust) = reply.json["ust"].as_str() {
            self.usts.push(ust.to_owned());
            if name == self.super_user_name {
                self.super_user = ust.to_owned();
            }
        }
    }

    /// A session: rather somebody's than the super-user's.
    fn some_ust(&mut self) -> String {
        match self.dice.below(4) {
            0 => self.super_user.clone(),
            _ => one_of(&mut self.dice, &self.usts),
        }
    }

    /// With somebody's session, about themselves; or with the super-user's, about somebody.
    fn about(&mut self) -> Value {
        let mut input = json!({"ust": self.some_ust(), "current_app": "CRM"});
        if self.dice.below(2) == 0 {
            input["ust"] = json!(self.super_user);
            input["user_id"] = json!(one_of(&mut self.dice, &self.user_ids));
        }
        input
    }

    fn email(&mut self) -> String {
        format!("{}@Example.com", self.dice.below(30))
    }

    fn is(&mut self) -> bool {
        self.dice.below(2) == 0
    }

    async fn time_passes(&mut self) {
        // A month is rare, or nobody would ever be confirmed in time.
        let place = self
            .dice
            .below(MINUTES.len())
            .min(self.dice.below(MINUTES.len()));
        self.three
            .advance(Duration::from_secs(MINUTES[place] * 60 + 1));
        if self.dice.below(4) == 0 {
            let swept = self
                .three
                .typed(async |world| world.sso.sweep().await)
                .await;
            self.count(swept.is_ok());
        }
    }
}

/// Rather something recent: older things have mostly ended.
fn one_of<T: Clone>(dice: &mut Dice, from: &[T]) -> T {
    let back = dice.below(from.len()).min(dice.below(from.len()));
    from[from.len() - 1 - back].clone()
}

/// Keeps what is new.
fn keep(known: &mut Vec<String>, new: &str) {
    if !known.iter().any(|known| known == new) {
        known.push(new.to_owned());
    }
}
