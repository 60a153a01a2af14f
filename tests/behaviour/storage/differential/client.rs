//! Random calls that mostly make sense: users sign up, log in, and try calls that are refused.
//!
//! The operations are those of [`SAMPLES`], in which [`inputs`] puts values from earlier answers and
//! mails.

mod inputs;
mod learning;
mod outbox;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::{Value, json};
use vestibule::types::{Callback, CreateRequest, Message};

use super::three::Three;
use crate::{
    kit::{Dice, OPERATOR, PASSWORD, PROGRAM_PASSWORD, Reply, SUPER_USER, World, basic, caller},
    operations::{SAMPLES, split},
};

use learning::Known;

/// Programs with a credential that the settings define.
pub(super) const PROGRAMS: [&str; 3] = ["pubapi", "batch", "nightly"];

const OTHER_PASSWORD: &str = "another horse, another battery";
const MINUTES: [u64; 6] = [0, 1, 20, 61, 24 * 60, 31 * 24 * 60];

/// Operations without which few others can be done.
const OFTEN: [&str; 7] = [
    "GET /user/signup",
    "POST /user/signup",
    "POST /user/signup/confirm",
    "POST /user/approve",
    "POST /user/login",
    "POST /password/reset",
    "PATCH /password/reset",
];

pub(super) struct Client<'a> {
    three: &'a Three,
    dice: Dice,
    /// How often calls ended how.
    pub(super) answers: BTreeMap<String, usize>,
    /// The operations, `POST /user/login`, that were done at least once.
    pub(super) done: BTreeSet<String>,
    known: Known,
    messages: Vec<Message>,
    callbacks: Vec<Callback>,
    /// A super-user's UST.
    super_user: String,
    super_user_name: String,
}

impl<'a> Client<'a> {
    pub(super) async fn new(three: &'a Three, dice: Dice) -> Self {
        let mut client = Self {
            three,
            dice,
            answers: BTreeMap::new(),
            done: BTreeSet::new(),
            known: Known::default(),
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
        let name = self.super_user_name.clone();
        let request = CreateRequest {
            username: name.clone(),
            password: Some(PASSWORD.to_owned()),
            email: Some(format!("{name}@example.com")),
            is_super_user: true,
            ..CreateRequest::default()
        };
        let create =
            async |world: &World| world.sso.create_user(&caller(), &OPERATOR, &request).await;
        let user_id = self.three.typed(create).await.unwrap();
        self.known.add("user_id", &user_id);
        self.known.add("username", &name);
        self.log_in_super_user(PASSWORD).await;
    }

    /// A super-user whose session ended begins another; one who cannot has a successor.
    async fn come_back(&mut self) {
        let password = *self.dice.one_of(&[PASSWORD, OTHER_PASSWORD]);
        if !self.log_in_super_user(password).await && self.dice.below(6) == 0 {
            self.super_user_name = format!("{SUPER_USER}{}", self.known.count("user_id"));
            self.appoint().await;
        }
    }

    async fn log_in_super_user(&mut self, password: &str) -> bool {
        let name = self.super_user_name.clone();
        let code = self.code_of(&name);
        let input = json!({
            "username": name, "password": password, "totp_code": code, "current_app": "CRM",
        });
        let reply = self.rest(&[], "POST /user/login", input).await;
        let ust = reply.json["ust"].as_str();
        if let Some(ust) = ust {
            self.super_user = ust.to_owned();
        }
        ust.is_some()
    }

    /// One of the calls there are.
    pub(super) async fn call(&mut self) {
        match self.dice.below(60) {
            0..30 => {
                let sample = self.dice.one_of(&SAMPLES);
                self.operation(sample.route, &sample.input).await;
            }
            30..47 => {
                let route = *self.dice.one_of(&OFTEN);
                let sample = SAMPLES.iter().find(|sample| sample.route == route);
                self.operation(route, &sample.unwrap().input).await;
            }
            47..51 => self.come_back().await,
            51..54 => self.present().await,
            54..57 => self.deliver_messages().await,
            57 => self.deliver_callbacks().await,
            _ => self.time_passes().await,
        }
    }

    async fn operation(&mut self, route: &str, sample: &Value) {
        let input = self.input(sample);
        self.rest(&[], route, input).await;
        // A client that requests a token reads the mail, and uses the reset key at once.
        match route {
            "POST /password/reset" => self.deliver_messages().await,
            "PATCH /password/reset" => {
                let complete = SAMPLES.iter();
                let mut complete =
                    complete.filter(|sample| sample.route == "DELETE /password/reset");
                let input = self.input(&complete.next().unwrap().input);
                self.rest(&[], "DELETE /password/reset", input).await;
            }
            _ => {}
        }
    }

    async fn rest(&mut self, headers: &[(&str, &str)], route: &str, input: Value) -> Reply {
        let (method, path) = split(route);
        let reply = self.three.rest(headers, method, path, &input).await;
        *self.answers.entry(reply.status.to_string()).or_default() += 1;
        if reply.status == 200 {
            self.done.insert(route.to_owned());
        }
        self.known.learn(&input, &reply);
        reply
    }

    /// A call that a program makes.
    async fn present(&mut self) {
        let name = *self.dice.one_of(&["pubapi", "batch", "nightly", "unknown"]);
        let password = *self.dice.one_of(&[
            PROGRAM_PASSWORD,
            PROGRAM_PASSWORD,
            PROGRAM_PASSWORD,
            "wrong",
        ]);
        if self.dice.below(4) == 0 {
            let log_in = async |world: &World| {
                let caller = caller();
                world.sso.log_in_linked(&caller, name, password).await
            };
            let logged_in = self.three.typed(log_in).await;
            return self.count(logged_in.is_ok());
        }
        let route = *self.dice.one_of(&[
            "GET /user",
            "GET /user/session/list",
            "PATCH /user/session",
            "GET /user/attr/names",
        ]);
        let header = basic(name, password);
        let app = json!({"current_app": "CRM"});
        self.rest(&[("authorization", &*header)], route, app).await;
    }

    fn count(&mut self, is_ok: bool) {
        let kind = if is_ok { "200" } else { "typed refusal" };
        *self.answers.entry(kind.to_owned()).or_default() += 1;
    }

    async fn time_passes(&mut self) {
        // A month is rare; otherwise no sign-up would ever be confirmed in time.
        let place = self.dice.below(MINUTES.len());
        let place = place.min(self.dice.below(MINUTES.len()));
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
