//! REST under fire: requests as a seeded generator makes them up.

use axum::extract::Request;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::{Map, Value, json};

use crate::{
    kit::{PASSWORD, PROGRAM_PASSWORD, Reply, World, basic, define, hash},
    rest_routes::ROUTES,
};

const REQUESTS: usize = 2_000;

const KEYS: [&str; 53] = [
    "username",
    "password",
    "email",
    "current_app",
    "app_list",
    "confirm_token",
    "ust",
    "current_ust",
    "target_ust",
    "user_id",
    "reason",
    "status",
    "cur_page",
    "page_size",
    "new_password",
    "remote_addr",
    "user_agent",
    "is_locked",
    "auth_type",
    "auth_username",
    "is_active",
    "display_name",
    "name_op",
    "is_name_exact",
    "sign_up_status",
    "approval_status",
    "first_name",
    "middle_name",
    "last_name",
    "password_must_change",
    "auto_approve",
    "is_rate_limit_active",
    "rate_limit_def",
    "is_totp_enabled",
    "totp_key",
    "totp_label",
    "totp_code",
    "old_password",
    "password_expiry",
    "must_change",
    "session_id",
    "all",
    "all_but_current",
    "credential",
    "token",
    "reset_key",
    "name",
    "value",
    "data",
    "expiration",
    "encrypt",
    "decrypt",
    "paginate",
];

struct Generator {
    random: ChaCha20Rng,
    /// Texts that lead somewhere.
    texts: Vec<String>,
}

impl Generator {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.next_u32()).unwrap() % bound
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn text(&mut self) -> String {
        let text = self.pick(&self.texts.clone());
        match self.below(8) {
            0 => text.chars().rev().collect(),
            1 => text.to_uppercase(),
            2 => format!("{text}{text}"),
            3 => text.chars().take(self.below(10)).collect(),
            _ => text,
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(40) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => self.pick(&[
                json!(0),
                json!(-1),
                json!(u64::MAX),
                json!(1e300),
                json!(0.5),
            ]),
            3 if depth < 4 => self.object(depth + 1),
            4 if depth < 4 => {
                let length = self.below(4);
                (0..length).map(|_| self.value(depth + 1)).collect()
            }
            _ => json!(self.text()),
        }
    }

    /// Most of the keys there are, with anything in them; deeper down few, or it would not end.
    fn object(&mut self, depth: usize) -> Value {
        let mut object = Map::new();
        for key in KEYS {
            if (self.below(8) > 0) == (depth == 0) {
                object.insert(key.to_owned(), self.value(depth));
            }
        }
        if self.below(4) > 0 {
            object.insert("current_app".to_owned(), json!("CRM"));
        }
        if self.below(4) > 0 {
            object.insert("cur_page".to_owned(), json!(self.below(4)));
            object.insert("page_size".to_owned(), json!("7"));
        }
        Value::Object(object)
    }

    /// A text of JSON, one time in three with some bytes changed.
    fn body(&mut self) -> Vec<u8> {
        let mut body = self.object(0).to_string().into_bytes();
        if self.below(3) == 0 {
            for _ in 0..=self.below(4) {
                let position = self.below(body.len());
                let byte = u8::try_from(self.below(256)).unwrap();
                match self.below(3) {
                    0 => body[position] = byte,
                    1 => body.insert(position, byte),
                    _ => body.truncate(position.max(1)),
                }
            }
        }
        body
    }

    fn query(&mut self) -> String {
        let mut query = String::new();
        for _ in 0..self.below(4) {
            let value: String = self
                .text()
                .bytes()
                .map(|byte| format!("%{byte:02x}"))
                .collect();
            query += &format!("{}={value}&", self.pick(&KEYS));
        }
        if self.below(8) == 0 {
            query += self.pick(&["%", "%ff", "=", "&&&", "a=%zz", "%00"]);
        }
        query
    }

    fn authorization(&mut self) -> Vec<u8> {
        let text = self.text();
        let mut header = match self.below(4) {
            0 => basic("pubapi", PROGRAM_PASSWORD),
            1 => basic(&text, &text),
            _ => format!("Bearer {text}"),
        };
        if self.below(4) == 0 {
            let cut = self.below(header.len());
            header = header.chars().take(cut).collect();
        }
        // What no header can have never gets as far as this.
        header
            .bytes()
            .filter(|byte| *byte >= b' ' && *byte != 127)
            .collect()
    }

    fn request(&mut self) -> Request {
        let (path, methods) = self.pick(&ROUTES);
        let method = if self.below(20) == 0 {
            self.pick(&["PUT", "DELETE", "TRACE", "PURGE"])
        } else {
            self.pick(methods)
        };
        let query = if self.below(3) == 0 {
            self.query()
        } else {
            String::new()
        };
        let uri = format!("/zato/sso{path}?{query}");
        let mut request = Request::builder().method(method).uri(uri);
        if self.below(6) == 0 {
            request = request.header("authorization", self.authorization());
        }
        request.body(self.body().into()).unwrap()
    }
}

