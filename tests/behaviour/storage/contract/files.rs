//! Further requirements of a store in files.

use std::path::Path;

use vestibule::storage::Sqlite;

use super::*;

fn open(directory: &Path) -> Store {
    Arc::new(Sqlite::open(directory).unwrap())
}

/// SQLite's versions are numbers that grow, which the contract does not require.
fn counted(entry: &Entry) -> u64 {
    entry.version.parse().unwrap()
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    write(
        &store,
        vec![put("a", r#"{"é":"😀"}"#), put_until("b", 7), put("c", "{}")],
    )
    .await;
    write(&store, vec![delete("c")]).await;
    let before = all(&store).await;
    drop(store);

    let store = open(directory.path());
    assert_eq!(all(&store).await, before);
    assert_eq!(store.sweep(7).await, Ok(1));
    let last = before.iter().map(counted).max().unwrap();
    drop(store);

    // The versions of deleted documents are not used again either.
    let store = open(directory.path());
    write(&store, vec![put("d", "{}")]).await;
    assert!(counted(&read(&store, "d").await.unwrap()) > last + 1);
}

#[tokio::test]
async fn abandoned_commits_are_finished_before_the_store_closes() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    concurrency::a_commit_completes_after_its_caller_is_gone(Arc::clone(&store)).await;
    let large = "x".repeat(10_000);
    for number in 0..800 {
        let writes = vec![put(&format!("late/{number}"), &large)];
        let mut commit = std::pin::pin!(store.commit(vec![], writes));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _dropped_unfinished = commit.as_mut().poll(&mut context);
    }
    drop(store);
    let log = directory.path().join("vestibule.db-wal");
    assert!(
        !log.exists(),
        "the last one to close it leaves no log behind"
    );
    let late = open(directory.path())
        .count(range("late/", "late0"), vec![], None)
        .await;
    assert_eq!(late, Ok(800));
}

/// A command line beside a server.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_at_once_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let stores = [open(directory.path()), open(directory.path())];
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let store = Arc::clone(&stores[number % 2]);
            tokio::spawn(async move {
                concurrency::increment(Arc::clone(&store), "shared").await;
                concurrency::increment(store, &format!("own/{number}")).await;
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    for store in &stores {
        assert_eq!(value(store, "shared").await.as_deref(), Some("50"));
        assert_eq!(all(store).await.len(), 51);
    }
}

#[tokio::test]
async fn versions_are_unique_across_all_connections() {
    let directory = tempfile::tempdir().unwrap();
    let (one, other) = (open(directory.path()), open(directory.path()));
    let mut last = 0;
    for number in 0..20 {
        let (writer, reader) = if number % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        write(writer, vec![put("a", "{}"), put("b", "{}"), delete("b")]).await;
        let seen = counted(&read(reader, "a").await.unwrap());
        assert!(seen > last);
        last = seen + 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn many_may_open_a_new_store_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new/store");
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let path = path.clone();
            tokio::task::spawn_blocking(move || (number, open(&path)))
        })
        .collect();
    for task in tasks {
        let (number, store) = task.await.unwrap();
        write(&store, vec![put(&format!("{number}"), "{}")]).await;
    }
    assert_eq!(all(&open(&path)).await.len(), 8);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;

    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("data");
    let store = open(&directory);
    write(&store, vec![put("a", "{}")]).await;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    let files: Vec<_> = std::fs::read_dir(&directory).unwrap().collect();
    assert_eq!(files.len(), 3, "the database, its log and the log's index");
    for file in files {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[test]
fn a_file_that_is_not_a_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("vestibule.db");
    let text = "This is not a database, whatever its name says. ".repeat(100);
    std::fs::write(&file, &text).unwrap();
    let error = Sqlite::open(directory.path()).unwrap_err();
    assert!(format!("{error:#}").contains("vestibule.db"), "{error:#}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}
