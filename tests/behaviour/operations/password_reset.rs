//! Password reset, which does not look at sessions: only its tokens count.

use super::samples;

samples! {
    "POST /password/reset", "password-reset.begin", {
        "ust": "{ust}", "current_app": "CRM", "credential": "{username}",
    }, "ok ok ok ok ok ok ok ok ok";
    "PATCH /password/reset", "password-reset.exchange", {
        "ust": "{ust}", "current_app": "CRM", "token": "{reset_token}",
    }, "ok ok ok ok ok ok ok ok ok";
    "DELETE /password/reset", "password-reset.complete", {
        "ust": "{ust}", "current_app": "CRM", "token": "{exchanged_token}",
        "reset_key": "{reset_key}", "password": "something wholly new",
    }, "ok ok E010001 ok ok ok ok ok ok";
}
