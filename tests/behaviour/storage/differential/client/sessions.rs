//! Coming, staying and going.

use serde_json::json;

use super::{Client, OTHER_PASSWORD, keep, one_of};
use crate::kit::{PASSWORD, caller};

impl Client<'_> {
    pub(super) async fn come_in(&mut self) {
        let name = one_of(&mut self.dice, &self.names);
        let password = *self.dice.one_of(&[PASSWORD, PASSWORD, OTHER_PASSWORD]);
        self.login(name, password).await;
    }

    pub(super) async fn log_out(&mut self) {
        let ust = one_of(&mut self.dice, &self.usts);
        let input = json!({"ust": ust, "current_app": "CRM"});
        self.rest("POST", "/user/logout", input).await;
    }

    pub(super) async fn renew(&mut self) {
        let input = json!({"ust": self.some_ust(), "current_app": "CRM"});
        self.rest("PATCH", "/user/session", input).await;
    }

    pub(super) async fn verify(&mut self) {
        let ust = self.some_ust();
        if self.is() {
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

    pub(super) async fn session_details(&mut self) {
        let input = json!({
            "current_ust": self.super_user, "target_ust": self.some_ust(), "current_app": "CRM",
        });
        self.rest("GET", "/user/session", input).await;
    }

    pub(super) async fn session_list(&mut self) {
        let mut input = match self.dice.below(3) {
            0 => json!({
                "current_ust": self.super_user,
                "target_ust": self.some_ust(),
                "current_app": "CRM",
            }),
            _ => self.about(),
        };
        if self.is() {
            input["cur_page"] = json!(self.dice.below(3));
            input["page_size"] = json!(self.dice.below(4));
        }
        let reply = self.rest("GET", "/user/session/list", input).await;
        for session in reply.json["result"].as_array().into_iter().flatten() {
            keep(
                &mut self.session_ids,
                session["session_id"].as_str().unwrap(),
            );
        }
    }

    pub(super) async fn end_sessions(&mut self) {
        let mut input = self.about();
        match self.dice.below(4) {
            0 => input["all"] = json!(true),
            1 => input["all_but_current"] = json!(true),
            _ => input["session_id"] = json!(one_of(&mut self.dice, &self.session_ids)),
        }
        self.rest("DELETE", "/user/session", input).await;
    }
}
