//! The table: for each operation its input, and what each kind of caller is answered.
//!
//! The columns are anonymous, garbage, expired, about oneself, about another, super-user, locked,
//! unapproved, password expired; the last three are super-users as well.

use serde_json::json;

use super::check;

macro_rules! operations {
    ($($name:ident: $route:literal $input:tt => $expected:literal;)*) => {$(
        #[tokio::test]
        async fn $name() {
            check($route, &json!($input), $expected).await;
        }
    )*};
}

/// Accounts.
mod users {
    use super::*;

    operations! {
        get_user: "GET /user" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "400 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        post_user: "POST /user" {
            "ust": "{ust}", "current_app": "CRM", "username": "newcomer",
            "password": "something wholly new",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        patch_user: "PATCH /user" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "display_name": "Dee",
        } => "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
        patch_user_lock: "PATCH /user" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "is_locked": true,
        } => "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
        delete_user: "DELETE /user" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        get_user_search: "GET /user/search" {
            "ust": "{ust}", "current_app": "CRM", "username": "{username}",
        } => "400 E005001 E005001 E005001 E005001 ok E005002 E005001 E005001";
        patch_user_password: "PATCH /user/password" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
            "old_password": "correct horse battery staple",
            "new_password": "something wholly new",
        } => "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
        patch_user_totp: "PATCH /user/totp" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "totp_key": "",
            "totp_label": "",
        } => "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
        post_user_lock: "POST /user/lock" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        delete_user_lock: "DELETE /user/lock" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    }
}

/// Sign-up and the decision about it, under both names.
mod registration {
    use super::*;

    operations! {
        post_user_signup: "POST /user/signup" {
            "ust": "{ust}", "current_app": "CRM", "username": "newcomer",
            "email": "newcomer@example.com", "password": "something wholly new",
        } => "ok ok ok ok ok ok ok ok ok";
        patch_user_signup: "PATCH /user/signup" {
            "ust": "{ust}", "current_app": "CRM", "confirm_token": "{confirm_token}",
        } => "ok ok ok ok ok ok ok ok ok";
        post_user_signup_confirm: "POST /user/signup/confirm" {
            "confirm_token": "{confirm_token}",
        } => "ok ok ok ok ok ok ok ok ok";
        post_user_signup_disown: "POST /user/signup/disown" {
            "confirm_token": "{confirm_token}",
        } => "E005006 E005006 E005006 E005006 E005006 E005006 E005006 E005006 E005006";
        get_user_signup: "GET /user/signup" {
            "ust": "{ust}", "status": "to-confirm",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        post_user_approve: "POST /user/approve" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{pending}",
        } => "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
        post_user_reject: "POST /user/reject" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{pending}",
        } => "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
        post_user_signup_approve: "POST /user/signup/approve" {
            "ust": "{ust}", "user_id": "{pending}",
        } => "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
        post_user_signup_reject: "POST /user/signup/reject" {
            "ust": "{ust}", "user_id": "{pending}", "reason": "unknown",
        } => "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
    }
}

/// Login, logout and sessions. A UST that comes along with a login means nothing.
mod sessions {
    use super::*;

    operations! {
        post_user_login: "POST /user/login" {
            "ust": "{ust}", "current_app": "CRM", "username": "{username}",
            "password": "correct horse battery staple",
        } => "ok ok ok ok ok ok ok ok ok";
        post_user_logout: "POST /user/logout" {
            "ust": "{ust}", "current_app": "CRM",
        } => "400 ok ok ok ok ok ok ok ok";
        post_user_session: "POST /user/session" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        } => "E007001 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        patch_user_session: "PATCH /user/session" {
            "ust": "{ust}", "current_app": "CRM",
        } => "E007001 E007001 E007001 ok ok ok E005002 E007001 E005001";
        get_user_session: "GET /user/session" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_user_session_list: "GET /user/session/list" {
            "ust": "{ust}", "current_app": "CRM",
        } => "E008002 E007001 E007001 ok ok ok E005002 E007001 E005001";
        get_user_session_list_of: "GET /user/session/list" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        } => "E008002 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        delete_user_session: "DELETE /user/session" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "all": true,
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    }
}

/// Links to other credentials.
mod linked {
    use super::*;

    operations! {
        get_user_linked: "GET /user/linked" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "400 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        post_user_linked: "POST /user/linked" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
            "auth_type": "basic_auth", "auth_username": "unlinked", "is_active": true,
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
        delete_user_linked: "DELETE /user/linked" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
            "auth_type": "basic_auth", "auth_username": "linked",
        } => "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    }
}

/// Attributes of users.
mod user_attributes {
    use super::*;

    operations! {
        post_user_attr: "POST /user/attr" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "size",
            "value": "large",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        patch_user_attr: "PATCH /user/attr" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "color",
            "value": "red",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        put_user_attr: "PUT /user/attr" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "size",
            "value": "large",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        delete_user_attr: "DELETE /user/attr" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_user_attr: "GET /user/attr" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_user_attr_exists: "GET /user/attr/exists" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_user_attr_names: "GET /user/attr/names" {
            "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    }
}

/// Attributes of sessions.
mod session_attributes {
    use super::*;

    operations! {
        post_session_attr: "POST /session/attr" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "size", "value": "large",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        patch_session_attr: "PATCH /session/attr" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "color", "value": "red",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        put_session_attr: "PUT /session/attr" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "size", "value": "large",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        delete_session_attr: "DELETE /session/attr" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_session_attr: "GET /session/attr" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_session_attr_exists: "GET /session/attr/exists" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
            "name": "color",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
        get_session_attr_names: "GET /session/attr/names" {
            "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        } => "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    }
}

/// Password reset, which knows no sessions: tokens speak for themselves.
mod password_reset {
    use super::*;

    operations! {
        post_password_reset: "POST /password/reset" {
            "ust": "{ust}", "current_app": "CRM", "credential": "{username}",
        } => "ok ok ok ok ok ok ok ok ok";
        patch_password_reset: "PATCH /password/reset" {
            "ust": "{ust}", "current_app": "CRM", "token": "{reset_token}",
        } => "ok ok ok ok ok ok ok ok ok";
        delete_password_reset: "DELETE /password/reset" {
            "ust": "{ust}", "current_app": "CRM", "token": "{reset_token}",
            "reset_key": "{reset_key}", "password": "something wholly new",
        } => "ok ok E010001 ok ok ok ok ok ok";
    }
}
