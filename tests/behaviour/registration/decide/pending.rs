//! The list of those who wait.

use std::time::Duration;

use serde_json::{Value, json};

use crate::kit::{PASSWORD, Reply, World};

const SECOND: Duration = Duration::from_secs(1);

async fn pending(world: &World, input: Value) -> Reply {
    world.call("GET", "/user/signup", input).await
}

fn usernames(reply: &Reply) -> Vec<&str> {
    assert_eq!(reply.status, 200, "{reply:?}");
    let list = reply.json.as_array().unwrap();
    let name = |entry: &'_ Value| entry["username"].as_str().map(ToOwned::to_owned);
    assert!(list.iter().all(|entry| name(entry).is_some()));
    list.iter()
        .map(|entry| entry["username"].as_str().unwrap())
        .collect()
}

/// People called person0, person1, …, a second apart.
async fn people(world: &World, number: usize) {
    for number in 0..number {
        world.signup(&format!("person{number}")).await.ok();
        world.advance(SECOND);
    }
}

#[tokio::test]
async fn all_users_without_a_decision_are_listed_oldest_first() {
    let mut world = World::new().await;
    let ust = world.super_user().await;
    world.confirmed("zoe").await;
    world.advance(Duration::from_micros(1_500_000));
    world.peer = "[2001:db8::1]:5000".parse().unwrap();
    world.signup("Adam").await.ok();
    world.approved("approved").await;
    let eve = world.confirmed("rejected").await;
    super::reject(&world, &eve).await;

    let reply = pending(&world, json!({"ust": ust})).await;
    assert_eq!(usernames(&reply), ["zoe", "Adam"]);
    let waiting = world.waiting().await;
    let expected = json!({
        "user_id": waiting[1].user_id,
        "username": "Adam",
        "email": "Adam@example.com",
        "display_name": null,
        "sign_up_time": "2026-01-01T00:00:01.500000",
        "remote_ip": "2001:db8::1",
        "remote_addr": "2001:db8::1",
    });
    assert_eq!(reply.json[1], expected);
    assert_eq!(reply.json[0]["remote_ip"], "192.0.2.10");
    assert!(!String::from_utf8_lossy(&reply.bytes).contains(PASSWORD));
}

#[tokio::test]
async fn the_list_of_pending_sign_ups_is_empty_at_first() {
    let world = World::new().await;
    let ust = world.super_user().await;
    let reply = pending(&world, json!({"ust": ust})).await;
    assert_eq!((reply.status, &*reply.bytes), (200, &b"[]"[..]));
}

#[tokio::test]
async fn input_comes_from_query_body_or_both() {
    let world = World::new().await;
    let ust = world.super_user().await;
    people(&world, 3).await;
    let path = "/zato/sso/user/signup";
    let body = json!({"ust": ust, "status": "to-confirm", "page_size": 1, "cur_page": 2});
    let reply = world.raw("GET", path, body.to_string()).await;
    assert_eq!(usernames(&reply), ["person1"]);

    let query = format!("{path}?ust={ust}&status=to-confirm&page_size=1&cur_page=3");
    let reply = world.raw("GET", &query, "").await;
    assert_eq!(usernames(&reply), ["person2"]);
    let reply = world.raw("GET", &query, body.to_string()).await;
    assert_eq!(usernames(&reply), ["person2"], "the query string wins");

    let query = format!("{path}?cur_page=1");
    let reply = world.raw("GET", &query, body.to_string()).await;
    assert_eq!(usernames(&reply), ["person0"]);
}

#[tokio::test]
async fn the_only_status_is_to_confirm() {
    let world = World::new().await;
    let ust = world.super_user().await;
    for status in [
        json!("to-approve"),
        json!("TO-CONFIRM"),
        json!(""),
        json!(1),
    ] {
        let input = json!({"ust": ust, "status": status});
        pending(&world, input).await.refused("E008002");
        assert_eq!(world.events.last().sub_status, ["E008002"]);
    }
    let null = json!({"ust": ust, "status": null});
    assert!(usernames(&pending(&world, null).await).is_empty());
}

#[tokio::test]
async fn a_page_has_50_users_by_default_and_at_most_100() {
    let world = World::with(|settings| settings.set("throttling.signups_per_source", 0)).await;
    let ust = world.super_user().await;
    people(&world, 103).await;
    // The session of the super-user lasts an hour.
    let page = async |page_size: Value, cur_page: Value| {
        let input = json!({"ust": ust, "page_size": page_size, "cur_page": cur_page});
        let reply = pending(&world, input).await;
        let names = usernames(&reply);
        (names.len(), names.first().map(ToString::to_string))
    };
    let starts_at = |number: u32| Some(format!("person{number}"));
    assert_eq!(page(Value::Null, Value::Null).await, (50, starts_at(0)));
    assert_eq!(page(json!(0), json!(0)).await, (50, starts_at(0)));
    assert_eq!(page(json!(-1), json!(-7)).await, (50, starts_at(0)));
    assert_eq!(page(json!(""), json!("3")).await, (3, starts_at(100)));
    assert_eq!(page(json!("10"), json!(2)).await, (10, starts_at(10)));
    assert_eq!(page(json!(100), json!(1)).await, (100, starts_at(0)));
    assert_eq!(page(json!(1_000), json!(1)).await, (100, starts_at(0)));
    assert_eq!(page(json!(1_000), json!(2)).await, (3, starts_at(100)));
    assert_eq!(page(json!(50), json!(4)).await, (0, None));
    let beyond = json!(4_294_967_295_u32);
    assert_eq!(page(beyond.clone(), beyond).await, (0, None));
    for nonsense in [json!("many"), json!(1.5), json!([1])] {
        let input = json!({"ust": ust, "page_size": nonsense});
        pending(&world, input).await.bad_request();
    }
}

#[tokio::test]
async fn an_expired_sign_up_waits_for_nothing() {
    let world = World::new().await;
    people(&world, 1).await;
    world.advance(Duration::from_secs(7 * 24 * 60 * 60));
    assert!(world.waiting().await.is_empty());
}

/// Expired ones are swept some time later; until then they are as good as gone.
#[tokio::test]
async fn expired_sign_ups_take_no_place_on_a_page() {
    let world = World::new().await;
    people(&world, 60).await;
    world.advance(Duration::from_secs(7 * 24 * 60 * 60));
    let ust = world.super_user().await;
    world.signup("late").await.ok();
    let reply = pending(&world, json!({"ust": ust})).await;
    assert_eq!(usernames(&reply), ["late"]);
}
