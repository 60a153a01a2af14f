//! Attributes of users and of sessions.

use super::samples;

samples! {
    "POST /user/attr", "attributes.create", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "size",
        "value": "large",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "PATCH /user/attr", "attributes.update", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "a",
        "value": "red",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "PUT /user/attr", "attributes.set", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "size",
        "value": "large",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "DELETE /user/attr", "attributes.delete", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /user/attr", "attributes.get", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /user/attr/exists", "attributes.exists", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}", "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /user/attr/names", "attributes.names", {
        "ust": "{ust}", "current_app": "CRM", "user_id": "{user_id}",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "POST /session/attr", "attributes.create", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "size", "value": "large",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "PATCH /session/attr", "attributes.update", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "a", "value": "red",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "PUT /session/attr", "attributes.set", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "size", "value": "large",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "DELETE /session/attr", "attributes.delete", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /session/attr", "attributes.get", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /session/attr/exists", "attributes.exists", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
        "name": "a",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
    "GET /session/attr/names", "attributes.names", {
        "current_ust": "{ust}", "target_ust": "{target_ust}", "current_app": "CRM",
    }, "E007001 E007001 E007001 ok E005001 ok E005002 E007001 E005001";
}
