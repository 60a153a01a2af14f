//! Who may search, and the answers to all others.

use vestibule::types::{Authority, SubStatus};

use super::*;
use crate::kit::{OPERATOR, caller, rejected};

/// The answer does not disclose either whether the criteria are valid.
#[tokio::test]
async fn a_regular_user_cannot_search() {
    let desk = Desk::of(&[person("ben", "Ben")]).await;
    let world = &desk.world;
    let ann = world.approved("ann").await;
    let ust = world.ust("ann").await;
    for criteria in [
        json!({}),
        json!({"user_id": ann}),
        json!({"name_op": "xor"}),
    ] {
        for method in ["GET", "POST"] {
            let reply = world
                .ask(&ust, method, "/user/search", criteria.clone())
                .await;
            let reply = reply.refused("E005001");
            assert_eq!(reply.json.as_object().unwrap().len(), 3, "{reply:?}");
            let event = world.events.last();
            assert_eq!(event.operation, "user.search");
            assert_eq!(event.sub_status, ["E005005"]);
            assert_eq!((event.actor.as_deref(), event.target), (Some(&*ann), None));
        }
    }
}

/// As in Zato, other than everywhere else.
#[tokio::test]
async fn an_invalid_ust_is_refused_without_a_reason() {
    let desk = Desk::of(&[]).await;
    let world = &desk.world;
    let old = desk.ust.clone();
    world.sso.logout(&caller(), &old).await.unwrap();
    for ust in ["", "nonsense", &old] {
        world
            .ask(ust, "GET", "/user/search", json!({}))
            .await
            .refused("E005001");
        assert_eq!(world.events.last().sub_status, ["E007001"]);
        let session = Authority::Session(ust.to_owned());
        let refused = world
            .sso
            .search_users(&caller(), &session, &SearchRequest::default())
            .await;
        assert_eq!(rejected(refused), [SubStatus::AuthNotAllowed]);
    }
}

#[tokio::test]
async fn other_refusals_keep_their_codes() {
    let desk = Desk::of(&[]).await;
    let world = &desk.world;
    let unknown = json!({"ust": desk.ust, "current_app": "Nonsense"});
    let reply = world.call("GET", "/user/search", unknown).await;
    assert_eq!((reply.status, &*reply.codes()), (200, "E004001"));
    for missing in [json!({"ust": desk.ust}), json!({"current_app": "CRM"})] {
        let reply = world.call("GET", "/user/search", missing).await;
        reply.bad_request();
    }
}

#[tokio::test]
async fn the_operator_finds_all_users() {
    let desk = Desk::of(&[person("ann", "Ann"), person("ben", "Ben")]).await;
    let found = search(&desk.world, SearchRequest::default()).await;
    assert_eq!(found.total, 3);
    assert_eq!(
        desk.world.events.last().actor.as_deref(),
        Some("test:operator")
    );
    let ben = SearchRequest {
        display_name: Some("BE".to_owned()),
        is_name_exact: Some(false),
        ..SearchRequest::default()
    };
    let found = search(&desk.world, ben).await;
    assert_eq!(found.users.len(), 1);
    assert_eq!(found.users[0].username.as_deref(), Some("ben"));
    assert!(found.users[0].administration.is_some());
    assert_eq!((found.next_page, found.prev_page), (None, None));
    let empty = SearchRequest {
        email: Some(String::new()),
        ..SearchRequest::default()
    };
    let operator = OPERATOR.clone();
    let refused = desk
        .world
        .sso
        .search_users(&caller(), &operator, &empty)
        .await;
    assert_eq!(rejected(refused), [SubStatus::CommonInvalidInput]);
    let nul = SearchRequest {
        first_name: Some("a\0".to_owned()),
        ..SearchRequest::default()
    };
    let refused = desk
        .world
        .sso
        .search_users(&caller(), &operator, &nul)
        .await;
    assert_eq!(rejected(refused), [SubStatus::CommonInvalidInput]);
}
