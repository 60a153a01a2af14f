//! Nothing secret in any log line, audit event or refusal, nor in clear in the store: every operation
//! over REST, and what only hosts ask for, while all is well and while storage fails.

use vestibule::types::CreateRequest;

use crate::{
    kit::{Fault, HOST_CALLS, Lines, OPERATOR, PASSWORD, Ready, World, caller},
    operations::{Caller, SAMPLES, Sample, Scene, split},
};

mod conversation;
mod kept;
mod people;
mod requests;
mod server;

use self::{
    conversation::Conversation,
    kept::{KEY, NAME, Secrets},
    people::People,
    requests::Request,
};

const FAULTS: [Fault; 3] = [Fault::Unavailable, Fault::UnknownBefore, Fault::Conflict];

/// Each sample is accepted, refused and fails in a scene of its own.
#[tokio::test]
async fn no_operation_logs_a_secret() {
    for sample in SAMPLES.iter() {
        let (lines, _listening) = Lines::listen();
        let scene = Scene::new(Caller::SuperUser).await;
        let mut secrets = Secrets::known_before();
        scene.secrets().for_each(|secret| secrets.keep(secret));
        let request = request(&scene, sample);
        let (world, storage) = (&scene.world, &scene.storage);
        let mut conversation = Conversation::begin(world, storage, scene.ust(), secrets);
        for fault in FAULTS {
            for passing in 0..4 {
                storage.fail_from(passing, fault);
                conversation.ask(&request).await;
            }
            conversation.ask_badly(&request).await;
        }
        storage.heal();
        conversation.ask(&request).await;
        conversation.ask_badly(&request).await;
        conversation.is_discreet(&lines, &[]).await;
    }
}

fn request(scene: &Scene, sample: &Sample) -> Request {
    let (method, path) = split(sample.route);
    (method, path, scene.filled(&sample.input))
}

#[tokio::test]
async fn no_log_line_event_or_refusal_contains_a_secret() {
    let (lines, _listening) = Lines::listen();
    let mut secrets = Secrets::known_before();
    let people = People::with(&mut secrets).await;
    let mut conversation = people.conversation(secrets);
    let requests = requests::all(&people);
    for request in &requests {
        conversation.ask(request).await;
    }
    for request in &requests {
        conversation.ask_badly(request).await;
    }
    conversation.guess().await;
    ask_as_host(&conversation).await;
    ask_as_operator(&conversation).await;
    let words = ["user.login", "E005001", "attr.set", "storage.end_rekey"];
    conversation.is_discreet(&lines, &words).await;
    for status in [200, 400, 403, 429] {
        assert!(conversation.has_refused_with(status), "no {status}");
    }
}

#[tokio::test]
async fn no_storage_failure_logs_a_secret() {
    let (lines, _listening) = Lines::listen();
    let mut secrets = Secrets::known_before();
    let people = People::with(&mut secrets).await;
    let mut conversation = people.conversation(secrets);
    let storage = &people.company.storage;
    let requests = requests::all(&people);
    for fault in FAULTS {
        for passing in 0..4 {
            for request in &requests {
                storage.fail_from(passing, fault);
                conversation.ask(request).await;
            }
            storage.heal();
            let somebody = format!("{NAME}.{fault:?}.{passing}");
            let ready = Ready::in_world(conversation.world, &somebody).await;
            for (_, call) in HOST_CALLS {
                storage.fail_from(passing, fault);
                if let Err(error) = call(conversation.world, &ready).await {
                    conversation.note_error(&error);
                }
            }
        }
        for request in &requests {
            storage.fail_from(1, fault);
            conversation.ask_badly(request).await;
        }
        storage.heal();
    }
    conversation
        .is_discreet(&lines, &["E008004", "on fire"])
        .await;
    assert!(conversation.has_refused_with(503));
}

/// The functions for hosts only; a mailed text may contain a token, and a session its UST.
async fn ask_as_host(conversation: &Conversation<'_>) {
    let world = conversation.world;
    let mut ready = Ready::in_world(world, &format!("{NAME}.host")).await;
    ready.rewrite(world).await;
    for (name, call) in HOST_CALLS {
        let answer = call(world, &ready).await;
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        if ![
            "outbox.claim",
            "outbox.claim-callbacks",
            "linked-auth.log-in",
        ]
        .contains(name)
        {
            conversation.secrets.not_in(name, &answer);
        }
    }
    let too_long = world.sso.hash_password(&PASSWORD.repeat(100)).await;
    conversation.note_error(&too_long.unwrap_err());
    let exchanged = world.sso.exchange_password_reset(&caller(), KEY).await;
    conversation.note_error(&exchanged.unwrap_err());
}

/// Typed calls that are refused.
async fn ask_as_operator(conversation: &Conversation<'_>) {
    let world: &World = conversation.world;
    let request = CreateRequest {
        username: NAME.to_owned(),
        password: Some(PASSWORD.to_owned()),
        ..CreateRequest::default()
    };
    let caller = caller();
    let made = world.sso.create_user(&caller, &OPERATOR, &request).await;
    conversation.note_error(&made.unwrap_err());
    let operator = OPERATOR.clone();
    let user = world.sso.user(&caller, &operator, Some(PASSWORD)).await;
    conversation.note_error(&user.unwrap_err());
}
