//! `vestibule storage backup`: the file, the output, and the refusals.

use std::{
    collections::HashSet,
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use vestibule::storage::{self, Storage, StorageUrl, Write};

use super::{count, document, fill, given_away, put, sqlite};
use crate::kit::binary::{command, run, texts};

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_is_one_private_file_with_everything_but_the_key() {
    let [data, target] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let store = sqlite(data.path());
    fill(&store, 3_000, 100).await;
    let key = data.path().join("vestibule.key");
    fs::write(&key, "hush").unwrap();
    let file = target.path().join("sso.backup");

    let output = run(data.path(), &["storage", "backup", file.to_str().unwrap()]);
    let (stdout, stderr) = texts(&output);
    assert!(output.status.success(), "{stderr}");
    let metadata = file.metadata().unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert_eq!(
        names(target.path()),
        ["sso.backup"],
        "and nothing beside it"
    );
    for words in [
        &format!("3000 documents, {} bytes", metadata.len()),
        "secret key is NOT in it",
        "cannot be read",
        key.to_str().unwrap(),
    ] {
        assert!(stdout.contains(words), "no {words} in {stdout}");
    }
    assert!(!(stdout + &stderr).contains("hush"));

    let restored = tempfile::tempdir().unwrap();
    fs::copy(&file, restored.path().join("vestibule.db")).unwrap();
    assert_eq!(
        given_away(&sqlite(restored.path())).await,
        given_away(&store).await
    );
}

#[tokio::test]
async fn the_output_names_the_place_of_keys_outside_files() {
    let data = tempfile::tempdir().unwrap();
    fill(&sqlite(data.path()), 1, 10).await;
    let file = data.path().join("sso.backup");
    let output = command(data.path(), &["storage", "backup", file.to_str().unwrap()])
        .env("VESTIBULE_MAIN_KEYS", r#"["hush"]"#)
        .output()
        .unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(stdout.contains("[main] keys"), "{stdout}{stderr}");
    assert!(!stdout.contains("vestibule.key") && !(stdout + &stderr).contains("hush"));
}

/// With this number of documents, deleted in this order, SQLite leaves some thirty in its own file,
/// although it overwrites deleted data.
#[tokio::test]
async fn nothing_that_was_deleted_is_in_a_backup() {
    const MANY: u32 = 40_000;
    let data = tempfile::tempdir().unwrap();
    let store = sqlite(data.path());
    let key = |number: u32| format!("user/{:08x}", scattered(number));
    for some in (0..MANY).collect::<Vec<_>>().chunks(500) {
        let value = |number: &u32| format!("<{number:06}>").repeat(40);
        let some = some.iter().map(|number| (key(*number), value(number)));
        put(
            &store,
            some.map(|(key, value)| document(&key, &value, None)),
        )
        .await;
    }
    let mut erased: Vec<u32> = (0..MANY).filter(|number| number % 3 == 0).collect();
    erased.sort_by_key(|number| scattered(number + MANY));
    for some in erased.chunks(500) {
        let some = some.iter().map(|number| Write::Delete(key(*number)));
        store.commit(Vec::new(), some.collect()).await.unwrap();
    }
    let file = data.path().join("sso.backup");
    let made = storage::back_up(&StorageUrl::sqlite(data.path()), &file).unwrap();
    assert_eq!(made.documents, u64::from(MANY) - erased.len() as u64);
    let bytes = fs::read(&file).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let marks: HashSet<&str> = text.split('<').filter_map(|mark| mark.get(..6)).collect();
    let has = |number: u32| marks.contains(&*format!("{number:06}"));
    assert!(has(1), "what was not deleted is found this way");
    assert_eq!(erased.into_iter().filter(|number| has(*number)).count(), 0);
}

/// Numbers without order, always the same.
fn scattered(number: u32) -> u32 {
    let mut mixed = number.wrapping_mul(2_654_435_761) ^ 97;
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
    mixed ^ (mixed >> 15)
}

#[tokio::test]
async fn contradictory_arguments_are_refused() {
    let [data, target] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    fill(&sqlite(data.path()), 10, 10).await;
    let path = |name: &str| target.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("there"), "precious").unwrap();
    symlink(path("nowhere"), path("link")).unwrap();
    let (empty, other) = (path("empty"), path("other"));
    fs::create_dir(&empty).unwrap();
    fs::create_dir(&other).unwrap();
    fs::write(format!("{other}/vestibule.db"), "no database at all").unwrap();
    let before = names(target.path());
    let postgres = "postgres://ann:hush@db/sso";
    for (file, more, words) in [
        (path("there"), vec![], "exists already"),
        (path("link"), vec![], "exists already"),
        (path("empty"), vec![], "exists already"),
        (path("missing/new"), vec![], "missing"),
        ("/".to_owned(), vec![], "not the path of a file"),
        (path("new"), vec!["--data", &empty], "there is no store"),
        (
            path("new"),
            vec!["--data", "not/there"],
            "there is no store",
        ),
        (path("new"), vec!["--data", &other], "database"),
        (path("new"), vec!["--storage", postgres], "pg_dump"),
    ] {
        let arguments = [vec!["storage", "backup", &file], more].concat();
        let output = run(data.path(), &arguments);
        let (stdout, stderr) = texts(&output);
        assert_eq!((output.status.code(), &*stdout), (Some(1), ""), "{stderr}");
        assert!(stderr.contains(words), "no {words} in {stderr}");
        assert!(!stderr.contains("hush"), "{stderr}");
    }
    assert_eq!(names(target.path()), before);
    assert!(names(Path::new(&empty)).is_empty());
    assert_eq!(fs::read(path("there")).unwrap(), b"precious");
    assert!(!Path::new("not").exists());
}

#[tokio::test]
async fn damaged_data_is_not_backed_up() {
    let [data, target] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let store = sqlite(data.path());
    fill(&store, 2_000, 200).await;
    assert_eq!(count(&store).await, 2_000);
    drop(store);
    let database = data.path().join("vestibule.db");
    let mut bytes = fs::read(&database).unwrap();
    let half = bytes.len() / 2;
    bytes[half..half + 8_192].fill(0xff);
    fs::write(&database, bytes).unwrap();
    let refused = storage::back_up(
        &StorageUrl::sqlite(data.path()),
        &target.path().join("sso.backup"),
    );
    let message = format!("{:#}", refused.unwrap_err());
    assert!(message.contains("cannot copy"), "{message}");
    assert!(names(target.path()).is_empty(), "nor a draft");
}