fn require_a_documented_shape(reply: &Reply, of: &str) {
    assert!(
        [200, 400, 403, 405, 413, 429].contains(&reply.status),
        "{of}: {reply:?}"
    );
    let body = &reply.json;
    match reply.status {
        200 if reply.bytes.is_empty() || body.is_array() => {}
        200 | 403 | 429 => {
            let status = body["status"].as_str().unwrap();
            let has_codes = !reply.codes().is_empty();
            assert_eq!(has_codes, status != "ok", "{of}: {reply:?}");
            assert!(reply.status == 200 || status == "error");
        }
        _ => assert_eq!(body["result"], "Error", "{of}: {reply:?}"),
    }
    if body.is_object() {
        assert_eq!(reply.text("cid").len(), 24);
    }
}

#[tokio::test]
async fn no_request_whatever_is_answered_out_of_shape() {
    let hash = hash(PROGRAM_PASSWORD).await;
    let world = World::with(|settings| define(settings, &["pubapi", "batch"], &hash)).await;
    let mut texts = vec![world.super_user().await];
    for name in ["ann", "ben"] {
        texts.push(world.approved(name).await);
        texts.push(world.ust(name).await);
    }
    let link = json!({
        "ust": texts[0],
        "current_app": "CRM",
        "user_id": texts[1],
        "auth_type": "basic_auth",
        "auth_username": "pubapi",
    });
    world.post("/user/linked", link).await.ok();
    texts.push(world.confirmed("carl").await);
    texts.push(world.signup("dora").await.ok().text("confirm_token"));
    let others = [
        "",
        " ",
        "ann",
        "boss",
        PASSWORD,
        "CRM",
        "ERP",
        "to-confirm",
        "10",
        "-1",
        "ann@example.com",
        "İ\u{345}ß",
        "\u{202e}",
        "\u{fdfa}\u{fdfa}",
        "192.0.2.1",
        "::1",
        "zusr0",
        "*",
        "a/b",
        "%",
        "\u{10ffff}",
        "'; DROP TABLE users; --",
        "{}",
        "basic_auth",
        "pubapi",
        "batch",
        "a:b",
    ];
    texts.extend(others.map(ToOwned::to_owned));
    texts.push("ß".repeat(700));
    texts.push("\u{fdfa}".repeat(250));
    let random = ChaCha20Rng::seed_from_u64(7);
    let mut generator = Generator { random, texts };
    let mut statuses = std::collections::BTreeMap::new();
    for number in 0..REQUESTS {
        let request = generator.request();
        let of = format!("{number}: {} {}", request.method(), request.uri());
        let reply = world.send(request).await;
        require_a_documented_shape(&reply, &of);
        *statuses.entry(reply.status).or_insert(0) += 1;
    }
    assert!(statuses[&200] > 50 && statuses[&403] > 100, "{statuses:?}");
    world.login("ben").await;
}
