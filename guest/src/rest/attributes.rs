//! Attributes of users and sessions, over REST.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    attributes,
    call::Call,
    contract::{
        attributes::{Attribute, AttributeInput, AttributeOwner},
        rest::Request,
        types::Authority,
    },
    fault::Result,
    rest::{
        input::{Flag, Input, Text, Whole, given},
        output::{Answer, ok},
        users::iso,
    },
};

/// How the end of what has none is written.
const NEVER: &str = "9999-12-31T00:00:00";

/// What an operation about a user's attributes has in its input, next to what it is about.
#[derive(Deserialize)]
struct OfUser {
    ust: Option<Text>,
    /// The name that 3.0 had for `ust`, used if that is not there.
    current_ust: Option<Text>,
    user_id: Option<Text>,
}

/// What an operation about a session's attributes has in its input, next to what it is about.
#[derive(Deserialize)]
struct OfSession {
    #[serde(default)]
    current_ust: Text,
    #[serde(default)]
    target_ust: Text,
}

/// What is asked, by whom, about whose attributes.
struct Asked<T> {
    authority: Authority,
    owner: AttributeOwner,
    what: T,
}

/// Only `current_app` is required by the parser.
fn of_user<T: DeserializeOwned>(input: &Input) -> Result<Asked<T>> {
    input.require_current_app()?;
    let of: OfUser = input.read()?;
    let ust = of.ust.or(of.current_ust).unwrap_or_default();
    Ok(Asked {
        authority: Authority::Session(ust.0),
        owner: AttributeOwner::User(given(of.user_id)),
        what: input.read()?,
    })
}

fn of_session<T: DeserializeOwned>(input: &Input) -> Result<Asked<T>> {
    input.require_current_app()?;
    let of: OfSession = input.read()?;
    Ok(Asked {
        authority: Authority::Session(of.current_ust.0),
        owner: AttributeOwner::Session(of.target_ust.0),
        what: input.read()?,
    })
}

/// Input of create, update and set: one attribute, or many in `data`.
#[derive(Deserialize)]
struct Written {
    name: Option<Text>,
    value: Option<Value>,
    /// Also of the attributes in `data` that do not say.
    expiration: Option<Whole>,
    /// The same.
    encrypt: Option<Flag>,
    data: Option<Vec<Element>>,
}

/// One attribute of many.
#[derive(Deserialize)]
struct Element {
    #[serde(default)]
    name: Text,
    value: Option<Value>,
    expiration: Option<Whole>,
    encrypt: Option<Flag>,
    user_id: Option<Text>,
}

impl Written {
    /// The name wins over `data`; without either there is none, which the rules refuse.
    fn inputs(self) -> Vec<AttributeInput> {
        let elements = match given(self.name) {
            None => self.data.unwrap_or_default(),
            Some(name) => vec![Element {
                name: Text(name),
                value: self.value,
                expiration: None,
                encrypt: None,
                user_id: None,
            }],
        };
        let seconds = |whole: Option<Whole>| whole.and_then(|whole| whole.0);
        let outer = seconds(self.expiration);
        let encrypt = self.encrypt;
        let input = |element: Element| AttributeInput {
            name: element.name.0,
            value_json: element.value.map(|value| value.to_string()),
            expiration: seconds(element.expiration).or(outer),
            encrypt: element.encrypt.or(encrypt).map(|flag| flag.0),
            user_id: given(element.user_id),
        };
        elements.into_iter().map(input).collect()
    }
}

type Write = fn(&mut Call<'_>, &Authority, &AttributeOwner, &[AttributeInput]) -> Result<()>;

fn write(call: &mut Call<'_>, asked: Asked<Written>, operation: Write) -> Result<Answer> {
    let inputs = asked.what.inputs();
    operation(call, &asked.authority, &asked.owner, &inputs)?;
    Ok(ok(json!({})))
}

/// POST /user/attr.
pub(super) fn create_for_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    write(call, of_user(input)?, attributes::create)
}

/// POST /session/attr.
pub(super) fn create_for_session(
    call: &mut Call<'_>,
    input: &Input,
    _: &Request,
) -> Result<Answer> {
    write(call, of_session(input)?, attributes::create)
}

/// PATCH /user/attr.
pub(super) fn update_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    write(call, of_user(input)?, attributes::update)
}

/// PATCH /session/attr.
pub(super) fn update_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    write(call, of_session(input)?, attributes::update)
}

/// PUT /user/attr.
pub(super) fn set_for_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    write(call, of_user(input)?, attributes::set)
}

/// PUT /session/attr.
pub(super) fn set_for_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    write(call, of_session(input)?, attributes::set)
}

