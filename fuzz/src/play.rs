//! Plays a script.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vestibule_guest::{
    call::Call,
    contract::{outbox::Content, registration::SignupVerdict, rest::Request, types::Caller},
    outbox, rest,
};
use vestibule_simulation::Quiet;

use crate::{
    memory::Memory,
    script::{Script, Step},
    verdict,
};

const BOSS: &str = "the.boss";
const ANN: &str = "ann";
const PASSWORD: &str = "correct horse battery staple";

/// Username and password of the credentials that accounts can be linked to.
const CREDENTIALS: [(&str, &str); 2] = [("robot", "hushhush one"), ("Printer 2", "hushhush two")];

/// Maximum number of messages that are read after each request.
const MESSAGES: u32 = 10;
/// Seconds.
const LEASE: u32 = 3_600;

thread_local! {
    static BEGINNING: Game = Game::begin();
}

/// Plays the script in the bytes, and returns the answers.
///
/// # Panics
/// If a verdict fails.
pub fn play(bytes: &[u8]) -> Vec<(u16, Value)> {
    let script = Script::parse(bytes);
    let mut game = BEGINNING.with(Game::clone);
    if let Some(seed) = script.settings {
        game.world.configure(seed);
    }
    let answers = script.steps.iter().map(|step| game.step(step)).collect();
    verdict::stored(&game.world);
    verdict::movable(&mut game.world);
    answers
}

/// A world with two users: `the.boss`, who is a super-user, and `ann`, who is not. Both are logged in:
/// `$boss` and `$ann` are their USTs, `$boss_id` and `$ann_id` their user IDs, `$password` is the
/// password of both. `$basic` and `$basic1` are the credentials `robot` and `Printer 2`, which are not
/// linked to a user.
#[derive(Clone)]
struct Game {
    world: Quiet,
    memory: Memory,
    calls: u64,
}

impl Game {
    fn begin() -> Self {
        let mut game = Self {
            world: Quiet::default(),
            memory: Memory::default(),
            calls: 0,
        };
        for (username, password) in CREDENTIALS.into_iter().rev() {
            game.world.define_credential(username, password);
            let text = STANDARD.encode(format!("{username}:{password}"));
            game.memory.learn("basic", &text);
        }
        game.world.prepare(BOSS, PASSWORD);
        game.memory.learn("password", PASSWORD);
        game.log_in(BOSS, "boss");
        game.post(
            "/user/signup",
            json!({"username": ANN, "email": "ann@example.com", "app_list": ["CRM"]}),
        );
        game.post(
            "/user/signup/confirm",
            json!({"confirm_token": "$confirm_token"}),
        );
        game.get("/user/signup?ust=$boss");
        game.post(
            "/user/approve",
            json!({"ust": "$boss", "user_id": "$user_id"}),
        );
        game.log_in(ANN, "ann");
        game
    }

    fn log_in(&mut self, username: &str, name: &str) {
        self.post("/user/login", json!({"username": username}));
        for (key, name) in [("ust", name), ("user_id", &format!("{name}_id"))] {
            let text = self.memory.last(key).map(ToOwned::to_owned);
            self.memory
                .learn(name, &text.expect("the first users log in"));
        }
    }

    fn post(&mut self, path: &str, mut input: Value) {
        input["current_app"] = json!("CRM");
        input["password"] = json!(PASSWORD);
        self.play(format!("POST {path}\n\n{input}"));
    }

    fn get(&mut self, target: &str) {
        self.play(format!("GET {target}"));
    }

    fn play(&mut self, text: String) {
        for step in Script::parse(text.as_bytes()).steps {
            self.step(&step);
        }
    }

    /// One request, and the host's other work: it claims the queued messages. Their contents become
    /// known to later requests.
    fn step(&mut self, step: &Step) -> (u16, Value) {
        self.world.pass(step.after);
        self.memory.tell_time(self.world.seconds());
        self.calls += 1;
        let cid = format!("{:024x}", self.calls);
        let mut request = self.request(step, &cid);
        let signup = rest::peek_signup(&request).filter(|_| step.is_unchecked);
        request.signup_verdict = signup.map(|_| SignupVerdict {
            refused: Vec::new(),
            replaces_built_in: true,
        });
        let response = rest::handle(&self.world, &request);
        let json = verdict::answer(&request, &cid, &response);
        self.memory.learn_from(&json);
        for (name, value) in &response.headers {
            if name == "x-zato-sso-ust" {
                self.memory.learn("ust", value);
            }
        }
        self.read_mail();
        self.call_back();
        verdict::events(&self.world.take_events(), &self.memory);
        (response.status, json)
    }

    fn request(&self, step: &Step, cid: &str) -> Request {
        let fill_in = |text: &String| self.memory.fill_in(text);
        let headers = step.headers.iter();
        let from = step.from.as_deref().unwrap_or("192.0.2.10");
        Request {
            method: step.method.clone(),
            path: step.path.clone(),
            query: step.query.as_ref().map(fill_in),
            headers: headers
                .map(|(name, value)| (name.clone(), fill_in(value)))
                .collect(),
            body: self.memory.fill_in_bytes(&step.body),
            caller: Caller {
                cid: Some(cid.to_owned()),
                current_app: None,
                remote_addr: Some(from.to_owned()),
                user_agent: None,
                is_trusted_client: step.is_trusted,
            },
            signup_verdict: None,
        }
    }

    fn read_mail(&mut self) {
        let call = &mut Call::begin_for_host(&self.world);
        let messages = outbox::claim(call, MESSAGES, LEASE).expect("a host without faults");
        for message in messages {
            match &message.content {
                Content::SignupConfirm(content) => {
                    self.memory.learn("mailed", &content.confirm_token);
                }
                Content::EmailConfirm(content) => {
                    self.memory.learn("mailed", &content.confirm_token);
                }
                Content::PasswordReset(content) => self.memory.learn("reset", &content.token),
                Content::SignupWelcome | Content::SignupRejected(_) | Content::EmailChanged => {}
            }
            let call = &mut Call::begin_for_host(&self.world);
            outbox::done(call, &message.id, &message.claim).expect("a host without faults");
        }
    }

    /// The host's work for its callbacks.
    fn call_back(&self) {
        let call = &mut Call::begin_for_host(&self.world);
        let claimed = outbox::callbacks::claim(call, MESSAGES, LEASE);
        for callback in claimed.expect("a host without faults") {
            let body: Value = serde_json::from_str(&callback.body).expect("a callback gets JSON");
            assert!(body.is_object(), "a callback gets {body}");
            // Every second delivery fails.
            let answered = match self.calls % 2 {
                0 => outbox::done,
                _ => outbox::failed,
            };
            let call = &mut Call::begin_for_host(&self.world);
            answered(call, &callback.id, &callback.claim).expect("a host without faults");
        }
    }
}
