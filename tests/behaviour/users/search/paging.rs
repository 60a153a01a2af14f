//! Pages.

use super::*;

/// Paging fields as one list.
fn paging(reply: &Reply) -> Value {
    let json = &reply.json;
    json!([
        json["total"],
        json["num_pages"],
        json["page_size"],
        json["cur_page"],
        json["has_next_page"],
        json["has_prev_page"],
        json["next_page"],
        json["prev_page"],
    ])
}

/// Stores many accounts quickly.
async fn clones(world: &World, number: u32) {
    let user_id = make(world, &person("clone0000", "Clone")).await;
    for number in 1..number {
        let (id, username) = (format!("zusrx{number:04}"), format!("clone{number:04}"));
        let writes = copies(world, &user_id, &id, &username).await;
        let written = world.storage.commit(Vec::new(), writes.into()).await;
        written.unwrap();
    }
}

#[tokio::test]
async fn every_page_has_the_numbers_of_its_neighbours() {
    let people: Vec<Person> = ["a", "b", "c", "d", "e", "f"]
        .map(|name| person(name, name))
        .to_vec();
    let desk = Desk::of(&people).await;
    // With the super-user, who has no display name, there are seven.
    for (asked, fields, found) in [
        (
            json!({}),
            json!([7, 1, 50, 1, false, false, null, 0]),
            &["boss", "a", "b", "c", "d", "e", "f"][..],
        ),
        (
            json!({"page_size": 3}),
            json!([7, 3, 3, 1, true, false, 2, 0]),
            &["boss", "a", "b"],
        ),
        (
            json!({"page_size": "3", "cur_page": "2"}),
            json!([7, 3, 3, 2, true, true, 3, 1]),
            &["c", "d", "e"],
        ),
        (
            json!({"page_size": 3, "cur_page": 3}),
            json!([7, 3, 3, 3, false, true, null, 2]),
            &["f"],
        ),
        (
            json!({"page_size": 3, "cur_page": 4}),
            json!([7, 3, 3, 4, false, true, null, 3]),
            &[],
        ),
        (
            json!({"page_size": 3, "cur_page": 4_000_000_000_u32}),
            json!([7, 3, 3, 4_000_000_000_u32, false, true, null, 3]),
            &[],
        ),
        (
            json!({"page_size": 7, "cur_page": 0}),
            json!([7, 1, 7, 1, false, false, null, 0]),
            &["boss", "a", "b", "c", "d", "e", "f"],
        ),
        (
            json!({"page_size": 0, "cur_page": -5}),
            json!([7, 1, 50, 1, false, false, null, 0]),
            &["boss", "a", "b", "c", "d", "e", "f"],
        ),
        (
            json!({"page_size": -1, "cur_page": ""}),
            json!([7, 1, 50, 1, false, false, null, 0]),
            &["boss", "a", "b", "c", "d", "e", "f"],
        ),
        (
            json!({"page_size": 101}),
            json!([7, 1, 100, 1, false, false, null, 0]),
            &["boss", "a", "b", "c", "d", "e", "f"],
        ),
        (
            json!({"first_name": "nobody"}),
            json!([0, 0, 50, 1, false, false, null, 0]),
            &[],
        ),
        (
            json!({"first_name": "nobody", "cur_page": 9}),
            json!([0, 0, 50, 9, false, false, null, 0]),
            &[],
        ),
        (
            json!({"display_name": "c", "page_size": 1}),
            json!([1, 1, 1, 1, false, false, null, 0]),
            &["c"],
        ),
    ] {
        let reply = desk.ask(asked.clone()).await.ok();
        assert_eq!(paging(&reply), fields, "{asked}");
        assert_eq!(usernames(&reply), found, "{asked}");
    }
}

/// The page size of the settings, and a page of more accounts than one read may ask for.
#[tokio::test]
async fn pages_can_be_large() {
    let world = World::new().await;
    clones(&world, 250).await;
    let builder = World::builder(|builder| {
        builder.storage = Arc::clone(&world.storage);
        builder.clock = world.clock.clone();
        builder.seed = 2;
        builder.settings.set("search.max_page_size", 1_000);
        builder.settings.set("search.default_page_size", 120);
    });
    let desk = Desk::in_(builder.build().await).await;
    let mut all = Vec::new();
    for (cur_page, count) in [(1, 120), (2, 120), (3, 11), (4, 0)] {
        let reply = desk.ask(json!({"cur_page": cur_page})).await.ok();
        assert_eq!(
            (&reply.json["total"], &reply.json["num_pages"]),
            (&json!(251), &json!(3))
        );
        let found = usernames(&reply);
        assert_eq!(found.len(), count, "{cur_page}");
        all.extend(found);
    }
    let one = usernames(&desk.ask(json!({"page_size": 5_000})).await.ok());
    assert_eq!(one, all);
    let mut expected: Vec<String> = (0..250).map(|number| format!("clone{number:04}")).collect();
    expected.insert(0, "boss".to_owned());
    assert_eq!(all, expected);
}
