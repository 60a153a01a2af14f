//! Reading several attributes at once, and the contents of an answer.

use serde_json::json;
use vestibule::types::{Datetime, SubStatus};

use super::{SIDES, input, scene};
use crate::kit::{START, caller, rejected};

#[tokio::test]
async fn several_are_shown_by_name() {
    for side in SIDES {
        let scene = scene().await;
        let data = json!([{"name": "b", "value": [1]}, {"name": "a", "value": null}]);
        scene.made(side, json!({"data": data})).await;
        let names = json!({"data": ["b", {"name": "a"}, "x"]});
        let reply = scene.call(side, "GET", "", names.clone()).await.ok();
        assert_eq!(scene.event().0, "attr.get_many");
        let mut one = reply.json["result"]["b"].clone();
        assert_eq!(one["value"], json!([1]));
        one["found"].take();
        assert_eq!(one.as_object().unwrap().len(), 7, "{one}");
        assert_eq!(reply.json["result"]["a"]["found"], json!(true));
        assert_eq!(reply.json["result"]["a"]["value"], json!(null));
        assert_eq!(reply.json["result"]["x"], json!({"found": false}));
        assert_eq!(reply.json["result"].as_object().unwrap().len(), 3);

        let reply = scene.call(side, "GET", "/exists", names).await.ok();
        assert_eq!(scene.event().0, "attr.exists_many");
        assert_eq!(
            reply.json["result"],
            json!({"a": true, "b": true, "x": false})
        );

        for one in [json!(["b"]), json!("b"), json!({"name": "b"})] {
            let reply = scene.call(side, "GET", "", json!({"data": one})).await.ok();
            assert_eq!(reply.json["result"]["b"]["found"], json!(true));
            assert!(reply.json.get("found").is_none());
        }
    }
}

#[tokio::test]
async fn over_the_query_string() {
    for side in SIDES {
        let scene = scene().await;
        scene
            .made(
                side,
                json!({"data": [{"name": "a b", "value": 1}, {"name": "ä"}]}),
            )
            .await;
        let who = format!(
            "ust={0}&current_ust={0}&target_ust={0}&current_app=CRM",
            scene.ann
        );
        let path = format!("/zato/sso{}?{who}&name=a+b", side.path());
        let reply = scene.world.raw("GET", &path, "").await.ok();
        assert_eq!(reply.json["value"], json!(1));
        let path = format!("/zato/sso{}?{who}&data=a%20b&data=%C3%A4", side.path());
        let reply = scene.world.raw("GET", &path, "").await.ok();
        assert_eq!(reply.json["result"].as_object().unwrap().len(), 2);
        let path = format!(
            "/zato/sso{}?{who}&name=q&value=17&expiration=60",
            side.path()
        );
        scene.world.raw("POST", &path, "").await.ok();
        assert_eq!(scene.value(side, "q").await, Some(json!("17")), "a text");
        let path = format!("/zato/sso{}/names?{who}", side.path());
        let reply = scene.world.raw("GET", &path, "").await.ok();
        assert_eq!(reply.json["result"], json!(["a b", "q", "ä"]));
    }
}

#[tokio::test]
async fn names_are_returned_in_the_order_of_their_bytes() {
    for side in SIDES {
        let scene = scene().await;
        assert_eq!(scene.names(side).await, Vec::<String>::new());
        assert_eq!(scene.event().0, "attr.names");
        let names = [
            "z",
            "a",
            "a/",
            "a/b",
            "/",
            "//",
            "\u{1}",
            "a\u{1}",
            "0",
            "~",
            "\u{7f}",
            "é",
            "日本",
            "\u{10ffff}",
            " ",
            "a b",
            "%00",
            "..",
            "\n",
            "\"",
            "a0",
        ];
        for name in names {
            scene.made(side, json!({"name": name, "value": name})).await;
        }
        let mut sorted: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        sorted.sort_unstable();
        assert_eq!(scene.names(side).await, sorted);
        for name in names {
            assert_eq!(scene.value(side, name).await, Some(json!(name)));
        }
        // More than are read at a time.
        let more: Vec<String> = (0..59).map(|number| format!("n{number:02}")).collect();
        for some in more.chunks(50) {
            let data: Vec<_> = some.iter().map(|name| json!({"name": name})).collect();
            scene.made(side, json!({"data": data})).await;
        }
        sorted.extend(more);
        sorted.sort_unstable();
        assert_eq!(scene.names(side).await, sorted);
    }
}

#[tokio::test]
async fn the_typed_api_answers_in_the_order_of_the_names() {
    for side in SIDES {
        let scene = scene().await;
        let (caller, authority, owner) = (caller(), scene.authority(), side.owner(&scene.ann));
        let sso = &scene.world.sso;
        let inputs = [input("b", " [1, 2]"), input("a", "\"x\"")];
        let made = sso.create_attributes(&caller, &authority, &owner, &inputs);
        made.await.unwrap();
        let again = sso.create_attributes(&caller, &authority, &owner, &inputs[..1]);
        assert_eq!(rejected(again.await), [SubStatus::AttrAlreadyExists]);
        let names = ["b", "x", "a", "b"].map(str::to_owned);
        let found = sso.attributes(&caller, &authority, &owner, &names, true);
        let found = found.await.unwrap();
        let [Some(b), None, Some(a), Some(again)] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!((&*b.name, &*a.name, &*again.name), ("b", "a", "b"));
        assert_eq!(b.value_json, "[1, 2]", "as it was given");
        assert_eq!(a.value_json, "\"x\"");
        assert!(a.expiration_time.is_none() && !a.is_encrypted);
        let now = Datetime {
            seconds: START,
            nanoseconds: 0,
        };
        assert_eq!(format!("{:?}", a.creation_time), format!("{now:?}"));
        let there = sso.attributes_exist(&caller, &authority, &owner, &names);
        assert_eq!(there.await.unwrap(), [true, false, true, true]);

        let inputs = [[input("c", "3")], [input("c", "4")]];
        let set = sso.set_attributes(&caller, &authority, &owner, &inputs[0]);
        set.await.unwrap();
        let updated = sso.update_attributes(&caller, &authority, &owner, &inputs[1]);
        updated.await.unwrap();
        assert_eq!(scene.value(side, "c").await, Some(json!(4)));
        let deleted = sso.delete_attributes(&caller, &authority, &owner, &names);
        deleted.await.unwrap();
        let names = sso.attribute_names(&caller, &authority, &owner).await;
        assert_eq!(names.unwrap(), ["c"]);
    }
}
