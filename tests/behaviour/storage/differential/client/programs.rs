//! Programs with credentials that accounts are linked to.

use serde_json::json;

use super::{Client, one_of};
use crate::kit::{PROGRAM_PASSWORD, basic, caller};

/// Those that the settings define.
pub(in crate::storage::differential) const PROGRAMS: [&str; 3] = ["pubapi", "batch", "nightly"];

impl Client<'_> {
    pub(super) async fn program(&mut self) {
        let name = *self.dice.one_of(&["pubapi", "batch", "nightly", "unknown"]);
        let method = match self.dice.below(8) {
            0 | 1 => "POST",
            2 => "DELETE",
            3 => "GET",
            4 => return self.typed_program(name).await,
            _ => return self.present(name).await,
        };
        let user_id = one_of(&mut self.dice, &self.user_ids);
        let (user_id, name) = match method {
            "DELETE" => one_of(&mut self.dice, &self.links),
            _ => (user_id, name.to_owned()),
        };
        let input = json!({
            "ust": self.super_user,
            "current_app": "CRM",
            "user_id": user_id,
            "auth_type": "basic_auth",
            "auth_username": name,
            "is_active": self.dice.below(5) > 0,
        });
        let reply = self.rest(method, "/user/linked", input).await;
        if method == "POST" && reply.status == 200 {
            self.links.push((user_id, name));
        }
    }

    /// A call that a program makes.
    async fn present(&mut self, name: &str) {
        let password = match self.dice.below(6) {
            0 => "wrong",
            _ => PROGRAM_PASSWORD,
        };
        let header = basic(name, password);
        let (method, path) = *self.dice.one_of(&[
            ("GET", "/user"),
            ("GET", "/user/session/list"),
            ("PATCH", "/user/session"),
            ("GET", "/user/attr/names"),
        ]);
        let app = json!({"current_app": "CRM"});
        let headers = [("authorization", &*header)];
        let reply = self.rest_with(&headers, method, path, app).await;
        if let Some(ust) = reply.headers.get("x-zato-sso-ust") {
            self.usts.push(ust.to_str().unwrap().to_owned());
        }
    }

    async fn typed_program(&mut self, name: &str) {
        let logged_in = self.three.typed(async |world| {
            let (caller, password) = (caller(), PROGRAM_PASSWORD);
            world.sso.log_in_linked(&caller, name, password).await
        });
        let ust = logged_in.await;
        self.count(ust.is_ok());
        self.usts.extend(ust.ok().flatten());
    }
}
