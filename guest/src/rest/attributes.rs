//! Attributes of users and sessions, over REST.

mod named;
mod shown;
mod written;

pub(super) use named::Named;
#[cfg(test)]
pub(super) use named::Names;
pub(super) use shown::{ExistsOutput, FoundAttribute, FoundAttributes, GetOutput};
pub(super) use written::Written;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use shown::OneOrMany;

use crate::{
    attributes,
    call::Call,
    contract::{
        attributes::{AttributeInput, AttributeOwner},
        rest::Request,
        types::Authority,
    },
    fault::Result,
    rest::{
        input::{Input, Text, given},
        output::{Answer, done, ok},
    },
};

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
