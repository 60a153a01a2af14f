//! Which path and method is which operation.

use crate::{
    call::Call,
    contract::rest::Request,
    fault::Result,
    rest::{
        attributes, input::Input, linked_auth, output::Answer, password_reset, registration,
        search, session_list, sessions, users,
    },
};

/// An operation over REST.
pub(super) type Operation = fn(&mut Call<'_>, &Input, &Request) -> Result<Answer>;

/// The path that people sign up at.
pub(super) const SIGNUP: &str = "/zato/sso/user/signup";

/// What a path and a method lead to.
pub(super) enum Route {
    /// An operation.
    Found(Operation),
    /// The path exists for other methods: these, separated by commas.
    NoSuchMethod(String),
    /// Nothing.
    NoSuchPath,
}

/// All paths, each with its methods. `openapi/operations.rs` describes them.
pub(super) const ROUTES: &[(&str, &[(&str, Operation)])] = &[
    (
        "/zato/sso/user",
        &[
            ("GET", users::get),
            ("POST", users::create),
            ("PATCH", users::update),
            ("DELETE", users::delete),
        ],
    ),
    (
        "/zato/sso/user/lock",
        &[("POST", users::lock), ("DELETE", users::unlock)],
    ),
    (
        "/zato/sso/user/password",
        &[("PATCH", users::change_password)],
    ),
    (
        SIGNUP,
        &[
            ("GET", registration::pending),
            ("POST", registration::signup),
            ("PATCH", registration::confirm),
        ],
    ),
    (
        "/zato/sso/user/signup/confirm",
        &[("POST", registration::confirm)],
    ),
    (
        "/zato/sso/user/signup/disown",
        &[("POST", registration::disown)],
    ),
    (
        "/zato/sso/user/signup/approve",
        &[("POST", registration::approve_without_output)],
    ),
    (
        "/zato/sso/user/signup/reject",
        &[("POST", registration::reject_without_output)],
    ),
    ("/zato/sso/user/approve", &[("POST", registration::approve)]),
    ("/zato/sso/user/reject", &[("POST", registration::reject)]),
    (
        "/zato/sso/user/search",
        &[("GET", search::search), ("POST", search::search)],
    ),
    ("/zato/sso/user/totp", &[("PATCH", users::reset_totp)]),
    ("/zato/sso/user/login", &[("POST", sessions::login)]),
    ("/zato/sso/user/logout", &[("POST", sessions::logout)]),
    (
        "/zato/sso/user/linked",
        &[
            ("GET", linked_auth::get_list),
            ("POST", linked_auth::create),
            ("DELETE", linked_auth::delete),
        ],
    ),
    (
        "/zato/sso/user/session",
        &[
            ("POST", sessions::verify),
            ("PATCH", sessions::renew),
            ("GET", session_list::details),
            ("DELETE", session_list::end),
        ],
    ),
    (
        "/zato/sso/user/session/list",
        &[("GET", session_list::list)],
    ),
    (
        "/zato/sso/password/reset",
        &[
            ("POST", password_reset::begin),
            ("PATCH", password_reset::exchange),
            ("DELETE", password_reset::complete),
        ],
    ),
    (
        "/zato/sso/user/attr",
        &[
            ("GET", attributes::get_of_user),
            ("POST", attributes::create_for_user),
            ("PATCH", attributes::update_of_user),
            ("PUT", attributes::set_for_user),
            ("DELETE", attributes::delete_of_user),
        ],
    ),
    (
        "/zato/sso/user/attr/exists",
        &[("GET", attributes::exists_of_user)],
    ),
    (
        "/zato/sso/user/attr/names",
        &[("GET", attributes::names_of_user)],
    ),
    (
        "/zato/sso/session/attr",
        &[
            ("GET", attributes::get_of_session),
            ("POST", attributes::create_for_session),
            ("PATCH", attributes::update_of_session),
            ("PUT", attributes::set_for_session),
            ("DELETE", attributes::delete_of_session),
        ],
    ),
    (
        "/zato/sso/session/attr/exists",
        &[("GET", attributes::exists_of_session)],
    ),
    (
        "/zato/sso/session/attr/names",
        &[("GET", attributes::names_of_session)],
    ),
];

/// Looks a path and a method up.
#[must_use]
pub(super) fn find(path: &str, method: &str) -> Route {
    let Some((_, methods)) = ROUTES.iter().find(|(known, _)| *known == path) else {
        return Route::NoSuchPath;
    };
    match methods.iter().find(|(known, _)| *known == method) {
        Some((_, operation)) => Route::Found(*operation),
        None => {
            let allowed: Vec<&str> = methods.iter().map(|(method, _)| *method).collect();
            Route::NoSuchMethod(allowed.join(", "))
        }
    }
}
