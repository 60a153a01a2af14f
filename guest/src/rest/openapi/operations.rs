//! What the REST API does: one entry for each route.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::rest::{
    attributes::{
        ExistsOutput, GetOutput, Named, NamesOutput, Nothing, OfSession, OfUser, Written,
    },
    linked_auth::{LinkInput, LinksInput, LinksOutput},
    password_reset::{BeginResetInput, CompleteResetInput, ExchangeTokenInput, ResetKeyOutput},
    registration::{
        DecisionInput, PendingInput, PendingOutput, SignupInput, SignupOutput, TokenInput,
    },
    search::{SearchInput, SearchOutput},
    session_list::{DetailsInput, DetailsOutput, EndInput, SessionsInput, SessionsOutput},
    sessions::{
        LoginInput, LoginOutput, RenewInput, RenewOutput, UstInput, VerifyInput, VerifyOutput,
    },
    users::{
        AboutInput, Account, CreateInput, Created, GetInput, PasswordBody, PasswordInput,
        ResetTotpInput, ResetTotpOutput, UpdateBody, UpdateInput,
    },
};

/// A type's schema.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What stands in the answer to a success, beside what stands in all of them.
pub(super) enum Output {
    /// Nothing.
    Nothing,
    /// The fields of a struct.
    Fields(SchemaOf),
    /// A bare list.
    List(SchemaOf),
    /// Not even a body.
    NoBody,
}

/// One operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) input: SchemaOf,
    /// Keys that count in a body only.
    pub(super) body: Option<SchemaOf>,
    pub(super) requires_app: bool,
    pub(super) output: Output,
    pub(super) may_warn: bool,
}

/// An operation whose input has to name the current application, and whose answer says no more
/// than that it is done.
fn on<I: JsonSchema>(method: &'static str, path: &'static str, summary: &'static str) -> Operation {
    Operation {
        method,
        path,
        summary,
        input: SchemaGenerator::subschema_for::<I>,
        body: None,
        requires_app: true,
        output: Output::Nothing,
        may_warn: false,
    }
}

impl Operation {
    fn gives<O: JsonSchema>(mut self) -> Self {
        self.output = Output::Fields(SchemaGenerator::subschema_for::<O>);
        self
    }

    fn takes_body<B: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<B>);
        self
    }

    fn gives_list_of<O: JsonSchema>(mut self) -> Self {
        self.output = Output::List(SchemaGenerator::subschema_for::<O>);
        self
    }

    fn gives_no_body(mut self) -> Self {
        self.output = Output::NoBody;
        self
    }

    /// `current_app` may be left out.
    fn for_any_app(mut self) -> Self {
        self.requires_app = false;
        self
    }

    fn may_warn(mut self) -> Self {
        self.may_warn = true;
        self
    }
}

