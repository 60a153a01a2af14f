//! The sessions of a user, over REST: details, the list, ending.

use serde::{Deserialize, Serialize};

use crate::{
    call::Call,
    contract::{
        registration::ListPage,
        sessions::{ListedSession, SessionChange, Which},
        types::Authority,
    },
    documents::{AuthType, ChangeSource},
    fault::Result,
    rest::{
        input::{Count, Flag, Text, given},
        output::{Done, Fields},
        users::iso,
    },
    sessions::{self, Whose},
};

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DetailsInput {
    #[serde(default)]
    current_ust: Text,
    #[serde(default)]
    target_ust: Text,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DetailsOutput {
    creation_time: String,
    expiration_time: String,
    remote_addr: Option<String>,
    user_agent: Option<String>,
}

/// GET /user/session.
pub(super) fn details(call: &mut Call<'_>, input: DetailsInput) -> Result<Fields<DetailsOutput>> {
    let authority = Authority::Session(input.current_ust.0);
    let session = sessions::get(call, &authority, &input.target_ust.0)?;
    Ok(Fields(DetailsOutput {
        creation_time: iso(&session.creation_time),
        expiration_time: iso(&session.expiration_time),
        remote_addr: session.remote_addr,
        user_agent: session.user_agent,
    }))
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SessionsInput {
    ust: Option<Text>,
    current_ust: Option<Text>,
    target_ust: Option<Text>,
    user_id: Option<Text>,
    #[serde(default)]
    cur_page: Count,
    #[serde(default)]
    page_size: Count,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SessionsOutput {
    result: Vec<SessionOutput>,
    total: u32,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SessionOutput {
    session_id: String,
    is_current: bool,
    #[cfg_attr(test, schemars(extend("enum" = AuthType::WORDS)))]
    auth_type: &'static str,
    auth_principal: String,
    ext_session_id: Option<String>,
    creation_time: String,
    expiration_time: String,
    remote_addr: Option<String>,
    user_agent: Option<String>,
    session_state_change_list: Vec<StateChange>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StateChange {
    idx: u32,
    #[cfg_attr(test, schemars(extend("enum" = ChangeSource::WORDS)))]
    ctx_source: &'static str,
    timestamp_utc: String,
    remote_addr: Option<String>,
    user_agent: Option<String>,
}

/// GET /user/session/list.
pub(super) fn list(call: &mut Call<'_>, input: SessionsInput) -> Result<Fields<SessionsOutput>> {
    let page = ListPage {
        cur_page: input.cur_page.0,
        page_size: input.page_size.0,
    };
    let user_id = given(input.user_id);
    let (current, target) = (given(input.current_ust), given(input.target_ust));
    let own = given(input.ust).map(Authority::Session);
    // The input has either `ust`, or both `current_ust` and `target_ust`.
    let whose = match (&own, &current, &target, &user_id) {
        (Some(authority), None, None, user_id) => Some(Whose::User {
            authority,
            user_id: user_id.as_deref(),
        }),
        (None, Some(current_ust), Some(target_ust), None) => Some(Whose::Holder {
            current_ust,
            target_ust,
        }),
        _ => None,
    };
    let page = sessions::list(call, whose.as_ref(), &page)?;
    Ok(Fields(SessionsOutput {
        total: page.total,
        result: page.sessions.into_iter().map(describe).collect(),
    }))
}

fn describe(listed: ListedSession) -> SessionOutput {
    let session = listed.session;
    SessionOutput {
        session_id: session.session_id,
        is_current: listed.is_current,
        auth_type: AuthType::from(session.auth_type).as_str(),
        auth_principal: session.auth_principal,
        ext_session_id: session.ext_session_id,
        creation_time: iso(&session.creation_time),
        expiration_time: iso(&session.expiration_time),
        remote_addr: session.remote_addr,
        user_agent: session.user_agent,
        session_state_change_list: listed.changes.into_iter().map(describe_change).collect(),
    }
}

fn describe_change(change: SessionChange) -> StateChange {
    StateChange {
        idx: change.idx,
        ctx_source: ChangeSource::from(change.source).as_str(),
        timestamp_utc: iso(&change.time),
        remote_addr: change.remote_addr,
        user_agent: change.user_agent,
    }
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EndInput {
    #[serde(default)]
    ust: Text,
    user_id: Option<Text>,
    session_id: Option<Text>,
    #[serde(default)]
    all: Flag,
    #[serde(default)]
    all_but_current: Flag,
}

/// DELETE /user/session.
pub(super) fn end(call: &mut Call<'_>, input: EndInput) -> Result<Done> {
    let id = given(input.session_id);
    let which = match (id, input.all.0, input.all_but_current.0) {
        (Some(id), false, false) => Some(Which::One(id)),
        (None, true, false) => Some(Which::All),
        (None, false, true) => Some(Which::AllButCurrent),
        _ => None,
    };
    let authority = Authority::Session(input.ust.0);
    let user_id = given(input.user_id);
    sessions::end(call, &authority, user_id.as_deref(), which.as_ref())?;
    Ok(Done)
}
