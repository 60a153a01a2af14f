//! Nothing secret in any log line, audit event or refusal.

use serde_json::{Value, json};
use vestibule::{
    audit::{AuditLog, TracingAuditLog},
    types::{Authority, Content, CreateRequest},
};

use crate::kit::{
    Fault, Faulty, Lines, OPERATOR, PASSWORD, Reply, World,
    binary::{command, data_directory, serve},
    caller, edit_user, login_input, observed, signup_input, user_document,
};

const KEY: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
const NAME: &str = "wilhelmina";
const NEW_PASSWORD: &str = "quite another long text";
const TYPED_AS_NAME: &str = "Tr0ub4dor&3";
const REASON: &str = "never heard of that person";

/// What has to stay between the people concerned.
struct Secrets(Vec<String>);

impl Secrets {
    fn known_before() -> Self {
        let known = [PASSWORD, NEW_PASSWORD, TYPED_AS_NAME, KEY, NAME, REASON];
        Self(known.map(ToOwned::to_owned).to_vec())
    }

    /// Short enough to find it where it was cut, long enough to find nothing else.
    fn keep(&mut self, secret: &str) {
        self.0.push(secret.chars().take(16).collect());
    }

    /// In any case, and as Rust's `Debug` writes bytes.
    #[track_caller]
    fn not_in(&self, what: &str, text: &str) {
        let text = text.to_lowercase();
        for secret in &self.0 {
            let place = text.find(&secret.to_lowercase());
            let around = place.map(|at| text.get(at.saturating_sub(200)..).unwrap_or(&text));
            assert!(place.is_none(), "{secret} in {what}: {around:.600?}");
            let bytes = format!("{:?}", secret.as_bytes());
            let bytes = bytes.trim_matches(['[', ']']);
            assert!(!text.contains(bytes), "the bytes of {secret} in {what}");
        }
    }
}

#[derive(Default)]
struct Refusals(Vec<Reply>);

impl Refusals {
    fn note(&mut self, reply: Reply) {
        if reply.status != 200 {
            self.0.push(reply);
        }
    }
}

async fn every_operation(world: &World, storage: &Faulty, secrets: &mut Secrets) -> Refusals {
    let mut refusals = Refusals::default();
    let boss = world.super_user().await;
    secrets.keep(&boss);
    let token = world.signup(NAME).await.ok().text("confirm_token");
    let user_id = world.events.last().target.unwrap();
    secrets.keep(&token);
    let mut mailed = String::new();
    for message in world.sso.claim_messages(100, 60).await.unwrap() {
        if let Content::SignupConfirm(confirm) = message.content {
            secrets.keep(&confirm.confirm_token);
            mailed = confirm.confirm_token;
        }
    }
    let confirm = json!({"confirm_token": token});
    let decision = json!({"ust": boss, "user_id": user_id, "current_app": "CRM"});
    world
        .post("/user/signup/confirm", confirm.clone())
        .await
        .ok();
    world.sso.confirm(&caller(), &mailed).await.unwrap();
    world.post("/user/approve", decision.clone()).await.ok();
    let ust = world.ust(NAME).await;
    secrets.keep(&ust);
    let email = user_document(storage, &user_id).await;
    secrets.keep(
        email["password"]
            .as_str()
            .unwrap()
            .rsplit('$')
            .next()
            .unwrap(),
    );
    edit_user(storage, &user_id, [("password_must_change", json!(true))]).await;

    let (token, key) = resetting(world, secrets).await;
    let reset = |password: &str| {
        json!({
            "credential": NAME,
            "token": token,
            "reset_key": key,
            "password": password,
            "current_app": "CRM",
        })
    };
    let mut unknown = reset(PASSWORD);
    unknown["credential"] = json!(TYPED_AS_NAME);
    unknown["token"] = json!(key);
    let session = json!({"ust": ust, "current_app": "CRM"});
    let mut changed = login_input(NAME);
    changed["new_password"] = json!(NEW_PASSWORD);
    let both = json!({"current_ust": boss, "target_ust": ust, "current_app": "CRM"});
    let mut typed = login_input(TYPED_AS_NAME);
    typed["current_app"] = json!(PASSWORD);
    let mut rejected = decision.clone();
    rejected["reason"] = json!(REASON);
    let listed = |value: &str| json!({"username": [value], "password": {"a": value}, "ust": value});
    let mut requests: Vec<(&str, &str, Value)> = vec![
        ("POST", "/user/login", login_input(NAME)),
        ("POST", "/user/login", login_input(TYPED_AS_NAME)),
        ("POST", "/user/login", typed),
        ("POST", "/user/login", listed(PASSWORD)),
    ];
    requests.extend(account_requests(&boss, &ust, &user_id));
    requests.extend([
        ("POST", "/user/login", changed),
        ("POST", "/user/signup", signup_input(NAME)),
        ("POST", "/user/signup", signup_input(TYPED_AS_NAME)),
        (
            "POST",
            "/user/signup",
            json!({"email": format!("{NAME}@"), "current_app": "CRM"}),
        ),
        ("POST", "/user/signup/confirm", confirm.clone()),
        ("POST", "/user/signup/disown", confirm),
        ("GET", "/user/signup", json!({"ust": boss})),
        (
            "GET",
            "/user/signup",
            json!({"ust": boss, "status": REASON}),
        ),
        ("GET", "/user", session.clone()),
        (
            "GET",
            "/user",
            json!({"ust": boss, "current_app": "CRM", "user_id": NAME}),
        ),
        ("POST", "/user/approve", decision),
        ("POST", "/user/reject", rejected),
        ("POST", "/user/session", both),
        ("PATCH", "/user/session", session.clone()),
        ("POST", "/user/logout", session),
        ("PATCH", "/password/reset", reset("")),
        ("PATCH", "/password/reset", unknown.clone()),
        ("DELETE", "/password/reset", unknown.clone()),
        ("DELETE", "/password/reset", reset("short")),
        ("DELETE", "/password/reset", reset(NEW_PASSWORD)),
        ("POST", "/password/reset", reset("")),
        ("POST", "/password/reset", unknown),
    ]);
    for fault in [
        None,
        Some(Fault::Unavailable),
        Some(Fault::UnknownBefore),
        Some(Fault::Conflict),
    ] {
        for (method, path, input) in &requests {
            match fault {
                None => storage.heal(),
                Some(fault) => storage.fail_from(1, fault),
            }
            refusals.note(world.call(method, path, input.clone()).await);
            let malformed = input.to_string().replacen('}', "", 1);
            let path = format!("/zato/sso{path}");
            refusals.note(world.raw(method, &path, malformed).await);
            let query = format!("{path}?ust={ust}&username={NAME}&x=%00");
            refusals.note(world.raw(method, &query, "").await);
        }
    }
    storage.heal();
    refusals
}

