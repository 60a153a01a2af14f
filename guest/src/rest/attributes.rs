//! Attributes of users and sessions, over REST.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de, de::DeserializeOwned};
use serde_json::Value;

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
        output::{Answer, done, ok},
        users::iso,
    },
};

/// How the end of what has none is written.
const NEVER: &str = "9999-12-31T00:00:00";

/// What an operation about a user's attributes has in its input.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "{T}OfUser"))]
pub(super) struct OfUser<T> {
    ust: Option<Text>,
    /// The name that 3.0 had for `ust`, used if that is not there.
    current_ust: Option<Text>,
    user_id: Option<Text>,
    #[serde(flatten)]
    what: T,
}

/// What an operation about a session's attributes has in its input.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "{T}OfSession"))]
pub(super) struct OfSession<T> {
    #[serde(default)]
    current_ust: Text,
    #[serde(default)]
    target_ust: Text,
    #[serde(flatten)]
    what: T,
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
    let input: OfUser<T> = input.read()?;
    let ust = input.ust.or(input.current_ust).unwrap_or_default();
    Ok(Asked {
        authority: Authority::Session(ust.0),
        owner: AttributeOwner::User(given(input.user_id)),
        what: input.what,
    })
}

fn of_session<T: DeserializeOwned>(input: &Input) -> Result<Asked<T>> {
    input.require_current_app()?;
    let input: OfSession<T> = input.read()?;
    Ok(Asked {
        authority: Authority::Session(input.current_ust.0),
        owner: AttributeOwner::Session(input.target_ust.0),
        what: input.what,
    })
}

/// Input of create, update and set: one attribute, or many in `data`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Written {
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Element {
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
    Ok(done())
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Named {
    name: Option<Text>,
    #[serde(default)]
    data: Names,
    decrypt: Option<Flag>,
}

/// Names, each by itself or as the `name` of an object. One alone is a list of one.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Plain(Text),
    Of { name: Text },
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let values = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            one => vec![one],
        };
        let names = values
            .into_iter()
            .map(|value| match Name::deserialize(value) {
                Ok(Name::Plain(name) | Name::Of { name }) => Ok(name.0),
                Err(error) => Err(de::Error::custom(error)),
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
    Ok(done())
}

/// DELETE /user/attr.
pub(super) fn delete_of_user(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    delete(call, of_user(input)?)
}

/// DELETE /session/attr.
pub(super) fn delete_of_session(call: &mut Call<'_>, input: &Input, _: &Request) -> Result<Answer> {
    delete(call, of_session(input)?)
}

/// Output of get.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum GetOutput {
    One(FoundAttribute),
    Many(FoundAttributes),
}

/// One attribute. What is not found has nothing else.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FoundAttribute {
    found: bool,
    #[serde(flatten)]
    attribute: Option<Described>,
}

/// Many attributes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FoundAttributes {
    /// By name.
    result: BTreeMap<String, FoundAttribute>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Described {
    name: String,
    value: Value,
    creation_time: String,
    last_modified: String,
    expiration_time: String,
    is_encrypted: bool,
}

impl FoundAttribute {
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
    let mut found = found.into_iter().map(FoundAttribute::of);
    let output = match (is_many, found.next()) {
        (false, Some(one)) => GetOutput::One(one),
        (_, first) => GetOutput::Many(FoundAttributes {
            result: names
                .into_iter()
                .zip(first.into_iter().chain(found))
                .collect(),
        }),
    };
    Ok(ok(output))
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ExistsOutput {
    result: OneOrMany,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    Ok(ok(ExistsOutput { result }))
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Nothing {}

/// Output of names.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NamesOutput {
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
