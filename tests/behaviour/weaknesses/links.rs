//! Links to the credentials of programs.

use serde_json::json;

use crate::kit::{Company, definition};

/// Security 1: links of everybody leak.
#[tokio::test]
async fn a_list_of_links_has_ones_own_and_nobody_elses() {
    let company = Company::new().await;
    company.link("pubapi", true).await.ok();
    for (ust, known) in [(&company.ann, json!(["pubapi"])), (&company.ben, json!([]))] {
        for members in [json!({}), json!({"user_id": ""}), json!({"user_id": null})] {
            let reply = company.ask(ust, "GET", "/user/linked", members).await.ok();
            let links = reply.json["result"].as_array().unwrap();
            let names: Vec<_> = links.iter().map(|link| &link["auth_username"]).collect();
            assert_eq!(json!(names), known);
        }
    }
    let of_ann = json!({"user_id": company.ann_id});
    let reply = company.ask(&company.ben, "GET", "/user/linked", of_ann);
    reply.await.refused("E005001");
}

/// Security 8: Basic Auth usernames can be probed without authorisation.
#[tokio::test]
async fn nobody_learns_which_credentials_there_are() {
    let company = Company::new().await;
    for method in ["POST", "DELETE"] {
        let mut answers = Vec::new();
        for program in ["pubapi", "nobody", ""] {
            let mut input = definition(program);
            input["user_id"] = json!(company.ann_id);
            let reply = company
                .ask(&company.ann, method, "/user/linked", input)
                .await;
            answers.push(reply.refused("E005001").seen());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
    }
}

/// Security 19: deactivated links still work.
#[tokio::test]
async fn a_link_that_is_not_active_opens_nothing() {
    let company = Company::new().await;
    company.link("pubapi", false).await.ok();
    company.link("batch", true).await.ok();
    company.present("batch").await.ok();
    let reply = company.present("pubapi").await.bad_request();
    assert!(!reply.headers.contains_key("x-zato-sso-ust"));
}
