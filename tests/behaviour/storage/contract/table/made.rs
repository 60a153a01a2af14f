//! Texts, lists and inputs of operations, as the table writes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::*;

/// What a text of a step may refer to.
#[derive(Clone, Default)]
pub(super) struct Scene {
    captured: BTreeMap<String, String>,
    /// The current number of `many`.
    pub(super) number: Option<u64>,
}

impl Scene {
    /// The same with another current number.
    pub(super) fn with(&self, number: Option<u64>) -> Self {
        Self {
            number,
            ..self.clone()
        }
    }

    /// Remembers the version of a document by a name.
    pub(super) fn capture(&mut self, name: &Value, version: &str) {
        assert!((1..=64).contains(&version.len()), "{version}");
        let name = name.as_str().unwrap().to_owned();
        self.captured.insert(name, version.to_owned());
    }

    /// How many different versions have these names.
    pub(super) fn number_of_versions(&self, names: &Value) -> usize {
        let names = names.as_array().unwrap().iter();
        let versions = names.map(|name| &self.captured[name.as_str().unwrap()]);
        versions.collect::<BTreeSet<_>>().len()
    }

    /// The elements of a list, each with the number that is current there.
    pub(super) fn each<'a>(&self, list: &'a Value) -> Vec<(&'a Value, Option<u64>)> {
        let elements = list.as_array().unwrap().iter();
        elements
            .flat_map(|element| elements_of(element, self.number))
            .collect()
    }

    fn map<T>(&self, list: &Value, made: impl Fn(&Self, &Value) -> T) -> Vec<T> {
        let elements = self.each(list).into_iter();
        elements
            .map(|(element, number)| made(&self.with(number), element))
            .collect()
    }

    pub(super) fn texts(&self, list: &Value) -> Vec<String> {
        self.map(list, Self::text)
    }

    /// Texts, and null.
    pub(super) fn nullable_texts(&self, list: &Value) -> Value {
        self.map(list, Self::nullable_text).into()
    }

    fn nullable_text(&self, text: &Value) -> Option<String> {
        (!text.is_null()).then(|| self.text(text))
    }

    pub(super) fn text(&self, text: &Value) -> String {
        if let Some(text) = text.as_str() {
            return text.to_owned();
        }
        let (kind, value) = text.as_object().unwrap().iter().next().unwrap();
        match &**kind {
            "repeat" => {
                let times = usize::try_from(value[1].as_u64().unwrap()).unwrap();
                self.text(&value[0]).repeat(times)
            }
            "join" => self.texts(value).concat(),
            "captured" => self.captured[value.as_str().unwrap()].clone(),
            "number" => {
                let digits = usize::try_from(value.as_u64().unwrap()).unwrap();
                format!("{:0digits$}", self.number.unwrap())
            }
            "characters" => {
                let without = text["without"].as_str().unwrap_or_default();
                characters(value.as_u64().unwrap(), self.number.unwrap())
                    .filter(|character| !without.contains(*character))
                    .collect()
            }
            other => panic!("unknown text {other}"),
        }
    }

    /// Seconds.
    pub(super) fn time(&self, time: Option<&Value>) -> Option<u64> {
        match time? {
            Value::Object(_) => self.number,
            Value::String(text) => Some(text.parse().unwrap()),
            number => Some(number.as_u64().unwrap()),
        }
    }

    pub(super) fn range(&self, list: &Value) -> KeyRange {
        let texts = self.texts(list);
        range(&texts[0], &texts[1])
    }

    pub(super) fn filter(&self, input: &Value) -> Vec<Clause> {
        input
            .get("filter")
            .map_or(vec![], |list| self.clauses(list))
    }

    pub(super) fn clauses(&self, list: &Value) -> Vec<Clause> {
        self.map(list, |scene, clause| {
            any_of(scene.map(clause, Self::condition))
        })
    }

    fn condition(&self, input: &Value) -> Condition {
        let field = input["field"].as_str().unwrap();
        match input.get("equals") {
            Some(text) => equals(field, &self.text(text)),
            None => contains(field, &self.text(&input["contains"])),
        }
    }

    pub(super) fn page(&self, input: &Value) -> Page {
        let number = |name: &str| input[name].as_u64().unwrap_or_default();
        Page {
            limit: u32::try_from(number("limit")).unwrap(),
            offset: u32::try_from(number("offset")).unwrap(),
            reverse: input["reverse"].as_bool().unwrap_or_default(),
            live_at: self.time(input.get("live-at")),
        }
    }

    pub(super) fn checks(&self, input: &Value) -> Vec<Check> {
        self.map(&input["checks"], |scene, check| Check {
            key: scene.text(&check["key"]),
            version: scene.nullable_text(&check["version"]),
        })
    }

    pub(super) fn writes(&self, input: &Value) -> Vec<Write> {
        self.map(&input["writes"], |scene, write| {
            let (kind, value) = write.as_object().unwrap().iter().next().unwrap();
            match &**kind {
                "put" => Write::Put(Document {
                    key: scene.text(&value[0]),
                    value: scene.text(&value[1]),
                    expires_at: scene.time(value.get(2)),
                }),
                "delete" => delete(&scene.text(value)),
                "delete-range" => Write::DeleteRange(scene.range(value)),
                other => panic!("unknown write {other}"),
            }
        })
    }
}

/// `many` stands for `each` once for every number.
fn elements_of(element: &Value, number: Option<u64>) -> Vec<(&Value, Option<u64>)> {
    let Some(many) = element.get("many") else {
        return vec![(element, number)];
    };
    let part = |place: usize| many[place].as_u64();
    let (from, to) = (part(0).unwrap(), part(1).unwrap());
    let distance = usize::try_from(part(2).unwrap_or(1)).unwrap();
    let numbers = (from..to).step_by(distance);
    numbers
        .flat_map(|number| elements_of(&element["each"], Some(number)))
        .collect()
}

/// A part of all Unicode scalar values from U+0001.
fn characters(size: u64, part: u64) -> impl Iterator<Item = char> {
    let size = usize::try_from(size).unwrap();
    let before = size * usize::try_from(part).unwrap();
    ('\u{1}'..=char::MAX).skip(before).take(size)
}
