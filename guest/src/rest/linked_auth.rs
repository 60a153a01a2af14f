//! Links of accounts to credentials, over REST.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::{
        linked_auth::{Definition, Link},
        types::Authority,
    },
    fault::Result,
    linked_auth,
    rest::{
        input::{Flag, Text, given, yes},
        output::{Done, Fields},
        users::iso,
    },
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LinksInput {
    ust: Text,
    user_id: Option<Text>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LinksOutput {
    result: Vec<LinkOutput>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LinkOutput {
    #[cfg_attr(test, schemars(extend("enum" = [crate::keys::BASIC_AUTH])))]
    auth_type: String,
    auth_username: String,
    creation_time: String,
    is_active: bool,
}

/// GET /user/linked.
pub(super) fn get_list(call: &mut Call<'_>, input: LinksInput) -> Result<Fields<LinksOutput>> {
    let authority = Authority::Session(input.ust.0);
    let links = linked_auth::get_list(call, &authority, given(input.user_id).as_deref())?;
    Ok(Fields(LinksOutput {
        result: links.into_iter().map(describe).collect(),
    }))
}

fn describe(link: Link) -> LinkOutput {
    LinkOutput {
        auth_type: link.auth_type,
        auth_username: link.auth_username,
        creation_time: iso(&link.creation_time),
        is_active: link.is_active,
    }
}

/// The parser requires only the first two, as in Zato. Without the others no user or no definition
/// is found.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LinkInput {
    ust: Text,
    #[serde(default)]
    user_id: Text,
    #[serde(default)]
    auth_type: Text,
    #[serde(default)]
    auth_username: Text,
    /// If absent: true, because Zato 3.3 ignores this key and its links work without it.
    #[serde(default = "yes")]
    is_active: Flag,
}

impl LinkInput {
    fn definition(&self) -> Definition {
        Definition {
            auth_type: self.auth_type.0.clone(),
            auth_username: self.auth_username.0.clone(),
        }
    }
}

/// POST /user/linked.
pub(super) fn create(call: &mut Call<'_>, input: LinkInput) -> Result<Done> {
    let definition = input.definition();
    let is_active = input.is_active.0;
    let authority = Authority::Session(input.ust.0);
    linked_auth::create(call, &authority, &input.user_id.0, &definition, is_active)?;
    Ok(Done)
}

/// DELETE /user/linked.
pub(super) fn delete(call: &mut Call<'_>, input: LinkInput) -> Result<Done> {
    let definition = input.definition();
    let authority = Authority::Session(input.ust.0);
    linked_auth::delete(call, &authority, &input.user_id.0, &definition)?;
    Ok(Done)
}
