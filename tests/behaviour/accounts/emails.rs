//! Changing an address: it shows at once, and proves nothing until a mailed secret came back.

use std::time::Duration;

use serde_json::{Value, json};
use vestibule::types::{Content, EmailConfirm, Message, SubStatus};

use super::{create, get, is_sound, update};
use crate::kit::{OPERATOR, World, caller, rejected, signup_input};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MOMENT: Duration = Duration::from_micros(1);
const NEW: &str = "New@example.com";

async fn with_mail() -> World {
    World::with(|settings| settings.is_delivery_configured = true).await
}

/// What is to be sent, which is sent.
async fn mails(world: &World) -> Vec<Message> {
    let mails = world.mails().await;
    for mail in &mails {
        world.sso.message_done(&mail.id, &mail.claim).await.unwrap();
    }
    mails
}

/// Somebody with the address `ann@example.com` proven, and nothing to be sent.
async fn proven(world: &World) -> (String, String) {
    world.signup("ann").await.ok();
    let user_id = world.events.last().target.unwrap();
    for mail in mails(world).await {
        if let Content::SignupConfirm(confirm) = &mail.content {
            world
                .sso
                .confirm(&caller(), &confirm.confirm_token)
                .await
                .unwrap();
        }
    }
    world
        .sso
        .approve(&caller(), &OPERATOR, &user_id)
        .await
        .unwrap();
    mails(world).await;
    let ust = world.ust("ann").await;
    assert!(world.account(&user_id).await.email_verified);
    (user_id, ust)
}

/// The message to a new address.
fn asked<'a>(mails: &'a [Message], to: &str) -> &'a EmailConfirm {
    let found = mails.iter().find_map(|mail| match &mail.content {
        Content::EmailConfirm(confirm) if mail.to == to => Some(confirm),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("none to {to}: {mails:?}"))
}

#[tokio::test]
async fn the_new_address_is_asked_and_the_old_one_told() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    update(&world, &ust, json!({"email": NEW, "username": "anna"}))
        .await
        .ok();
    let seen = get(&world, &ust, None).await;
    assert_eq!(
        (&seen.json["email"], &seen.json["email_verified"]),
        (&json!(NEW), &json!(false))
    );
    assert!(
        world.keys("email/").await.is_empty(),
        "the old one is given up"
    );
    is_sound(&world).await;

    let mails = mails(&world).await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    let told = mails
        .iter()
        .find(|mail| matches!(mail.content, Content::EmailChanged));
    let told = told.unwrap();
    assert_eq!((&*told.to, &*told.username), ("ann@example.com", "ann"));
    assert!(!format!("{told:?}").to_lowercase().contains("new@"));
    let confirm = asked(&mails, NEW);
    assert!(!confirm.email_has_owner);
    let stored = format!("{:?}", world.stored().await);
    assert!(!stored.contains(&confirm.confirm_token), "a digest only");

    let input = json!({"confirm_token": confirm.confirm_token});
    world.post("/user/signup/confirm", input.clone()).await.ok();
    let account = world.account(&user_id).await;
    assert!(account.email_verified);
    assert_eq!(world.keys("email/").await.len(), 1);
    is_sound(&world).await;
    world
        .post("/user/signup/confirm", input.clone())
        .await
        .refused("E005007");
    world
        .call("PATCH", "/user/signup", input)
        .await
        .refused("E005007");
}

#[tokio::test]
async fn a_token_ends_when_it_expires() {
    for (after, is_accepted) in [(WEEK - MOMENT, true), (WEEK, false)] {
        let world = with_mail().await;
        let (user_id, ust) = proven(&world).await;
        update(&world, &ust, json!({"email": NEW})).await.ok();
        let mails = mails(&world).await;
        let confirm = asked(&mails, NEW);
        assert_eq!(
            confirm.expiration_time.seconds,
            1_767_225_600 + WEEK.as_secs()
        );
        world.advance(after);
        let done = world.sso.confirm(&caller(), &confirm.confirm_token).await;
        assert_eq!(done.is_ok(), is_accepted);
        assert_eq!(world.account(&user_id).await.email_verified, is_accepted);
        world.sso.sweep().await.unwrap();
        is_sound(&world).await;
    }
}

#[tokio::test]
async fn a_further_change_makes_earlier_tokens_void() {
    let world = with_mail().await;
    let boss = world.super_user().await;
    let (user_id, ust) = proven(&world).await;
    for (by, email) in [
        (&ust, json!("other@example.com")),
        (&ust, json!(null)),
        (&ust, json!("no address")),
        (&boss, json!("third@example.com")),
        (&boss, json!(null)),
    ] {
        update(&world, &ust, json!({"email": NEW})).await.ok();
        let sent = mails(&world).await;
        let token = &asked(&sent, NEW).confirm_token;
        update(&world, by, json!({"user_id": user_id, "email": email}))
            .await
            .ok();
        for path in ["/user/signup/confirm", "/user/signup/disown"] {
            let input = json!({"confirm_token": token});
            world.post(path, input).await.refused("E005006");
        }
        is_sound(&world).await;
        mails(&world).await;
    }
}

