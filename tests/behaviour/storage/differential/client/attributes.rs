//! Attributes of users and of sessions.

use serde_json::{Value, json};

use super::Client;

impl Client<'_> {
    pub(super) async fn attribute(&mut self) {
        let (path, mut input) = match self.is() {
            true => ("/user/attr", self.about()),
            false => {
                let own = self.some_ust();
                let current = match self.dice.below(4) {
                    0 => self.super_user.clone(),
                    _ => own.clone(),
                };
                let input =
                    json!({"current_ust": current, "target_ust": own, "current_app": "CRM"});
                ("/session/attr", input)
            }
        };
        let methods = [
            "POST", "POST", "PATCH", "PUT", "PUT", "DELETE", "GET", "GET",
        ];
        let method = *self.dice.one_of(&methods);
        let rest = match method {
            "GET" => *self.dice.one_of(&["", "/exists", "/names"]),
            _ => "",
        };
        self.what(&mut input);
        self.rest(method, &format!("{path}{rest}"), input).await;
    }

    /// One attribute, or many.
    fn what(&mut self, input: &mut Value) {
        if self.is() {
            input["name"] = json!(self.name());
            input["value"] = self.value();
        } else {
            let number = 1 + self.dice.below(3);
            let element = |_| json!({"name": self.name(), "value": self.value()});
            let data: Vec<Value> = (0..number).map(element).collect();
            input["data"] = json!(data);
        }
        if self.dice.below(3) == 0 {
            input["expiration"] = json!(self.dice.below(7_200));
        }
        if self.dice.below(3) == 0 {
            input["encrypt"] = json!(true);
            input["decrypt"] = json!(self.is());
        }
    }

    fn name(&mut self) -> String {
        // Some differ only in case, or in what byte order makes of them.
        let names = ["a", "A", "ä", "a/b", "a.b", "b", "colour"];
        (*self.dice.one_of(&names)).to_owned()
    }

    fn value(&mut self) -> Value {
        let values = [
            json!("a text, \u{fdfa} \"quoted\" \\u0041"),
            json!(1.0e-7),
            json!(18_446_744_073_709_551_615_u64),
            json!({"b": [1, 2.50, null], "a": {"": "\u{2028}"}}),
            json!(true),
            Value::Null,
        ];
        self.dice.one_of(&values).clone()
    }
}
