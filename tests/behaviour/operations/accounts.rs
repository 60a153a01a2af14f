//! Accounts, and their links to other credentials.

use super::samples;

samples! {
    "GET /user", "users.get", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "400 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "POST /user", "users.create", {
        "ust": "{ust}", "current_app": "CRM", "username": "newcomer",
        "password": "something wholly new",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "PATCH /user", "users.update", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "display_name": "Dee",
    }, "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
    "PATCH /user", "users.update", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "is_locked": true,
    }, "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
    "DELETE /user", "users.delete", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "GET /user/search", "users.search", {
        "ust": "{ust}", "current_app": "CRM", "username": "{username}",
    }, "400 E005001 E005001 E005001 E005001 ok E005002 E005001 E005001";
    "POST /user/search", "users.search", {
        "ust": "{ust}", "current_app": "CRM", "username": "{username}",
    }, "400 E005001 E005001 E005001 E005001 ok E005002 E005001 E005001";
    "PATCH /user/password", "users.change-password", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        "old_password": "correct horse battery staple",
        "new_password": "something wholly new",
    }, "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
    "PATCH /user/totp", "users.reset-totp", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "totp_key": "",
        "totp_label": "",
    }, "400 E007001 E007001 ok E008002 ok E005002 E007001 E005001";
    "POST /user/lock", "users.lock", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "DELETE /user/lock", "users.unlock", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "GET /user/linked", "linked-auth.get-list", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "400 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "POST /user/linked", "linked-auth.create", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        "auth_type": "basic_auth", "auth_username": "pubapi", "is_active": true,
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "DELETE /user/linked", "linked-auth.delete", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
        "auth_type": "basic_auth", "auth_username": "batch",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
}
