//! What the REST API does: one entry for each route.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::rest::{
    registration::{
        DecisionInput, PendingInput, PendingOutput, SignupInput, SignupOutput, TokenInput,
    },
    sessions::{
        LoginInput, LoginOutput, RenewInput, RenewOutput, UstInput, VerifyInput, VerifyOutput,
    },
    users::{Account, GetInput},
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
    ]
}
