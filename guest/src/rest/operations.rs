//! The operations of the REST API: one row for each.
//!
//! A row has the method, the path below [`BASE`], the handler, whether the input has to name the
//! application, and a one-sentence summary for the description of the API. The types in the handler's
//! signature define the operation's input and output. Everything else that covers all operations,
//! such as `docs/openapi.json`, follows from these rows.

use crate::{
    call::Call,
    contract::rest::Request,
    fault::{Fault, Result},
    rest::{
        attributes::{self, Named, Nothing, OfSession, OfUser, Written},
        input::{Input, Read},
        linked_auth,
        output::Answer,
        password_reset, registration, search, session_list, sessions, users,
    },
};

/// The prefix of all paths.
pub(super) const BASE: &str = "/zato/sso";

/// The path of the sign-up.
const SIGNUP: &str = "/user/signup";

/// Whether an input has to name the current application.
#[derive(Clone, Copy)]
pub(super) enum App {
    /// Without `current_app` it is a bad request.
    Required,
    /// Without `current_app` the request is refused as one for an unknown application.
    UnknownIfMissing,
    /// Without `current_app` the operation runs without an application.
    Optional,
}

/// The row of an operation.
pub(super) struct Operation {
    pub(super) method: &'static str,
    /// Below [`BASE`].
    pub(super) path: &'static str,
    pub(super) app: App,
    run: fn(&mut Call<'_>, &Input, &Request) -> Result<Answer>,
    #[cfg(test)]
    pub(super) described: fn() -> super::openapi::Described,
}

macro_rules! operations {
    ($($method:ident $path:expr => $handler:expr, $app:ident, $summary:literal;)*) => {
        /// All operations. The methods of a path stand in the order in which `Allow` names them.
        pub(super) const OPERATIONS: &[Operation] = &[$(Operation {
            method: stringify!($method),
            path: $path,
            app: App::$app,
            run: |call, input, request| run($handler, call, input, request),
            #[cfg(test)]
            described: || super::openapi::Described::of($handler, $summary),
        }),*];
    };
}

operations! {
    GET "/user" => users::get, Required, "Get a user: one's own account or, for super-users, any";
    POST "/user" => users::create, Required, "Create a user (super-users)";
    PATCH "/user" => users::update, Required, "Change a user: one's own account or, for super-users, any";
    DELETE "/user" => users::delete, Required, "Delete a user (super-users)";
    POST "/user/lock" => users::lock, Required, "Lock a user and end all their sessions (super-users)";
    DELETE "/user/lock" => users::unlock, Required, "Unlock a user (super-users)";
    PATCH "/user/password" => users::change_password, Required, "Set a password: one's own or, for super-users, any user's";
    PATCH "/user/totp" => users::reset_totp, Required, "Set a new TOTP key";
    GET "/user/search" => search::search, Required, "Find users (super-users)";
    POST "/user/search" => search::search, Required, "Find users (super-users)";

    GET SIGNUP => registration::pending, Optional, "List the sign-ups that wait for a decision (super-users)";
    POST SIGNUP => registration::signup, UnknownIfMissing, "Sign up";
    PATCH SIGNUP => registration::confirm, Optional, "Confirm a sign-up";
    POST "/user/signup/confirm" => registration::confirm, Optional, "Confirm a sign-up";
    POST "/user/signup/disown" => registration::disown, Optional, "Disown a sign-up that another person made";
    POST "/user/signup/approve" => registration::approve_without_output, Optional, "Approve a user (super-users)";
    POST "/user/signup/reject" => registration::reject_without_output, Optional, "Reject a user and erase their data (super-users)";
    POST "/user/approve" => registration::approve, Required, "Approve a user (super-users)";
    POST "/user/reject" => registration::reject, Required, "Reject a user and erase their data (super-users)";

    POST "/user/login" => sessions::login, Required, "Log in";
    POST "/user/logout" => sessions::logout, Required, "Log out";
    POST "/user/session" => sessions::verify, Required, "Check the UST of any user (super-users)";
    PATCH "/user/session" => sessions::renew, Required, "Renew a session";
    GET "/user/session" => session_list::details, Required, "Get a session";
    DELETE "/user/session" => session_list::end, Required, "End sessions: one, all, or all but the caller's";
    GET "/user/session/list" => session_list::list, Required, "List the sessions of a user";

    GET "/user/linked" => linked_auth::get_list, Required, "List the credentials that a user is linked to";
    POST "/user/linked" => linked_auth::create, Required, "Link a user to a credential (super-users)";
    DELETE "/user/linked" => linked_auth::delete, Required, "Remove a link (super-users)";

    POST "/password/reset" => password_reset::begin, UnknownIfMissing, "Request a password reset token by mail";
    PATCH "/password/reset" => password_reset::exchange, UnknownIfMissing, "Exchange a password reset token for a reset key";
    DELETE "/password/reset" => password_reset::complete, UnknownIfMissing, "Set a new password with a reset key";

    GET "/user/attr" => attributes::get::<OfUser<Named>>, Required, "Get attributes of a user";
    POST "/user/attr" => attributes::create::<OfUser<Written>>, Required, "Create attributes of a user";
    PATCH "/user/attr" => attributes::update::<OfUser<Written>>, Required, "Change attributes of a user";
    PUT "/user/attr" => attributes::set::<OfUser<Written>>, Required, "Create or change attributes of a user";
    DELETE "/user/attr" => attributes::delete::<OfUser<Named>>, Required, "Remove attributes of a user";
    GET "/user/attr/exists" => attributes::exists::<OfUser<Named>>, Required, "Check which attributes a user has";
    GET "/user/attr/names" => attributes::names::<OfUser<Nothing>>, Required, "List the names of a user's attributes";
    GET "/session/attr" => attributes::get::<OfSession<Named>>, Required, "Get attributes of a session";
    POST "/session/attr" => attributes::create::<OfSession<Written>>, Required, "Create attributes of a session";
    PATCH "/session/attr" => attributes::update::<OfSession<Written>>, Required, "Change attributes of a session";
    PUT "/session/attr" => attributes::set::<OfSession<Written>>, Required, "Create or change attributes of a session";
    DELETE "/session/attr" => attributes::delete::<OfSession<Named>>, Required, "Remove attributes of a session";
    GET "/session/attr/exists" => attributes::exists::<OfSession<Named>>, Required, "Check which attributes a session has";
    GET "/session/attr/names" => attributes::names::<OfSession<Nothing>>, Required, "List the names of a session's attributes";
}

/// The result of looking up a path and a method.
pub(super) enum Route {
    /// An operation.
    Found(&'static Operation),
    /// The path exists for other methods: these, separated by commas.
    NoSuchMethod(String),
    /// The path does not exist.
    NoSuchPath,
}

/// Looks up a path and a method.
pub(super) fn find(path: &str, method: &str) -> Route {
    let path = path.strip_prefix(BASE).unwrap_or_default();
    let mut allowed = Vec::new();
    for operation in OPERATIONS.iter().filter(|known| known.path == path) {
        if operation.method == method {
            return Route::Found(operation);
        }
        allowed.push(operation.method);
    }
    if allowed.is_empty() {
        Route::NoSuchPath
    } else {
        Route::NoSuchMethod(allowed.join(", "))
    }
}

/// Whether a request is a sign-up.
pub(super) fn is_signup(request: &Request) -> bool {
    request.method == "POST" && request.path.strip_prefix(BASE) == Some(SIGNUP)
}

impl Operation {
    /// Runs the operation for the application that the input names.
    ///
    /// # Errors
    /// Bad request, if the input does not name the required application or does not have the types
    /// that the operation reads. Every refusal of the operation's rules.
    pub(super) fn run(
        &self,
        call: &mut Call<'_>,
        input: &Input,
        request: &Request,
    ) -> Result<Answer> {
        let app = input.current_app();
        match (self.app, app) {
            (_, Some(app)) => call.named_app = Some(app),
            (App::Required, None) => return Err(Fault::BadRequest("current_app is missing")),
            (App::UnknownIfMissing, None) => call.named_app = Some(String::new()),
            (App::Optional, None) => {}
        }
        (self.run)(call, input, request)
    }
}

fn run<I: Read, O: Into<Answer>>(
    handler: fn(&mut Call<'_>, I) -> Result<O>,
    call: &mut Call<'_>,
    input: &Input,
    request: &Request,
) -> Result<Answer> {
    handler(call, I::read(input, request)?).map(Into::into)
}
