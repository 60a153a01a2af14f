//! Random calls that mostly make sense: people who sign up, come back, try what they must not.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use vestibule::types::{Authority, Content, CreateRequest, ListPage, Message};

use super::three::Three;
use crate::kit::{Dice, OPERATOR, PASSWORD, Reply, SUPER_USER, caller};

const OTHER_PASSWORD: &str = "another horse, another battery";
/// Spellings of which some are the same name, and some are none.
const SPELLINGS: [&str; 8] = [
    "ann",
    "Ann",
    "ANN",
    "änn",
    "ＡＮＮ",
    "straße",
    "STRASSE",
    "a b",
];
const MINUTES: [u64; 6] = [0, 1, 20, 61, 24 * 60, 31 * 24 * 60];

pub(super) struct Client<'a> {
    three: &'a Three,
    dice: Dice,
    /// How often calls ended how.
    pub(super) answers: BTreeMap<String, usize>,
    names: Vec<String>,
    tokens: Vec<String>,
    user_ids: Vec<String>,
    usts: Vec<String>,
    messages: Vec<Message>,
    super_user: String,
}

impl<'a> Client<'a> {
    pub(super) async fn new(three: &'a Three, dice: Dice) -> Self {
        let request = CreateRequest {
            username: SUPER_USER.to_owned(),
            password: Some(PASSWORD.to_owned()),
            email: Some("boss@example.com".to_owned()),
            is_super_user: true,
            ..CreateRequest::default()
        };
        let create = async |world: &crate::kit::World| {
            world.sso.create_user(&caller(), &OPERATOR, &request).await
        };
        let user_id = three.typed(create).await.unwrap();
        let mut client = Self {
            three,
            dice,
            answers: BTreeMap::new(),
            names: vec![SUPER_USER.to_owned(), "nobody".to_owned()],
            tokens: vec!["nonsense".to_owned()],
            user_ids: vec![user_id, "zusrnobody".to_owned()],
            usts: vec!["nonsense".to_owned()],
            messages: Vec::new(),
            super_user: String::new(),
        };
        client.login(SUPER_USER.to_owned(), PASSWORD).await;
        client
    }

    /// One of the calls there are.
    pub(super) async fn call(&mut self) {
        match self.dice.below(21) {
            0..4 => self.sign_up().await,
            4..7 => {
                let input = json!({"confirm_token": one_of(&mut self.dice, &self.tokens)});
                self.rest("POST", "/user/signup/confirm", input).await;
            }
            7 => {
                let input = json!({"confirm_token": one_of(&mut self.dice, &self.tokens)});
                self.rest("POST", "/user/signup/disown", input).await;
            }
            8 => self.pending().await,
            9..11 => self.decide().await,
            11..14 => {
                let name = one_of(&mut self.dice, &self.names);
                let password = *self.dice.one_of(&[PASSWORD, PASSWORD, OTHER_PASSWORD]);
                self.login(name, password).await;
            }
            14 => {
                let ust = one_of(&mut self.dice, &self.usts);
                self.rest(
                    "POST",
                    "/user/logout",
                    json!({"ust": ust, "current_app": "CRM"}),
                )
                .await;
            }
            15 => self.verify().await,
            16 => {
                let ust = one_of(&mut self.dice, &self.usts);
                let input = json!({"ust": ust, "current_app": "CRM"});
                self.rest("PATCH", "/user/session", input).await;
            }
            17 => self.look_up().await,
            18 => self.deliver().await,
            19 => self.search().await,
            _ => self.time_passes().await,
        }
    }

    async fn rest(&mut self, method: &str, path: &str, input: Value) -> Reply {
        let reply = self.three.rest(method, path, &input).await;
        *self.answers.entry(reply.status.to_string()).or_default() += 1;
        reply
    }

    fn count(&mut self, is_ok: bool) {
        let kind = if is_ok { "200" } else { "typed refusal" };
        *self.answers.entry(kind.to_owned()).or_default() += 1;
    }

    async fn sign_up(&mut self) {
        let name = match self.dice.below(3) {
            0 => (*self.dice.one_of(&SPELLINGS)).to_owned(),
            _ => format!("user{}", self.dice.below(60)),
        };
        let email = format!("{}@Example.com", self.dice.below(30));
        let email = (self.dice.below(5) > 0).then_some(email);
        let input = json!({
            "username": name, "password": PASSWORD, "email": email,
            "current_app": "CRM", "app_list": ["CRM"],
        });
        let reply = self.rest("POST", "/user/signup", input).await;
        if let Some(token) = reply.json["confirm_token"].as_str() {
            self.tokens.push(token.to_owned());
            self.names.push(name);
        }
    }

    async fn login(&mut self, name: String, password: &str) {
        let mut input = json!({"username": name, "password": password, "current_app": "CRM"});
        if self.dice.below(6) == 0 {
            input["new_password"] = json!(OTHER_PASSWORD);
        }
        let reply = self.rest("POST", "/user/login", input).await;
        if let Some(ust) = reply.json["ust"].as_str() {
            self.usts.push(ust.to_owned());
            if name == SUPER_USER {
                self.super_user = ust.to_owned();
            }
        }
    }