/// A password reset as far as the key.
async fn resetting(world: &World, secrets: &mut Secrets) -> (String, String) {
    world
        .sso
        .begin_password_reset(&caller(), NAME)
        .await
        .unwrap();
    let mails = world.sso.claim_messages(100, 60).await.unwrap();
    let token = mails.into_iter().find_map(|mail| match mail.content {
        Content::PasswordReset(reset) => Some(reset.token),
        _ => None,
    });
    let token = token.expect("a mail");
    let key = world.sso.exchange_password_reset(&caller(), &token).await;
    let key = key.unwrap();
    secrets.keep(&token);
    secrets.keep(&key);
    (token, key)
}

/// Everything that is done to an account, and ends with the password as it was.
fn account_requests(
    boss: &str,
    ust: &str,
    user_id: &str,
) -> Vec<(&'static str, &'static str, Value)> {
    let of = |ust: &str, members: Value| {
        let mut input = members;
        input["ust"] = json!(ust);
        input["current_app"] = json!("CRM");
        input
    };
    let about = |members: Value| {
        let mut input = of(boss, members);
        input["user_id"] = json!(user_id);
        input
    };
    let names = json!({"first_name": NAME, "email": format!("{NAME}@example.net")});
    let wrong = json!({"old_password": TYPED_AS_NAME, "new_password": NEW_PASSWORD});
    let right = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD});
    let bad = json!({"username": format!("{NAME} {NAME}"), "password": PASSWORD});
    let made = json!({"username": format!("{NAME}.2"), "password": PASSWORD, "first_name": NAME,
                      "email": format!("{NAME}2@example.net")});
    vec![
        ("PATCH", "/user", of(ust, names.clone())),
        ("PATCH", "/user", of(ust, json!({"username": "boss"}))),
        ("PATCH", "/user/password", of(ust, wrong)),
        ("PATCH", "/user/password", of(ust, right)),
        ("POST", "/user", of(boss, bad)),
        ("POST", "/user", of(boss, made)),
        ("PATCH", "/user", about(names)),
        ("PATCH", "/user", about(json!({"approval_status": REASON}))),
        ("POST", "/user/lock", about(json!({}))),
        ("DELETE", "/user/lock", about(json!({}))),
        ("DELETE", "/user", of(boss, json!({"user_id": NAME}))),
        (
            "PATCH",
            "/user/password",
            about(json!({"new_password": PASSWORD, "must_change": true})),
        ),
    ]
}

