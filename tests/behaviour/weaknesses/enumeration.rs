//! Who has an account?

use serde_json::json;

use crate::{
    host::overload,
    kit::{Company, PASSWORD, edit_user, signup_input},
};

/// Security 7: an unknown username is answered without hashing, as is one that is not approved.
#[tokio::test]
async fn every_login_is_hashed_for() {
    let mut rush = overload::rush().await;
    for name in ["nobody", "", "unconfirmed", "locked"] {
        rush.fill().await;
        overload::busy(&rush.login(json!({"username": name})).await);
    }
}

/// Security 7: user enumeration by timing, as far as it is the work and the answer.
#[tokio::test]
async fn a_login_that_fails_does_not_tell_who_exists() {
    let company = Company::new().await;
    let undecided = [("approval_status", json!("before_decision"))];
    edit_user(&company.storage, &company.ben_id, undecided).await;
    let mut answers = Vec::new();
    for name in ["ann", "ben", "nobody", ""] {
        let input = json!({"username": name, "password": "wrong", "current_app": "CRM"});
        company.storage.heal();
        let reply = company.world.post("/user/login", input).await;
        answers.push((reply.refused("E005001").seen(), company.storage.calls()));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

/// Security 7: a taken username is told from a free one by an internal error.
#[tokio::test]
async fn a_taken_username_is_refused_like_one_that_is_not_acceptable() {
    let company = Company::new().await;
    let mut answers = Vec::new();
    for name in ["ann", "ANN", "admin", "a b"] {
        let mut input = signup_input("carl");
        input["username"] = json!(name);
        let reply = company.world.post("/user/signup", input).await;
        answers.push(reply.refused("E005001").seen());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

/// Security 7: nor does a sign-up tell whose address it is.
#[tokio::test]
async fn a_taken_address_changes_nothing_in_the_answer_to_a_sign_up() {
    let company = Company::new().await;
    let mut answers = Vec::new();
    for (name, email) in [("carl", "ann@example.com"), ("dora", "dora@example.com")] {
        let input = json!({"username": name, "password": PASSWORD, "email": email,
                           "current_app": "CRM", "app_list": ["CRM"]});
        company.storage.heal();
        let reply = company.world.post("/user/signup", input).await.ok();
        let token = reply.text("confirm_token");
        let seen = reply.seen().replace(&token, "(token)");
        answers.push((seen, company.storage.calls()));
    }
    assert_eq!(answers[0], answers[1]);
}
