//! Plays the cases of `tests/cases/storage.json`, which says what its steps mean. Stores in JavaScript and
//! in Python have to pass the same cases.

use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use made::Scene;

mod made;

/// How many cases are played at the same time, each in a store of its own.
const AT_ONCE: usize = 4;

/// The members of a step beside its operation.
const RESULTS: [&str; 6] = [
    "gives",
    "fails",
    "keys",
    "entries",
    "captures",
    "version-of",
];

/// Plays every case in a store that `make` returns.
pub(super) async fn every_case_holds(make: impl AsyncFn() -> (Store, Option<TempDir>)) {
    let table: Value = serde_json::from_str(include_str!("../../../cases/storage.json")).unwrap();
    let cases = table["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    let play = async |case: &Value| {
        let (store, _directory) = make().await;
        play(&store, case).await;
    };
    stream::iter(cases).for_each_concurrent(AT_ONCE, play).await;
}

async fn play(store: &Store, case: &Value) {
    let mut scene = Scene::default();
    for (step, number) in scene.each(&case["steps"]) {
        scene.number = number;
        let found = perform(store, step, &mut scene).await;
        let place = || format!("{}, {:.300}", case["name"], step.to_string());
        match (found, step.get("fails")) {
            (Ok(Some((found, expected))), None) => assert!(found == expected, "{}", place()),
            (Ok(None), None) => {}
            (Err(error), Some(fails)) => assert_eq!(name_of(&error), fails, "{}", place()),
            (found, _) => panic!("{}: {found:?}", place()),
        }
    }
}

/// Performs a step. Returns what it found and what it should have found, if the step says so.
async fn perform(
    store: &Store,
    step: &Value,
    scene: &mut Scene,
) -> Result<Option<(Value, Value)>, StoreError> {
    let mut members = step.as_object().unwrap().iter();
    let operation = members.find(|(name, _)| !RESULTS.contains(&name.as_str()));
    let (operation, input) = operation.unwrap();
    let gives = step.get("gives");
    Ok(match &**operation {
        "get" => {
            let keys = scene.texts(input);
            let found = store.get(keys.clone()).await?;
            let has_its_key = |(entry, key): (&Option<Entry>, &String)| {
                entry.as_ref().is_none_or(|entry| entry.key == *key)
            };
            assert!(found.iter().zip(&keys).all(has_its_key), "{input}");
            let values = found
                .into_iter()
                .map(|entry| entry.map(|entry| entry.value));
            gives.map(|gives| {
                (
                    json!(values.collect::<Vec<_>>()),
                    scene.nullable_texts(gives),
                )
            })
        }
        "scan" => {
            let (range, filter) = (scene.range(&input["range"]), scene.filter(input));
            let found = store.scan(range, filter, scene.page(input)).await?;
            if let Some(names) = step.get("captures") {
                for (name, entry) in names.as_array().unwrap().iter().zip(&found) {
                    scene.capture(name, &entry.version);
                }
            }
            scanned(step, found, scene)
        }
        "count" => {
            let (range, filter) = (scene.range(&input["range"]), scene.filter(input));
            let found = store
                .count(range, filter, scene.time(input.get("live-at")))
                .await?;
            gives.map(|gives| (json!(found), gives.clone()))
        }
        "commit" => {
            store
                .commit(scene.checks(input), scene.writes(input))
                .await?;
            None
        }
        "sweep" => {
            let found = store.sweep(scene.time(Some(input)).unwrap()).await?;
            gives.map(|gives| (json!(found), gives.clone()))
        }
        "capture" => {
            let version = version(store, &scene.text(&step["version-of"])).await;
            scene.capture(input, &version);
            None
        }
        "same" => Some((json!(scene.number_of_versions(input)), json!(1))),
        "distinct" => {
            let names = input.as_array().unwrap().len();
            Some((json!(scene.number_of_versions(input)), json!(names)))
        }
        "documents" => {
            let mut writes = vec![Write::DeleteRange(everything())];
            let values = scene.texts(input).into_iter().enumerate();
            writes.extend(values.map(|(number, value)| put(&format!("{number:03}"), &value)));
            store.commit(vec![], writes).await?;
            None
        }
        "matching" => {
            let filter = scene.clauses(input);
            let page = page(1_000, 0, false);
            let found = store.scan(everything(), filter.clone(), page).await?;
            let numbers = found.iter().map(|entry| entry.key.parse().unwrap());
            let numbers: Vec<usize> = numbers.collect();
            let count = store.count(everything(), filter, None).await?;
            assert_eq!(count, numbers.len() as u64, "{input}");
            Some((json!(numbers), gives.unwrap().clone()))
        }
        other => panic!("unknown operation {other}"),
    })
}

/// The result of a scan, as the step has it: keys, or keys and values.
fn scanned(step: &Value, found: Vec<Entry>, scene: &Scene) -> Option<(Value, Value)> {
    if let Some(keys) = step.get("keys") {
        let found: Vec<String> = found.into_iter().map(|entry| entry.key).collect();
        return Some((json!(found), json!(scene.texts(keys))));
    }
    let expected = scene.each(step.get("entries")?).into_iter();
    let expected = expected.map(|(pair, number)| scene.with(number).texts(pair));
    let found = found.into_iter().map(|entry| [entry.key, entry.value]);
    Some((
        json!(found.collect::<Vec<_>>()),
        json!(expected.collect::<Vec<_>>()),
    ))
}

/// As the contract names it.
fn name_of(error: &StoreError) -> &'static str {
    match error {
        StoreError::Conflict => "conflict",
        StoreError::TooLarge => "too-large",
        other => panic!("{other:?}"),
    }
}