/// All of them, in the order of the document.
#[rustfmt::skip]
pub(super) fn all() -> Vec<Operation> {
    vec![
        on::<GetInput>("GET", "/zato/sso/user", "Get a user: oneself or, for super-users, anybody").gives::<Account>(),
        on::<CreateInput>("POST", "/zato/sso/user", "Make a user (super-users)").gives::<Created>(),
        on::<UpdateInput>("PATCH", "/zato/sso/user", "Change a user: oneself or, for super-users, anybody").takes_body::<UpdateBody>(),
        on::<AboutInput>("DELETE", "/zato/sso/user", "Delete a user (super-users)"),
        on::<AboutInput>("POST", "/zato/sso/user/lock", "Lock a user, whose sessions end (super-users)"),
        on::<AboutInput>("DELETE", "/zato/sso/user/lock", "Unlock a user (super-users)"),
        on::<PasswordInput>("PATCH", "/zato/sso/user/password", "Set a password: one's own or, for super-users, anybody's").takes_body::<PasswordBody>(),
        on::<ResetTotpInput>("PATCH", "/zato/sso/user/totp", "Make a new key of one-time codes").gives::<ResetTotpOutput>(),
        on::<SearchInput>("GET", "/zato/sso/user/search", "Find users (super-users)").gives::<SearchOutput>(),
        on::<SearchInput>("POST", "/zato/sso/user/search", "Find users (super-users)").gives::<SearchOutput>(),
        on::<SignupInput>("POST", "/zato/sso/user/signup", "Sign up").gives::<SignupOutput>(),
        on::<TokenInput>("PATCH", "/zato/sso/user/signup", "Confirm a sign-up").for_any_app(),
        on::<PendingInput>("GET", "/zato/sso/user/signup", "List the sign-ups that wait for a decision (super-users)").for_any_app().gives_list_of::<PendingOutput<'_>>(),
        on::<TokenInput>("POST", "/zato/sso/user/signup/confirm", "Confirm a sign-up").for_any_app(),
        on::<TokenInput>("POST", "/zato/sso/user/signup/disown", "Say that a sign-up was somebody else's doing").for_any_app(),
        on::<DecisionInput>("POST", "/zato/sso/user/signup/approve", "Approve a user (super-users)").for_any_app().gives_no_body(),
        on::<DecisionInput>("POST", "/zato/sso/user/signup/reject", "Reject a user, who is erased (super-users)").for_any_app().gives_no_body(),
        on::<DecisionInput>("POST", "/zato/sso/user/approve", "Approve a user (super-users)"),
        on::<DecisionInput>("POST", "/zato/sso/user/reject", "Reject a user, who is erased (super-users)"),
        on::<LoginInput>("POST", "/zato/sso/user/login", "Log in").gives::<LoginOutput>().may_warn(),
        on::<UstInput>("POST", "/zato/sso/user/logout", "Log out"),
        on::<VerifyInput>("POST", "/zato/sso/user/session", "Check somebody's UST (super-users)").gives::<VerifyOutput>(),
        on::<RenewInput>("PATCH", "/zato/sso/user/session", "Renew a session").gives::<RenewOutput>(),
        on::<DetailsInput>("GET", "/zato/sso/user/session", "Get a session").gives::<DetailsOutput>(),
        on::<EndInput>("DELETE", "/zato/sso/user/session", "End sessions: one, all, or all but the caller's"),
        on::<SessionsInput>("GET", "/zato/sso/user/session/list", "List the sessions of a user").gives::<SessionsOutput>(),
        on::<LinksInput>("GET", "/zato/sso/user/linked", "List the credentials that a user is linked to").gives::<LinksOutput>(),
        on::<LinkInput>("POST", "/zato/sso/user/linked", "Link a user to a credential (super-users)"),
        on::<LinkInput>("DELETE", "/zato/sso/user/linked", "Remove a link (super-users)"),
        on::<BeginResetInput>("POST", "/zato/sso/password/reset", "Ask for a password reset token, which is sent by mail"),
        on::<ExchangeTokenInput>("PATCH", "/zato/sso/password/reset", "Exchange a password reset token for a reset key").gives::<ResetKeyOutput>(),
        on::<CompleteResetInput>("DELETE", "/zato/sso/password/reset", "Set a new password with a reset key"),
        on::<OfUser<Named>>("GET", "/zato/sso/user/attr", "Get attributes of a user").gives::<GetOutput>(),
        on::<OfUser<Written>>("POST", "/zato/sso/user/attr", "Make attributes of a user"),
        on::<OfUser<Written>>("PATCH", "/zato/sso/user/attr", "Change attributes of a user"),
        on::<OfUser<Written>>("PUT", "/zato/sso/user/attr", "Make or change attributes of a user"),
        on::<OfUser<Named>>("DELETE", "/zato/sso/user/attr", "Remove attributes of a user"),
        on::<OfUser<Named>>("GET", "/zato/sso/user/attr/exists", "Check which attributes a user has").gives::<ExistsOutput>(),
        on::<OfUser<Nothing>>("GET", "/zato/sso/user/attr/names", "List the names of a user's attributes").gives::<NamesOutput>(),
        on::<OfSession<Named>>("GET", "/zato/sso/session/attr", "Get attributes of a session").gives::<GetOutput>(),
        on::<OfSession<Written>>("POST", "/zato/sso/session/attr", "Make attributes of a session"),
        on::<OfSession<Written>>("PATCH", "/zato/sso/session/attr", "Change attributes of a session"),
        on::<OfSession<Written>>("PUT", "/zato/sso/session/attr", "Make or change attributes of a session"),
        on::<OfSession<Named>>("DELETE", "/zato/sso/session/attr", "Remove attributes of a session"),
        on::<OfSession<Named>>("GET", "/zato/sso/session/attr/exists", "Check which attributes a session has").gives::<ExistsOutput>(),
        on::<OfSession<Nothing>>("GET", "/zato/sso/session/attr/names", "List the names of a session's attributes").gives::<NamesOutput>(),
    ]
}
