//! REST under fire: requests as a seeded generator makes them up, from those that are meant well to
//! those that are none. Every operation is done at least once, and whatever is asked, the answer is
//! one that `docs/openapi.json` knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::{kit::Reply, rest::routes};

mod described;
mod generator;
mod people;

use self::{
    described::{Described, described},
    generator::Generator,
    people::People,
};

const REQUESTS: usize = 6_000;
/// Requests after which everybody begins anew, for some log people out, lock or delete them.
const GENERATION: usize = 60;

fn require_a_documented_shape(
    described: &BTreeMap<String, Described>,
    route: &str,
    reply: &Reply,
    of: &str,
) {
    let is_documented = match described.get(route) {
        Some(operation) => operation.statuses.contains(&reply.status),
        None => reply.status == 405,
    };
    assert!(is_documented, "{of}: {reply:?}");
    let body = &reply.json;
    match reply.status {
        200 if reply.bytes.is_empty() || body.is_array() => {}
        200 | 403 | 429 => {
            let status = body["status"].as_str().unwrap();
            let has_codes = !reply.codes().is_empty();
            assert_eq!(has_codes, status != "ok", "{of}: {reply:?}");
            assert!(reply.status == 200 || status == "error");
        }
        _ => assert_eq!(body["result"], "Error", "{of}: {reply:?}"),
    }
    if body.is_object() {
        assert_eq!(reply.text("cid").len(), 24);
    }
}

#[tokio::test]
async fn no_request_whatever_is_answered_out_of_shape() {
    let described = described();
    let mut generator = Generator::new(&described);
    let mut statuses = BTreeMap::new();
    let mut done = BTreeSet::new();
    for generation in 0..REQUESTS / GENERATION {
        let people = People::new().await;
        for number in 0..GENERATION {
            let (request, route) = generator.request(&people);
            let of = format!("{generation}/{number}: {route} {}", request.uri());
            let reply = people.company.world.send(request).await;
            require_a_documented_shape(&described, &route, &reply, &of);
            *statuses.entry(reply.status).or_insert(0) += 1;
            if reply.status == 200 && reply.json["status"] != "error" {
                done.insert(route);
            }
        }
        people.company.world.is_sound().await;
    }
    assert!(statuses[&200] > 500 && statuses[&403] > 500, "{statuses:?}");
    let all = routes::all();
    let never: Vec<&String> = all.difference(&done).collect();
    assert!(never.is_empty(), "never done: {never:?}");
}
