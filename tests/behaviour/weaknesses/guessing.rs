//! Guessing: whoever fails too often has to wait.

use serde_json::{Value, json};

use super::MINUTE;
use crate::kit::{Company, PASSWORD, Reply, signup_input};

/// A company in which the third failure is the last.
async fn strict() -> Company {
    Company::with(|builder| {
        builder.settings.throttling.failures_per_account = Some(3);
        builder.settings.throttling.signups_per_source = Some(3);
        builder.settings.throttling.resets_per_source = Some(3);
    })
    .await
}

#[track_caller]
fn has_to_wait(reply: &Reply) {
    assert_eq!(reply.status, 429, "{reply:?}");
    assert!(reply.headers.contains_key("retry-after"));
}

/// Security 4: nothing limits wrong passwords.
#[tokio::test]
async fn who_guesses_passwords_has_to_wait() {
    let company = strict().await;
    for _ in 0..3 {
        let reply = company.log_in(json!({"password": "wrong"})).await;
        reply.refused("E005001");
    }
    has_to_wait(&company.log_in(json!({})).await);
    company.world.advance(MINUTE);
    company.log_in(json!({})).await.ok();
}

/// Security 4: nothing limits wrong passwords, the old one of a change among them.
#[tokio::test]
async fn a_session_is_no_way_to_guess_the_password() {
    let company = strict().await;
    let change = |old: &str| {
        let members = json!({"old_password": old, "new_password": "quite another long text"});
        company.ask(&company.ann, "PATCH", "/user/password", members)
    };
    for name in ["anna", "annie", "ann"] {
        change("wrong").await.refused("E005001");
        let members = json!({"username": name});
        company.ask(&company.ann, "PATCH", "/user", members).await;
    }
    has_to_wait(&change(PASSWORD).await);
}

/// Security 4: nothing limits wrong TOTP codes.
#[tokio::test]
async fn who_guesses_codes_has_to_wait() {
    let company = strict().await;
    let key = company.with_codes().await;
    for _ in 0..3 {
        let reply = company.log_in(json!({"totp_code": "000000"})).await;
        reply.refused("E005001");
    }
    let right = json!({"totp_code": company.code(&key)});
    has_to_wait(&company.log_in(right).await);
}

/// Security 4: TOTP codes can be replayed within their step.
#[tokio::test]
async fn a_code_works_once() {
    let company = Company::new().await;
    let key = company.with_codes().await;
    let code = json!({"totp_code": company.code(&key)});
    company.log_in(code.clone()).await.ok();
    company.log_in(code).await.refused("E005001");
}

/// Security 4: nothing limits sign-ups and reset mails.
#[tokio::test]
async fn a_source_signs_up_and_asks_for_mails_so_many_times() {
    let company = strict().await;
    let asking = |_| {
        (
            "/password/reset",
            json!({"credential": "x", "current_app": "CRM"}),
        )
    };
    let signing_up = |number| ("/user/signup", signup_input(&format!("person{number}")));
    let requests: [&dyn Fn(usize) -> (&'static str, Value); 2] = [&asking, &signing_up];
    for request in requests {
        for number in 0..4 {
            let (path, input) = request(number);
            let reply = company.world.post(path, input).await;
            match number {
                3 => has_to_wait(&reply),
                _ => drop(reply.ok()),
            }
        }
    }
}

/// Security 4: nothing limits the mails to one account.
#[tokio::test]
async fn nobody_is_flooded_with_mails() {
    let company = Company::new().await;
    let mut mails = 0;
    for _ in 0..8 {
        mails += usize::from(company.forgotten("ann").await.is_some());
    }
    assert_eq!(mails, 5);
}