/// Input of get, exists and delete: one name, or many in `data`.
#[derive(Deserialize)]
struct Named {
    name: Option<Text>,
    #[serde(default)]
    data: Names,
    decrypt: Option<Flag>,
}

/// Names, each by itself or as the `name` of an object. One alone is a list of one.
#[derive(Default)]
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            one => vec![one],
        };
        let names = values.into_iter().map(|value| {
            let name = match value {
                Value::Object(mut one) => one
                    .remove("name")
                    .ok_or_else(|| de::Error::missing_field("name"))?,
                plain => plain,
            };
            let name = Text::deserialize(name).map_err(de::Error::custom)?;
            Ok(name.0)
        });
        names.collect::<std::result::Result<_, _>>().map(Self)
    }
}

impl Named {
    /// The names, and whether it is a list of many (which may have one).
    fn names(self) -> (Vec<String>, bool) {
        match given(self.name) {
            Some(name) => (vec![name], false),
            None => (self.data.0, true),
        }
    }
}

fn delete(call: &mut Call<'_>, asked: Asked<Named>) -> Result<Answer> {
    let (names, _) = asked.what.names();
    attributes::delete(call, &asked.authority, &asked.owner, &names)?;
    Ok(ok(json!({})))
}

/// DELETE /user/attr.
pub(super) fn delete_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    delete(call, of_user(input)?)
}

/// DELETE /session/attr.
pub(super) fn delete_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    delete(call, of_session(input)?)
}

/// Output of get for one attribute. What is not found has nothing else.
#[derive(Serialize)]
struct Found {
    found: bool,
    #[serde(flatten)]
    attribute: Option<Described>,
}

/// Output of get for many.
#[derive(Serialize)]
struct FoundMany {
    /// By name.
    result: BTreeMap<String, Found>,
}

#[derive(Serialize)]
struct Described {
    name: String,
    value: Value,
    creation_time: String,
    last_modified: String,
    expiration_time: String,
    is_encrypted: bool,
}

impl Found {
    fn of(attribute: Option<Attribute>) -> Self {
        Self {
            found: attribute.is_some(),
            attribute: attribute.map(|attribute| Described {
                name: attribute.name,
                value: serde_json::from_str(&attribute.value_json).unwrap_or_default(),
                creation_time: iso(&attribute.creation_time),
                last_modified: iso(&attribute.last_modified),
                expiration_time: match &attribute.expiration_time {
                    Some(moment) => iso(moment),
                    None => NEVER.to_owned(),
                },
                is_encrypted: attribute.is_encrypted,
            }),
        }
    }
}

fn get(call: &mut Call<'_>, asked: Asked<Named>) -> Result<Answer> {
    let decrypt = asked.what.decrypt.is_none_or(|flag| flag.0);
    let (names, is_many) = asked.what.names();
    let found = attributes::get(call, &asked.authority, &asked.owner, &names, decrypt)?;
    let mut found = found.into_iter().map(Found::of);
    Ok(match (is_many, found.next()) {
        (false, Some(one)) => ok(one),
        (_, first) => ok(FoundMany {
            result: names
                .into_iter()
                .zip(first.into_iter().chain(found))
                .collect(),
        }),
    })
}

/// GET /user/attr.
pub(super) fn get_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    get(call, of_user(input)?)
}

/// GET /session/attr.
pub(super) fn get_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    get(call, of_session(input)?)
}

/// Output of exists.
#[derive(Serialize)]
struct Exists {
    result: OneOrMany,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(bool),
    /// By name.
    Many(BTreeMap<String, bool>),
}

fn exists(call: &mut Call<'_>, asked: Asked<Named>) -> Result<Answer> {
    let (names, is_many) = asked.what.names();
    let found = attributes::exists(call, &asked.authority, &asked.owner, &names)?;
    let result = match is_many {
        true => OneOrMany::Many(names.into_iter().zip(found).collect()),
        false => OneOrMany::One(found.contains(&true)),
    };
    Ok(ok(Exists { result }))
}

/// GET /user/attr/exists.
pub(super) fn exists_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    exists(call, of_user(input)?)
}

/// GET /session/attr/exists.
pub(super) fn exists_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    exists(call, of_session(input)?)
}

/// Input of names, which has nothing else.
#[derive(Deserialize)]
struct Nothing {}

/// Output of names.
#[derive(Serialize)]
struct NamesOutput {
    result: Vec<String>,
}

fn names(call: &mut Call<'_>, asked: Asked<Nothing>) -> Result<Answer> {
    let result = attributes::names(call, &asked.authority, &asked.owner)?;
    Ok(ok(NamesOutput { result }))
}

/// GET /user/attr/names.
pub(super) fn names_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    names(call, of_user(input)?)
}

/// GET /session/attr/names.
pub(super) fn names_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    names(call, of_session(input)?)
}
