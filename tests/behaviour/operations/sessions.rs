//! Login, logout and sessions. A UST in the input of a login has no effect.

use super::samples;

samples! {
    "POST /user/login", "authentication.login", {
        "ust": "{ust}", "current_app": "CRM", "username": "{username}",
        "password": "correct horse battery staple",
    }, "ok ok ok ok ok ok ok ok ok";
    "POST /user/logout", "authentication.logout", {
        "ust": "{ust}", "current_app": "CRM",
    }, "400 ok ok ok ok ok ok ok ok";
    "POST /user/session", "sessions.verify", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
    }, "E007001 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "PATCH /user/session", "sessions.renew", {
        "ust": "{ust}", "current_app": "CRM",
    }, "E007001 E007001 E007001 ok ok ok E005002 E007001 E005001";
    "GET /user/session", "sessions.get", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /user/session/list", "sessions.list", {
        "ust": "{ust}", "current_app": "CRM",
    }, "E008002 E007001 E007001 ok ok ok E005002 E007001 E005001";
    "GET /user/session/list", "sessions.list", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
    }, "E008002 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "DELETE /user/session", "sessions.end", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "all": true,
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
}
