//! Every store finds the same users, in the same order.

use vestibule::storage::Sqlite;

use super::*;

const NAMES: [&str; 12] = [
    "Anna",
    "anna",
    "Anna Smith",
    "Ånna",
    "Hauptstraße",
    "HAUPTSTRASSE 5",
    "a/b",
    "a-b",
    "quo\"te\\ %_",
    "😀\u{10ffff}",
    "\u{ffff}",
    "ﬁne",
];

async fn answers(storage: Arc<dyn Storage>) -> Vec<Value> {
    let people: Vec<Person> = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| Person {
            email: Some(format!("u{number}@example.com").leak()),
            first_name: Some(NAMES[(number * 5) % 12]),
            last_name: (number % 3 == 0).then_some("Smith"),
            ..person(format!("u{number:02}").leak(), name)
        })
        .collect();
    let desk = Desk::over(storage, &people).await;
    for name in ["w1", "w2", "w3"] {
        desk.world.confirmed(name).await;
    }
    desk.world.signup("x1").await.ok();
    desk.world.advance(Duration::from_secs(8 * 24 * 3_600));
    desk.world.signup("x2").await.ok();
    let desk = desk.again().await;
    let mut asked = vec![
        json!({"email": "U3@example.com"}),
        json!({"username": "U07"}),
    ];
    for is_exact in [true, false] {
        for text in [
            "anna",
            "STRASSE",
            "Hauptstraße",
            "smith",
            "/",
            "-",
            "%_",
            "\"",
            "😀",
            "fine",
            "n",
        ] {
            for key in ["display_name", "first_name", "last_name"] {
                asked.push(json!({key: text, "is_name_exact": is_exact}));
            }
            for name_op in ["and", "or"] {
                asked.push(json!({
                    "display_name": text, "first_name": "a", "last_name": "smith",
                    "is_name_exact": is_exact, "name_op": name_op, "page_size": 3,
                }));
            }
        }
    }
    for status in ["before_decision", "approved", "rejected"] {
        for cur_page in 1..4 {
            asked.push(json!({"approval_status": status, "page_size": 2, "cur_page": cur_page}));
        }
    }
    for cur_page in 0..6 {
        asked.push(json!({"page_size": 5, "cur_page": cur_page}));
        asked.push(
            json!({"page_size": 5, "cur_page": cur_page, "sign_up_status": "before_confirmation"}),
        );
    }
    let mut answers = Vec::new();
    for criteria in asked {
        let reply = desk.ask(criteria.clone()).await.ok();
        let total = &reply.json["total"];
        answers.push(json!([criteria, total, usernames(&reply)]));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_store_finds_the_same() {
    let memory = answers(Arc::new(Memory::new())).await;
    let found = memory.iter().filter(|answer| answer[1] != 0).count();
    assert!(found > 30, "{found} of {} find anybody", memory.len());
    let directory = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(directory.path()).unwrap();
    let url = crate::kit::postgres::database();
    let postgres = crate::kit::postgres::open(&url, 4).await.unwrap();
    let others: [Arc<dyn Storage>; 2] = [Arc::new(sqlite), Arc::new(postgres)];
    for other in others {
        for (one, other) in memory.iter().zip(answers(other).await) {
            assert_eq!(*one, other);
        }
    }
}
