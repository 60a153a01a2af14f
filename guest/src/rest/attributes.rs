//! Attributes of users and sessions, over REST.

mod named;
mod shown;
mod written;

pub(super) use named::Named;
#[cfg(test)]
pub(super) use named::Names;
pub(super) use shown::{ExistsOutput, FoundAttribute, FoundAttributes, GetOutput};
pub(super) use written::Written;

use serde::{Deserialize, Serialize};

use shown::OneOrMany;

use crate::{
    attributes,
    call::Call,
    contract::{
        attributes::{AttributeInput, AttributeOwner},
        types::Authority,
    },
    distinct::by_key,
    fault::Result,
    rest::{
        input::{Text, given},
        output::{Done, Fields},
    },
};

/// The input of an operation about a user's attributes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "{T}OfUser"))]
pub(super) struct OfUser<T> {
    ust: Option<Text>,
    /// The name of `ust` in Zato SSO 3.0; used if `ust` is absent.
    current_ust: Option<Text>,
    user_id: Option<Text>,
    #[serde(flatten)]
    what: T,
}

/// The input of an operation about a session's attributes.
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

/// A parsed input: the caller's authority, the owner of the attributes, and the rest.
pub(super) struct Asked<T> {
    authority: Authority,
    owner: AttributeOwner,
    what: T,
}

/// The input of an operation about the attributes of a user or of a session.
pub(super) trait Asks {
    /// The names of attributes, or the attributes to write.
    type What;

    /// The parsed input.
    fn asked(self) -> Asked<Self::What>;
}

impl<T> Asks for OfUser<T> {
    type What = T;

    fn asked(self) -> Asked<T> {
        let ust = self.ust.or(self.current_ust).unwrap_or_default();
        Asked {
            authority: Authority::Session(ust.0),
            owner: AttributeOwner::User(given(self.user_id)),
            what: self.what,
        }
    }
}

impl<T> Asks for OfSession<T> {
    type What = T;

    fn asked(self) -> Asked<T> {
        Asked {
            authority: Authority::Session(self.current_ust.0),
            owner: AttributeOwner::Session(self.target_ust.0),
            what: self.what,
        }
    }
}

type Write = fn(&mut Call<'_>, &Authority, &AttributeOwner, &[AttributeInput]) -> Result<()>;

fn write(call: &mut Call<'_>, asked: Asked<Written>, rule: Write) -> Result<Done> {
    let inputs = asked.what.inputs();
    rule(call, &asked.authority, &asked.owner, &inputs)?;
    Ok(Done)
}

/// POST /user/attr and /session/attr.
pub(super) fn create<I: Asks<What = Written>>(call: &mut Call<'_>, input: I) -> Result<Done> {
    write(call, input.asked(), attributes::create)
}

/// PATCH /user/attr and /session/attr.
pub(super) fn update<I: Asks<What = Written>>(call: &mut Call<'_>, input: I) -> Result<Done> {
    write(call, input.asked(), attributes::update)
}

/// PUT /user/attr and /session/attr.
pub(super) fn set<I: Asks<What = Written>>(call: &mut Call<'_>, input: I) -> Result<Done> {
    write(call, input.asked(), attributes::set)
}

/// DELETE /user/attr and /session/attr.
pub(super) fn delete<I: Asks<What = Named>>(call: &mut Call<'_>, input: I) -> Result<Done> {
    let asked = input.asked();
    let (names, _) = asked.what.names();
    attributes::delete(call, &asked.authority, &asked.owner, &names)?;
    Ok(Done)
}

/// GET /user/attr and /session/attr.
pub(super) fn get<I: Asks<What = Named>>(
    call: &mut Call<'_>,
    input: I,
) -> Result<Fields<GetOutput>> {
    let asked = input.asked();
    let decrypt = asked.what.decrypt.0;
    let (names, is_many) = asked.what.names();
    let found = attributes::get(call, &asked.authority, &asked.owner, &names, decrypt)?;
    let mut found = found.into_iter().map(FoundAttribute::of);
    let output = match (is_many, found.next()) {
        (false, Some(one)) => GetOutput::One(one),
        (_, first) => GetOutput::Many(FoundAttributes {
            result: by_key(names.into_iter().zip(first.into_iter().chain(found))),
        }),
    };
    Ok(Fields(output))
}

/// GET /user/attr/exists and /session/attr/exists.
pub(super) fn exists<I: Asks<What = Named>>(
    call: &mut Call<'_>,
    input: I,
) -> Result<Fields<ExistsOutput>> {
    let asked = input.asked();
    let (names, is_many) = asked.what.names();
    let found = attributes::exists(call, &asked.authority, &asked.owner, &names)?;
    let result = if is_many {
        OneOrMany::Many(by_key(names.into_iter().zip(found)))
    } else {
        OneOrMany::One(found.contains(&true))
    };
    Ok(Fields(ExistsOutput { result }))
}

/// The rest of an input without names of attributes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Nothing {}

/// Output of names.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NamesOutput {
    result: Vec<String>,
}

/// GET /user/attr/names and /session/attr/names.
pub(super) fn names<I: Asks<What = Nothing>>(
    call: &mut Call<'_>,
    input: I,
) -> Result<Fields<NamesOutput>> {
    let asked = input.asked();
    let result = attributes::names(call, &asked.authority, &asked.owner)?;
    Ok(Fields(NamesOutput { result }))
}
