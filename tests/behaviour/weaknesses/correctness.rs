//! Functions that are documented and cannot be used.

use serde_json::json;

use crate::kit::{Company, PROGRAM_PASSWORD, World, basic, signup_input};

/// Correctness: the rules about applications are not applied to sign-ups.
#[tokio::test]
async fn people_sign_up_through_and_for_the_applications_there_are() {
    let world = World::with(|settings| {
        settings.apps.all = Some(vec!["CRM".to_owned(), "ERP".to_owned()]);
    })
    .await;
    let mut unknown = signup_input("ann");
    unknown["app_list"] = json!(["CRM", "Chess"]);
    world.post("/user/signup", unknown).await.refused("E004001");
    let mut closed = signup_input("ann");
    closed["current_app"] = json!("ERP");
    world.post("/user/signup", closed).await.refused("E004002");
    world.signup("ann").await.ok();
}

/// Correctness: the header with the application is never found, and linked sessions crash.
#[tokio::test]
async fn a_program_opens_a_session_for_the_application_of_its_header() {
    let company = Company::with(|builder| {
        builder.settings.apps.all = Some(vec!["CRM".to_owned(), "ERP".to_owned()]);
    })
    .await;
    company.link("pubapi", true).await.ok();
    let header = basic("pubapi", PROGRAM_PASSWORD);
    let headers = [
        ("authorization", &*header),
        ("X-Zato-SSO-Current-App", "ERP"),
    ];
    company.world.events.take();
    let app = json!({"current_app": "CRM"});
    let reply = company.world.call_with(&headers, "GET", "/user", app).await;
    let reply = reply.ok();
    assert_eq!(reply.text("user_id"), company.ann_id);
    assert!(
        company
            .is_open(reply.headers["x-zato-sso-ust"].to_str().unwrap())
            .await
    );
    let opened = company.world.events.take().remove(0);
    assert_eq!(opened.current_app.as_deref(), Some("ERP"));
}

/// Correctness: encrypted attributes.
#[tokio::test]
async fn an_attribute_can_be_encrypted() {
    let company = Company::new().await;
    let attribute = json!({"name": "plan", "value": "attack at dawn", "encrypt": true});
    let ann = &company.ann;
    company.ask(ann, "POST", "/user/attr", attribute).await.ok();
    for (key, value) in company.world.stored().await {
        assert!(!value.contains("attack"), "{key}");
    }
    let reply = company
        .ask(ann, "GET", "/user/attr", json!({"name": "plan"}))
        .await;
    assert_eq!(reply.ok().json["value"], "attack at dawn");
}

/// Correctness: getting many attributes, and the marker text for missing values.
#[tokio::test]
async fn many_attributes_are_had_at_once_and_no_value_is_null() {
    let company = Company::new().await;
    let ann = &company.ann;
    let data = json!({"data": [{"name": "a"}, {"name": "b", "value": [1, {"k": true}]}]});
    company.ask(ann, "POST", "/user/attr", data).await.ok();
    let both = json!({"data": ["a", "b"]});
    let reply = company
        .ask(ann, "GET", "/user/attr", both.clone())
        .await
        .ok();
    assert_eq!(reply.json["result"]["a"]["value"], json!(null));
    assert_eq!(reply.json["result"]["b"]["value"], json!([1, {"k": true}]));
}

/// Correctness: the list of sessions by target.
#[tokio::test]
async fn a_super_user_lists_the_sessions_of_a_sessions_user() {
    let company = Company::new().await;
    let both =
        json!({"current_ust": company.boss, "target_ust": company.ann, "current_app": "CRM"});
    let reply = company.world.call("GET", "/user/session/list", both).await;
    let list = reply.ok().json["result"].as_array().unwrap().clone();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["auth_principal"], "ann");
}

/// Correctness: `result` in Python's notation.
#[tokio::test]
async fn results_are_json() {
    let company = Company::new().await;
    let ann = &company.ann;
    let attribute = json!({"name": "a", "value": 1});
    company.ask(ann, "POST", "/user/attr", attribute).await.ok();
    for (path, members, result) in [
        ("/user/attr/names", json!({}), json!(["a"])),
        ("/user/attr/exists", json!({"name": "a"}), json!(true)),
        (
            "/user/attr/exists",
            json!({"data": ["a", "b"]}),
            json!({"a": true, "b": false}),
        ),
        ("/user/linked", json!({}), json!([])),
    ] {
        let reply = company.ask(ann, "GET", path, members).await.ok();
        assert_eq!(reply.json["result"], result, "{path}");
    }
    let list = company
        .ask(ann, "GET", "/user/session/list", json!({}))
        .await;
    assert!(list.ok().json["result"][0].is_object());
}

/// Correctness: blank lines in `reject_list` reject every password.
#[tokio::test]
async fn a_blank_line_among_rejected_words_is_found_at_the_start() {
    for blank in ["", " "] {
        let builder = World::builder(|builder| {
            builder.settings.password.reject_list =
                Some(vec!["qwerty".to_owned(), blank.to_owned()]);
        });
        let error = builder.try_build().await.err().expect("an error");
        assert!(format!("{error:#}").contains("reject_list"), "{error:#}");
    }
}

/// Correctness: `/user/create` leads nowhere.
#[tokio::test]
async fn a_path_that_leads_nowhere_is_none() {
    let company = Company::new().await;
    let reply = company.ask(&company.boss, "POST", "/user/create", json!({}));
    assert_eq!(reply.await.status, 404);
    let members = json!({"username": "carl"});
    let reply = company.ask(&company.boss, "POST", "/user", members).await;
    assert_eq!(reply.ok().text("username"), "carl");
}