/// Whoever signed up with a mailbox of their own keeps its token, and must not prove another
/// address with it.
#[tokio::test]
async fn the_token_of_a_sign_up_proves_no_later_address() {
    for is_trusting in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = true;
            settings.signup.returned_token_verifies_email = Some(is_trusting);
        })
        .await;
        let returned = world.signup("eve").await.ok().text("confirm_token");
        let user_id = world.events.last().target.unwrap();
        let sent = mails(&world).await;
        let Content::SignupConfirm(mail) = &sent[0].content else {
            panic!("{sent:?}");
        };
        let (used, kept) = match is_trusting {
            true => (&mail.confirm_token, &returned),
            false => (&returned, &mail.confirm_token),
        };
        world.sso.confirm(&caller(), used).await.unwrap();
        world
            .sso
            .approve(&caller(), &OPERATOR, &user_id)
            .await
            .unwrap();
        let ust = world.ust("eve").await;
        update(&world, &ust, json!({"email": "victim@example.com"}))
            .await
            .ok();
        let refused = world.sso.confirm(&caller(), kept).await;
        assert_eq!(rejected(refused), [SubStatus::AuthNoSuchSignUpToken]);
        assert!(!world.account(&user_id).await.email_verified);
        assert!(world.keys("email/").await.is_empty());
        is_sound(&world).await;
    }
}

#[tokio::test]
async fn this_was_not_me_takes_the_new_address_away() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    update(&world, &ust, json!({"email": NEW})).await.ok();
    let mails = mails(&world).await;
    let input = json!({"confirm_token": asked(&mails, NEW).confirm_token});
    world.post("/user/signup/disown", input.clone()).await.ok();
    let account = world.account(&user_id).await;
    assert_eq!((account.email, account.email_verified), (None, false));
    assert_eq!(account.username.as_deref(), Some("ann"));
    world
        .post("/user/signup/confirm", input)
        .await
        .refused("E005007");
    is_sound(&world).await;
}

#[tokio::test]
async fn an_address_that_somebody_proved_stays_theirs() {
    for is_told in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = true;
            settings.signup.inform_if_email_exists = Some(is_told);
        })
        .await;
        let boss = world.super_user().await;
        let owner = json!({"username": "owner", "email": "owner@example.com"});
        create(&world, &boss, owner).await.ok();
        let (user_id, ust) = proven(&world).await;
        let reply = update(&world, &ust, json!({"email": "Owner@Example.com"})).await;
        if is_told {
            reply.refused("E002002");
            assert!(world.account(&user_id).await.email_verified);
            continue;
        }
        reply.ok();
        let mails = mails(&world).await;
        let confirm = asked(&mails, "Owner@Example.com");
        assert!(confirm.email_has_owner);
        world
            .sso
            .confirm(&caller(), &confirm.confirm_token)
            .await
            .unwrap();
        assert!(!world.account(&user_id).await.email_verified);
        is_sound(&world).await;
        let input = json!({"user_id": user_id, "email": "OWNER@example.com"});
        update(&world, &boss, input).await.refused("E002002");
    }
}

#[tokio::test]
async fn who_proves_a_new_address_first_owns_it() {
    let world = with_mail().await;
    let (ann, ust) = proven(&world).await;
    update(&world, &ust, json!({"email": NEW})).await.ok();
    let sent = mails(&world).await;
    let token = asked(&sent, NEW).confirm_token.clone();
    let mut input = signup_input("ben");
    input["email"] = json!("NEW@EXAMPLE.COM");
    world.post("/user/signup", input).await.ok();
    let ben = world.events.last().target.unwrap();
    let sent = mails(&world).await;
    let Content::SignupConfirm(mail) = &sent[0].content else {
        panic!("{sent:?}");
    };
    assert!(!mail.email_has_owner, "claimed is not owned");
    world
        .sso
        .confirm(&caller(), &mail.confirm_token)
        .await
        .unwrap();
    world.sso.confirm(&caller(), &token).await.unwrap();
    assert!(world.account(&ben).await.email_verified);
    assert!(!world.account(&ann).await.email_verified);
    is_sound(&world).await;
}

#[tokio::test]
async fn another_spelling_is_no_other_address() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    for spelling in ["ANN@example.com", "ANN@example.com", "ann@EXAMPLE.com"] {
        update(&world, &ust, json!({"email": spelling})).await.ok();
        let account = world.account(&user_id).await;
        assert_eq!(account.email.as_deref(), Some(spelling));
        assert!(account.email_verified);
    }
    assert!(mails(&world).await.is_empty());
    assert_eq!(world.keys("email/").await.len(), 1);
    is_sound(&world).await;
}