#[tokio::test]
async fn no_log_line_no_event_and_no_refusal_tells_a_secret() {
    let (lines, _listening) = Lines::listen();
    let (world, storage) = observed(|builder| builder.settings.is_delivery_configured = true).await;
    let mut secrets = Secrets::known_before();
    let refusals = every_operation(&world, &storage, &mut secrets).await;
    let request = CreateRequest {
        username: NAME.to_owned(),
        password: Some(PASSWORD.to_owned()),
        ..CreateRequest::default()
    };
    let refused = world
        .sso
        .create_user(&caller(), &OPERATOR, &request)
        .await
        .unwrap_err();
    secrets.not_in("an error", &format!("{refused} {refused:?}"));
    let operator = Authority::Operator;
    let refused = world.sso.user(&caller(), &operator, Some(PASSWORD)).await;
    secrets.not_in("an error", &format!("{refused:?}"));

    for event in world.events.all() {
        TracingAuditLog.emit(&event);
        secrets.not_in("an audit event", &format!("{event:?}"));
    }
    let lines = lines.text();
    assert!(
        lines.contains("user.login") && lines.contains("E005001"),
        "{lines}"
    );
    secrets.not_in("the log", &lines);

    for status in [400, 403, 503] {
        assert!(refusals.0.iter().any(|reply| reply.status == status));
    }
    for reply in refusals.0 {
        let body = String::from_utf8(reply.bytes).unwrap();
        secrets.not_in("a refusal", &format!("{body} {:?}", reply.headers));
    }
}

/// The same for a process of its own with all of its threads, at its most talkative.
#[test]
fn a_server_tells_no_secret_however_much_it_logs() {
    let data = data_directory();
    let mut server = serve(data.path(), &[]);
    let mut secrets = Secrets::known_before();
    let made = command(
        data.path(),
        &["user", "create-super-user", "boss", "--password", PASSWORD],
    )
    .env("RUST_LOG", "trace")
    .output()
    .unwrap();
    assert!(made.status.success());
    secrets.not_in("the command's log", &String::from_utf8_lossy(&made.stderr));
    let call = |method, path: &str, input: Value| server.call(method, path, &input.to_string());
    let ust = |body: &Value| body["ust"].as_str().unwrap().to_owned();
    let (_, boss) = call("POST", "/user/login", login_input("boss"));
    secrets.keep(&ust(&boss));
    let (_, signup) = call("POST", "/user/signup", signup_input(NAME));
    let token = signup["confirm_token"].as_str().unwrap().to_owned();
    secrets.keep(&token);
    assert_eq!(
        call("PATCH", "/user/signup", json!({"confirm_token": token})).0,
        200
    );
    let (_, pending) = call("GET", "/user/signup", json!({"ust": ust(&boss)}));
    let user_id = &pending[0]["user_id"];
    let decision = json!({"ust": ust(&boss), "user_id": user_id, "reason": REASON});
    assert_eq!(
        call("POST", "/user/signup/approve", decision.clone()).0,
        200
    );
    let (_, session) = call("POST", "/user/login", login_input(NAME));
    let ust = ust(&session);
    secrets.keep(&ust);
    let in_query = format!("/user?current_app=CRM&ust={ust}");
    assert_eq!(call("GET", &in_query, json!({})).0, 200);
    for (method, path, input) in [
        ("POST", "/user/login", login_input(TYPED_AS_NAME)),
        (
            "POST",
            "/user/login",
            json!({"username": [PASSWORD], "password": PASSWORD}),
        ),
        ("POST", "/user/login", json!(PASSWORD)),
        ("POST", "/user/signup", signup_input(NAME)),
        ("POST", "/user/signup/reject", decision),
        (
            "GET",
            &*format!("/nothing/{TYPED_AS_NAME}?ust={ust}"),
            json!({"ust": ust}),
        ),
        (
            "POST",
            "/user/logout",
            json!({"ust": ust, "current_app": "CRM"}),
        ),
        (
            "PATCH",
            "/user/session",
            json!({"ust": ust, "current_app": "CRM"}),
        ),
    ] {
        let (_, body) = call(method, path, input);
        secrets.not_in("an answer", &body.to_string());
    }
    let key = std::fs::read_to_string(data.path().join("vestibule.key")).unwrap();
    secrets.keep(key.trim());
    assert!(server.stop("TERM").success());
    let said = server.said();
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "{said}");
    secrets.not_in("the server's log", &said);
}
