//! The owner of an e-mail address: there is none until a token mailed to it is presented.

use serde_json::json;
use vestibule::types::{CreateRequest, SignupConfirm, SubStatus};

use super::{is_final, is_verified, with_mail};
use crate::kit::{SignedUp, World, caller, create_request, gated, rejected};

const EMAIL: &str = "owner@example.com";

#[tokio::test]
async fn the_returned_token_proves_no_address() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    assert_ne!(adam.returned, adam.mail.confirm_token);
    world.confirm(&adam.returned).await.ok();
    assert!(is_final(&world, &adam.user_id).await);
    assert!(!is_verified(&world, &adam.user_id).await);
    assert!(world.keys("email/").await.is_empty());
}

#[tokio::test]
async fn the_mailed_token_confirms_and_proves_the_address() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.confirm(&adam.mail.confirm_token).await.ok();
    assert!(is_final(&world, &adam.user_id).await);
    assert!(is_verified(&world, &adam.user_id).await);
    assert_eq!(world.keys("email/").await.len(), 1);
    world
        .confirm(&adam.mail.confirm_token)
        .await
        .refused("E005007");
    world.confirm(&adam.returned).await.refused("E005007");
}

#[tokio::test]
async fn the_mailed_token_proves_the_address_of_a_final_sign_up() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.confirm(&adam.returned).await.ok();
    world.confirm(&adam.mail.confirm_token).await.ok();
    assert!(is_verified(&world, &adam.user_id).await);
    world
        .confirm(&adam.mail.confirm_token)
        .await
        .refused("E005007");
}

#[tokio::test]
async fn a_trusted_front_ends_returned_token_proves_the_address() {
    let trusting = World::with(|settings| {
        settings.set("signup.returned_token_verifies_email", true);
    })
    .await;
    for (world, expected) in [(trusting, true), (World::new().await, false)] {
        let user_id = world.confirmed("adam").await;
        assert_eq!(is_verified(&world, &user_id).await, expected);
    }
}

#[tokio::test]
async fn users_see_whether_their_address_is_proven() {
    let world = World::with(with_mail).await;
    let adam = world.sign_up("adam", "adam@example.com").await;
    world.confirm(&adam.returned).await.ok();
    world.approve(&adam.user_id).await;
    let input = json!({"ust": world.ust("adam").await, "current_app": "CRM"});
    let reply = world.call("GET", "/user", input.clone()).await.ok();
    assert_eq!(reply.json["email_verified"], json!(false));
    world.confirm(&adam.mail.confirm_token).await.ok();
    let reply = world.call("GET", "/user", input).await.ok();
    assert_eq!(reply.json["email_verified"], json!(true));
}

#[tokio::test]
async fn the_mail_reports_that_the_address_has_an_owner() {
    let world = World::with(with_mail).await;
    let has_owner = |mail: &SignupConfirm| mail.email_has_owner;
    let owner = world.sign_up("owner", EMAIL).await;
    assert!(!has_owner(&owner.mail));
    let early = world.sign_up("early", EMAIL).await;
    assert!(!has_owner(&early.mail), "claimed is not owned");
    world.confirm(&owner.mail.confirm_token).await.ok();
    let late = world.sign_up("late", "OWNER@EXAMPLE.com").await;
    assert!(has_owner(&late.mail));
}

#[tokio::test]
async fn the_operators_accounts_own_their_addresses() {
    let world = World::with(with_mail).await;
    let request = CreateRequest {
        email: Some(EMAIL.to_owned()),
        ..create_request("owner")
    };
    let owner = world.make(&request).await;
    let eve = world.sign_up("eve", EMAIL).await;
    assert!(eve.mail.email_has_owner);
    world.confirm(&eve.mail.confirm_token).await.ok();
    assert!(is_verified(&world, &owner).await);
    assert!(!is_verified(&world, &eve.user_id).await);
}

#[tokio::test]
async fn the_first_proven_claim_wins() {
    let world = World::with(with_mail).await;
    let first = world.sign_up("first", EMAIL).await;
    let second = world.sign_up("second", "Owner@Example.com").await;
    world.confirm(&second.mail.confirm_token).await.ok();
    world.confirm(&first.mail.confirm_token).await.ok();
    assert!(is_final(&world, &first.user_id).await);
    assert!(!is_verified(&world, &first.user_id).await);
    is_owned_by(&world, &second).await;
}

#[tokio::test]
async fn a_returned_token_gives_no_ownership_of_an_address() {
    let world = World::with(with_mail).await;
    let eve = world.sign_up("eve", EMAIL).await;
    let owner = world.sign_up("owner", EMAIL).await;
    world.confirm(&eve.returned).await.ok();
    world.confirm(&owner.returned).await.ok();
    assert!(world.keys("email/").await.is_empty());
    world.confirm(&owner.mail.confirm_token).await.ok();
    is_owned_by(&world, &owner).await;
    assert!(!is_verified(&world, &eve.user_id).await);
}