#[tokio::test]
async fn an_address_can_be_given_up() {
    for none in [json!(null), json!("")] {
        let world = with_mail().await;
        let (user_id, ust) = proven(&world).await;
        update(&world, &ust, json!({"email": none})).await.ok();
        assert_eq!(world.account(&user_id).await.email, None);
        assert!(world.keys("email").await.is_empty());
        let mails = mails(&world).await;
        assert_eq!(mails.len(), 1);
        assert!(matches!(mails[0].content, Content::EmailChanged));
        is_sound(&world).await;
    }
}

#[tokio::test]
async fn what_is_no_address_gets_no_message() {
    let world = with_mail().await;
    let (user_id, ust) = proven(&world).await;
    update(&world, &ust, json!({"email": "x\r\nBcc: a@b.example"}))
        .await
        .ok();
    assert_eq!(mails(&world).await.len(), 1, "to the old one");
    update(&world, &ust, json!({"email": "y"})).await.ok();
    assert!(mails(&world).await.is_empty());
    assert_eq!(world.account(&user_id).await.email.as_deref(), Some("y"));
    is_sound(&world).await;
}

#[tokio::test]
async fn nobody_is_asked_where_nothing_is_sent() {
    for is_configured in [false, true] {
        let world = World::with(|settings| {
            settings.is_delivery_configured = is_configured;
            settings.signup.email_confirm_enabled = Some(false);
        })
        .await;
        let user_id = world.approved("ann").await;
        let ust = world.ust("ann").await;
        mails(&world).await;
        update(&world, &ust, json!({"email": NEW})).await.ok();
        assert_eq!(mails(&world).await.len(), usize::from(is_configured));
        assert!(world.keys("signup/").await.is_empty());
        assert_eq!(world.account(&user_id).await.email.as_deref(), Some(NEW));
        is_sound(&world).await;
    }
}

/// Whoever sets an address may be mistaken about whose it is.
#[tokio::test]
async fn what_a_super_user_sets_for_somebody_is_to_be_proven_as_well() {
    let world = with_mail().await;
    let boss = world.super_user().await;
    let (user_id, _) = proven(&world).await;
    let set = async |email: Value| {
        let input = json!({"user_id": user_id, "email": email});
        update(&world, &boss, input).await.ok();
        is_sound(&world).await;
        (world.account(&user_id).await, mails(&world).await)
    };
    let (account, sent) = set(json!("ann@EXAMPLE.com")).await;
    assert!(account.email_verified && sent.is_empty(), "the same one");

    let (account, sent) = set(json!(NEW)).await;
    assert_eq!(account.email.as_deref(), Some(NEW));
    assert!(!account.email_verified);
    let told = sent
        .iter()
        .find(|mail| matches!(mail.content, Content::EmailChanged));
    assert_eq!(told.unwrap().to, "ann@EXAMPLE.com");
    let token = &asked(&sent, NEW).confirm_token;
    world.sso.confirm(&caller(), token).await.unwrap();
    assert!(world.account(&user_id).await.email_verified);

    let (account, sent) = set(json!("no address")).await;
    assert_eq!(account.email.as_deref(), Some("no address"));
    assert!(!account.email_verified);
    assert_eq!(sent.len(), 1, "to the old one");
    assert_eq!(sent[0].to, NEW);
    let (account, sent) = set(json!(null)).await;
    assert_eq!((account.email, account.email_verified), (None, false));
    assert!(sent.is_empty());
    assert!(world.keys("email").await.is_empty());
}

/// The token in the answer finishes the sign-up; the mailed one was for another address.
#[tokio::test]
async fn an_unfinished_sign_up_can_be_finished_with_another_address() {
    let world = with_mail().await;
    world.super_user().await;
    let returned = world.signup("ann").await.ok().text("confirm_token");
    let user_id = world.events.last().target.unwrap();
    let sent = mails(&world).await;
    let Content::SignupConfirm(mail) = &sent[0].content else {
        panic!("{sent:?}");
    };
    world.advance(WEEK / 2);
    let boss = world.ust("boss").await;
    let input = json!({"user_id": user_id, "email": NEW});
    update(&world, &boss, input).await.ok();
    is_sound(&world).await;
    let refused = world.sso.confirm(&caller(), &mail.confirm_token).await;
    assert_eq!(rejected(refused), [SubStatus::AuthNoSuchSignUpToken]);
    world.sso.confirm(&caller(), &returned).await.unwrap();
    assert!(!world.account(&user_id).await.email_verified);
    let sent = mails(&world).await;
    let confirm = asked(&sent, NEW);
    let end = 1_767_225_600 + WEEK.as_secs();
    assert_eq!(
        confirm.expiration_time.seconds, end,
        "no later than the sign-up"
    );
    let done = world.sso.confirm(&caller(), &confirm.confirm_token).await;
    done.unwrap();
    assert!(world.account(&user_id).await.email_verified);
    is_sound(&world).await;
}
