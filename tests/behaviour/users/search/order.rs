//! The order in which accounts are listed.

use super::*;

#[tokio::test]
async fn by_display_name_then_by_username() {
    let desk = Desk::of(&[
        person("u9", "beth"),
        person("u1", "Beth"),
        person("u5", "anna"),
        person("u2", "anna b"),
        person("u3", "annab"),
        person("u4", "anna-b"),
        person("u6", "anna/b"),
        person("u7", "Zoe"),
        person("u8", "Ångström"),
        Person {
            username: "without",
            ..Person::default()
        },
        Person {
            username: "Also.without",
            ..Person::default()
        },
        person("blank", ""),
    ])
    .await;
    // Users without a display name come first; an empty one counts as none.
    let expected = [
        "Also.without",
        "blank",
        "without",
        "u5",
        "u2",
        "u4",
        "u6",
        "u3",
        "u1",
        "u9",
        "u7",
        "u8",
    ];
    assert_eq!(desk.find(json!({})).await, expected);
}

/// The first 100 bytes of long names count; users with the same beginning are ordered by time.
#[tokio::test]
async fn long_names_by_their_beginning_then_by_time() {
    let same = "é".repeat(50);
    let long = |end: &str| -> &'static str { format!("{same}{end}").leak() };
    let name = |end: &str| -> &'static str { format!("{}{end}", "n".repeat(100)).leak() };
    let desk = Desk::of(&[
        person("u2", long("a")),
        person("u1", long("b")),
        person(name("z"), "same"),
        person(name("a"), "same"),
        person("u3", &"é".repeat(49).leak()[..]),
    ])
    .await;
    let expected = ["u3", "u1", "u2", name("z"), name("a")];
    let found = desk.find(json!({})).await;
    // "é" comes after "same".
    let (latin, same): (Vec<_>, Vec<_>) = found.iter().partition(|name| name.starts_with('u'));
    assert_eq!([latin, same].concat(), expected);
    assert!(found[0].starts_with('n'));
}

#[tokio::test]
async fn then_by_user_id() {
    let world = World::new().await;
    let user_id = make(&world, &person("ann", "Ann")).await;
    // Accounts that differ in nothing else, as after an import that went wrong.
    for id in ["zusrb", "zusra", "zusrc"] {
        let writes = copies(&world, &user_id, id, "ann").await;
        let written = world.storage.commit(Vec::new(), writes.into()).await;
        written.unwrap();
    }
    let found = search(&world, SearchRequest::default()).await;
    let mut expected = vec![user_id, "zusra".into(), "zusrb".into(), "zusrc".into()];
    expected.sort();
    let ids: Vec<_> = found.users.iter().map(|user| &*user.user_id).collect();
    assert_eq!(ids, expected);
}