/// Exactly one document names the owner of the address, and it names this account.
async fn is_owned_by(world: &World, owner: &SignedUp) {
    let stored = world.stored().await;
    let mut owners = stored.iter().filter(|(key, _)| key.starts_with("email/"));
    let (_, pointer) = owners.next().expect("an owner");
    assert!(pointer.contains(&owner.user_id), "{pointer}");
    assert_eq!(owners.next(), None);
    assert!(is_verified(world, &owner.user_id).await);
}

/// The steps of an attacker, who cannot read the mailbox, and of the owner, who can.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    AttackerSignsUp,
    AttackerTriesEverything,
    OwnerSignsUp,
    OwnerConfirms,
    AttackerIsApproved,
}

/// Every order in which the steps can happen.
fn orders(done: &[Step], left: &[Step]) -> Vec<Vec<Step>> {
    use Step::{
        AttackerIsApproved, AttackerSignsUp, AttackerTriesEverything, OwnerConfirms, OwnerSignsUp,
    };
    if left.is_empty() {
        return vec![done.to_vec()];
    }
    let is_possible = |step: &Step| match step {
        AttackerTriesEverything | AttackerIsApproved => done.contains(&AttackerSignsUp),
        OwnerConfirms => done.contains(&OwnerSignsUp),
        AttackerSignsUp | OwnerSignsUp => true,
    };
    let possible = left.iter().filter(|step| is_possible(step));
    let after = possible.map(|step| {
        let rest: Vec<Step> = left
            .iter()
            .filter(|other| *other != step)
            .copied()
            .collect();
        orders(&[done, &[*step]].concat(), &rest)
    });
    after.flatten().collect()
}

#[tokio::test]
async fn an_attacker_never_ends_up_owning_a_strangers_address() {
    let orders = orders(
        &[],
        &[
            Step::AttackerSignsUp,
            Step::AttackerTriesEverything,
            Step::OwnerSignsUp,
            Step::OwnerConfirms,
            Step::AttackerIsApproved,
        ],
    );
    assert_eq!(orders.len(), 20);
    for order in orders {
        let world = World::with(with_mail).await;
        let (mut attacker, mut owner) = (None, None);
        for step in &order {
            match step {
                Step::AttackerSignsUp => {
                    attacker = Some(world.sign_up("eve", "OWNER@example.com").await);
                }
                Step::OwnerSignsUp => owner = Some(world.sign_up("owner", EMAIL).await),
                Step::AttackerTriesEverything => {
                    let returned = &attacker.as_ref().unwrap().returned;
                    world.disown(returned).await.refused("E005006");
                    world.confirm(returned).await.ok();
                    world.confirm(returned).await.refused("E005007");
                    world.disown(returned).await.refused("E005006");
                }
                Step::OwnerConfirms => {
                    let mail = &owner.as_ref().unwrap().mail;
                    world.confirm(&mail.confirm_token).await.ok();
                }
                Step::AttackerIsApproved => {
                    world.approve(&attacker.as_ref().unwrap().user_id).await;
                    world.mails().await;
                }
            }
        }
        let attacker = attacker.unwrap();
        assert!(!is_verified(&world, &attacker.user_id).await, "{order:?}");
        is_owned_by(&world, &owner.unwrap()).await;
    }
}

/// The last moment at which the address has no owner is when the commit comes.
#[tokio::test]
async fn a_proof_that_is_overtaken_by_another_owns_nothing() {
    let (gate, world) = gated(|builder| with_mail(&mut builder.settings)).await;
    let slow = world.sign_up("slow", EMAIL).await;
    let fast = world.sign_up("fast", EMAIL).await;
    let (sso, token) = (world.sso.clone(), slow.mail.confirm_token.clone());
    let overtaken = async move { sso.confirm(&caller(), &token).await };
    let overtaking = async {
        world.confirm(&fast.mail.confirm_token).await.ok();
    };
    let overtaken = gate.overtake(overtaken, "email/", overtaking).await;
    overtaken.unwrap();
    is_owned_by(&world, &fast).await;
    assert!(is_final(&world, &slow.user_id).await);
    assert!(!is_verified(&world, &slow.user_id).await);
}

/// An address that was proven in the meantime keeps its owner.
#[tokio::test]
async fn a_returned_token_that_a_mailed_one_overtakes_undoes_nothing() {
    let (gate, world) = gated(|builder| with_mail(&mut builder.settings)).await;
    let adam = world.sign_up("adam", EMAIL).await;
    let (sso, token) = (world.sso.clone(), adam.returned.clone());
    let slow = async move { sso.confirm(&caller(), &token).await };
    let fast = async {
        world.confirm(&adam.mail.confirm_token).await.ok();
    };
    let overtaken = gate.overtake(slow, "user/", fast).await;
    assert_eq!(rejected(overtaken), [SubStatus::AuthSignUpConfirmed]);
    is_owned_by(&world, &adam).await;
}
