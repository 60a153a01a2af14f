//! Requests as a seeded generator makes them up.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Request;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::{Map, Value, json};

use super::{described::Described, people::People};
use crate::{
    kit::{PROGRAM_PASSWORD, basic},
    rest::routes::ROUTES,
};

pub(super) struct Generator<'a> {
    random: ChaCha20Rng,
    described: &'a BTreeMap<String, Described>,
    /// Of all operations.
    keys: Vec<String>,
    requests: usize,
}

impl<'a> Generator<'a> {
    pub(super) fn new(described: &'a BTreeMap<String, Described>) -> Self {
        let keys: BTreeSet<String> = described
            .values()
            .flat_map(|operation| operation.keys.clone())
            .collect();
        Self {
            random: ChaCha20Rng::seed_from_u64(7),
            keys: Vec::from_iter(keys),
            described,
            requests: 0,
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.next_u32()).unwrap() % bound
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn text(&mut self, people: &People) -> String {
        let text = self.pick(&people.texts);
        match self.below(8) {
            0 => text.chars().rev().collect(),
            1 => text.to_uppercase(),
            2 => format!("{text}{text}"),
            3 => text.chars().take(self.below(10)).collect(),
            _ => text,
        }
    }

    fn value(&mut self, people: &People, depth: usize) -> Value {
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
            3 if depth < 4 => self.object(people, depth + 1),
            4 if depth < 4 => {
                let length = self.below(4);
                (0..length).map(|_| self.value(people, depth + 1)).collect()
            }
            _ => json!(self.text(people)),
        }
    }

    /// Most of the keys there are, with anything in them; deeper down few, or it would not end.
    fn object(&mut self, people: &People, depth: usize) -> Value {
        let mut object = Map::new();
        for key in self.keys.clone() {
            if (self.below(8) > 0) == (depth == 0) {
                object.insert(key, self.value(people, depth));
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

    /// What the operation asks for, most of it as somebody would who wants it done.
    fn well_meant(&mut self, people: &People, route: &str) -> Value {
        let mut object = Map::new();
        for key in self.described[route].keys.clone() {
            let values = people.well_meant(&key, route, self.requests);
            let (is_there, value) = match values.is_empty() {
                true => (self.below(16) == 0, self.value(people, 0)),
                false if self.below(16) == 0 => (true, self.value(people, 0)),
                false => (self.below(8) > 0, self.pick(&values)),
            };
            if is_there {
                object.insert(key, value);
            }
        }
        Value::Object(object)
    }

    /// A text of JSON, sometimes with some bytes changed.
    fn body(&mut self, people: &People, route: &str) -> Vec<u8> {
        let is_known = self.described.contains_key(route) && self.below(3) > 0;
        let (object, changed) = match is_known {
            true => (self.well_meant(people, route), 16),
            false => (self.object(people, 0), 3),
        };
        let mut body = object.to_string().into_bytes();
        if self.below(changed) == 0 {
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

    fn query(&mut self, people: &People) -> String {
        let mut query = String::new();
        for _ in 0..self.below(4) {
            let value: String = self
                .text(people)
                .bytes()
                .map(|byte| format!("%{byte:02x}"))
                .collect();
            query += &format!("{}={value}&", self.pick(&self.keys.clone()));
        }
        if self.below(8) == 0 {
            query += self.pick(&["%", "%ff", "=", "&&&", "a=%zz", "%00"]);
        }
        query
    }

    fn authorization(&mut self, people: &People) -> Vec<u8> {
        let text = self.text(people);
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

    /// A request, and its operation if it is one.
    pub(super) fn request(&mut self, people: &People) -> (Request, String) {
        self.requests += 1;
        let (path, methods) = self.pick(&ROUTES);
        let method = if self.below(20) == 0 {
            self.pick(&["PUT", "DELETE", "TRACE", "PURGE"])
        } else {
            self.pick(methods)
        };
        let query = if self.below(3) == 0 {
            self.query(people)
        } else {
            String::new()
        };
        let uri = format!("/zato/sso{path}?{query}");
        let mut request = Request::builder().method(method).uri(uri);
        if self.below(6) == 0 {
            request = request.header("authorization", self.authorization(people));
        }
        let route = format!("{method} {path}");
        let body = self.body(people, &route);
        (request.body(body.into()).unwrap(), route)
    }
}
