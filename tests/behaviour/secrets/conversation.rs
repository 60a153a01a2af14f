//! Requests, and all outputs that they cause.

use serde_json::{Value, json};
use vestibule::{
    Error,
    audit::{AuditLog, TracingAuditLog},
};

use super::{
    kept::{NAME, Secrets, TYPED_AS_NAME},
    people::learn_from_mails,
    requests::Request,
};
use crate::kit::{Faulty, Lines, PROGRAM_PASSWORD, Reply, World, basic};

/// Keys of answers with something to keep.
const CONFIDED: [&str; 4] = ["ust", "confirm_token", "totp_key", "reset_key"];

pub(super) struct Conversation<'a> {
    pub(super) world: &'a World,
    storage: &'a Faulty,
    /// The UST of a user who is logged in.
    ust: &'a str,
    pub(super) secrets: Secrets,
    refusals: Vec<Reply>,
}

impl<'a> Conversation<'a> {
    /// In a world with these secrets, one of which is the UST of a user who is logged in.
    pub(super) fn begin(
        world: &'a World,
        storage: &'a Faulty,
        ust: &'a str,
        secrets: Secrets,
    ) -> Self {
        Self {
            world,
            storage,
            ust,
            secrets,
            refusals: Vec::new(),
        }
    }

    /// Whether the request was accepted.
    pub(super) async fn ask(&mut self, (method, path, input): &Request) -> bool {
        let reply = self.world.call(method, path, input.clone()).await;
        let is_done = reply.status == 200 && reply.json["status"] != "error";
        self.note(reply);
        is_done
    }

    /// The same as it should not be asked.
    pub(super) async fn ask_badly(&mut self, (method, path, input): &Request) {
        let malformed = input.to_string().replacen('}', "", 1);
        let whole = format!("/zato/sso{path}");
        let reply = self.world.raw(method, &whole, malformed).await;
        self.note(reply);
        let query = format!("{whole}?ust={}&username={NAME}&x=%00", self.ust);
        let reply = self.world.raw(method, &query, "").await;
        self.note(reply);
        let app = json!({"current_app": "CRM", "user_id": TYPED_AS_NAME});
        for header in [
            basic("pubapi", PROGRAM_PASSWORD),
            basic(TYPED_AS_NAME, PROGRAM_PASSWORD),
            format!("Bearer {}", self.ust),
        ] {
            let headers = [("authorization", &*header)];
            let called = self
                .world
                .call_with(&headers, method, path, app.clone())
                .await;
            self.note(called);
        }
    }

    fn note(&mut self, mut reply: Reply) {
        let texts = CONFIDED.iter().filter_map(|key| reply.json[*key].as_str());
        for text in texts {
            self.secrets.keep(text);
        }
        // The one header for the holder of the credential, in every answer.
        if let Some(ust) = reply.headers.remove("x-zato-sso-ust") {
            self.secrets.keep(ust.to_str().unwrap());
        }
        if reply.status != 200 || reply.json["status"] == "error" {
            self.refusals.push(reply);
        }
    }

    /// Of a typed call.
    pub(super) fn note_error(&self, error: &Error) {
        self.secrets
            .not_in("an error", &format!("{error} {error:?}"));
    }

    /// No output contains a secret, and no stored document. The log has these words.
    pub(super) async fn is_discreet(&mut self, lines: &Lines, words: &[&str]) {
        self.storage.heal();
        learn_from_mails(self.world, &mut self.secrets).await;
        for event in self.world.events.all() {
            TracingAuditLog.emit(&event);
            self.secrets.not_in("an audit event", &format!("{event:?}"));
        }
        let lines = lines.text();
        for word in words {
            assert!(lines.contains(word), "no {word} in the log");
        }
        self.secrets.not_in("the log", &lines);
        for reply in &self.refusals {
            let body = String::from_utf8_lossy(&reply.bytes);
            let said = format!("{body} {:?}", reply.headers);
            self.secrets.not_in("a refusal", &said);
        }
        for (key, value) in self.world.stored().await {
            self.secrets.not_stored(&format!("{key} {value}"));
        }
    }

    /// Whether a refusal had this status.
    pub(super) fn has_refused_with(&self, status: u16) -> bool {
        self.refusals.iter().any(|reply| reply.status == status)
    }

    /// Enough wrong passwords that the client has to wait.
    pub(super) async fn guess(&mut self) {
        let input = json!({"username": TYPED_AS_NAME, "password": NAME, "current_app": "CRM"});
        for _ in 0..12 {
            let guess: Value = input.clone();
            self.ask(&("POST", "/user/login", guess)).await;
        }
    }
}