    async fn pending(&mut self) {
        let ust = self.super_user.clone();
        let mut input = json!({"ust": ust, "status": "to-confirm"});
        if self.dice.below(2) == 0 {
            input["cur_page"] = json!(self.dice.below(4));
            input["page_size"] = json!(self.dice.below(10));
        }
        let reply = self.rest("GET", "/user/signup", input).await;
        for person in reply.json.as_array().into_iter().flatten() {
            let user_id = person["user_id"].as_str().unwrap().to_owned();
            if !self.user_ids.contains(&user_id) {
                self.user_ids.push(user_id);
            }
        }
        // A super-user whose session ended begins another.
        if reply.status != 200 {
            let password = *self.dice.one_of(&[PASSWORD, OTHER_PASSWORD]);
            self.login(SUPER_USER.to_owned(), password).await;
        }
    }

    async fn decide(&mut self) {
        let user_id = one_of(&mut self.dice, &self.user_ids);
        let is_approval = self.dice.below(3) > 0;
        if self.dice.below(2) == 0 {
            let path = if is_approval {
                "/user/signup/approve"
            } else {
                "/user/signup/reject"
            };
            let input = json!({"user_id": user_id, "ust": self.super_user, "reason": "no"});
            self.rest("POST", path, input).await;
            return;
        }
        let operator = Authority::Operator;
        let decided = self.three.typed(async |world| match is_approval {
            true => world.sso.approve(&caller(), &operator, &user_id).await,
            false => {
                world
                    .sso
                    .reject(&caller(), &operator, &user_id, Some("no"))
                    .await
            }
        });
        let is_ok = decided.await.is_ok();
        self.count(is_ok);
    }

    async fn search(&mut self) {
        let mut input = json!({"ust": self.super_user, "current_app": "CRM"});
        let (key, value) = match self.dice.below(6) {
            0 => ("username", json!(one_of(&mut self.dice, &self.names))),
            1 => ("user_id", json!(one_of(&mut self.dice, &self.user_ids))),
            2 => (
                "email",
                json!(format!("{}@example.com", self.dice.below(30))),
            ),
            3 => ("approval_status", json!("before_decision")),
            4 => ("display_name", json!("a")),
            _ => ("sign_up_status", json!("before_confirmation")),
        };
        if self.dice.below(3) > 0 {
            input[key] = value;
        }
        input["cur_page"] = json!(self.dice.below(4));
        input["page_size"] = json!(self.dice.below(10));
        self.rest("GET", "/user/search", input).await;
    }

    async fn verify(&mut self) {
        let ust = one_of(&mut self.dice, &self.usts);
        if self.dice.below(2) == 0 {
            let input =
                json!({"current_ust": self.super_user, "target_ust": ust, "current_app": "CRM"});
            self.rest("POST", "/user/session", input).await;
            return;
        }
        let found = self
            .three
            .typed(async |world| world.sso.verify(&caller(), &ust).await);
        let is_ok = found.await.is_ok_and(|found| found.is_some());
        self.count(is_ok);
    }

    async fn look_up(&mut self) {
        let user_id = one_of(&mut self.dice, &self.user_ids);
        let (authority, user_id) = match self.dice.below(4) {
            0 => (Authority::Operator, Some(user_id)),
            1 => (Authority::Session(self.super_user.clone()), Some(user_id)),
            2 => (
                Authority::Session(one_of(&mut self.dice, &self.usts)),
                Some(user_id),
            ),
            _ => (Authority::Session(one_of(&mut self.dice, &self.usts)), None),
        };
        let user_id = user_id.as_deref();
        let found = self
            .three
            .typed(async |world| world.sso.user(&caller(), &authority, user_id).await)
            .await;
        self.count(found.is_ok());
        let page = ListPage {
            cur_page: 1,
            page_size: 100,
        };
        let waiting = self
            .three
            .typed(async |world| {
                world
                    .sso
                    .pending(&caller(), &Authority::Operator, page)
                    .await
            })
            .await;
        for person in waiting.unwrap() {
            if !self.user_ids.contains(&person.user_id) {
                self.user_ids.push(person.user_id);
            }
        }
    }

    async fn deliver(&mut self) {
        let limit = u32::try_from(self.dice.below(20)).unwrap();
        let claimed = self
            .three
            .typed(async |world| world.sso.claim_messages(limit, 60).await)
            .await;
        self.count(claimed.is_ok());
        for message in claimed.unwrap() {
            if let Content::SignupConfirm(confirm) = &message.content {
                self.tokens.push(confirm.confirm_token.clone());
            }
            self.messages.push(message);
        }
        if self.messages.is_empty() {
            return;
        }
        let place = self.dice.below(self.messages.len());
        let message = self.messages.swap_remove(place);
        let is_sent = self.dice.below(3) > 0;
        let (id, claim) = (&message.id, &message.claim);
        let told = self.three.typed(async |world| match is_sent {
            true => world.sso.message_done(id, claim).await,
            false => world.sso.message_failed(id, claim).await,
        });
        let is_ok = told.await.is_ok();
        self.count(is_ok);
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
fn one_of(dice: &mut Dice, from: &[String]) -> String {
    let back = dice.below(from.len()).min(dice.below(from.len()));
    from[from.len() - 1 - back].clone()
}
