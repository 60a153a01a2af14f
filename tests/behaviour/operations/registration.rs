//! Sign-up and the decision about it, under both names.

use super::samples;

samples! {
    "POST /user/signup", "registration.signup", {
        "ust": "{ust}", "current_app": "CRM", "username": "newcomer",
        "email": "newcomer@example.com", "password": "something wholly new",
    }, "ok ok ok ok ok ok ok ok ok";
    "PATCH /user/signup", "registration.confirm", {
        "ust": "{ust}", "current_app": "CRM", "confirm_token": "{confirm_token}",
    }, "ok ok ok ok ok ok ok ok ok";
    "POST /user/signup/confirm", "registration.confirm", {
        "confirm_token": "{confirm_token}",
    }, "ok ok ok ok ok ok ok ok ok";
    "POST /user/signup/disown", "registration.disown", {
        "confirm_token": "{mailed_token}",
    }, "ok ok ok ok ok ok ok ok ok";
    "GET /user/signup", "registration.pending", {
        "ust": "{ust}", "status": "to-confirm",
    }, "400 E007001 E007001 E005001 E005001 ok E005002 E007001 E005001";
    "POST /user/approve", "registration.approve", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{pending}",
    }, "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
    "POST /user/reject", "registration.reject", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{pending}",
    }, "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
    "POST /user/signup/approve", "registration.approve", {
        "ust": "{ust}", "user_id": "{pending}",
    }, "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
    "POST /user/signup/reject", "registration.reject", {
        "ust": "{ust}", "user_id": "{pending}", "reason": "unknown",
    }, "400 E007001 E007001 E008002 E008002 ok E005002 E007001 E005001";
}
