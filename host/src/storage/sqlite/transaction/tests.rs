//! Behaviour that can be observed only within one transaction; the tests of the contract are in `tests/behaviour`.

use super::*;
use crate::storage::sqlite::schema;

fn store() -> anyhow::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    schema::migrate(&connection)?;
    Ok(connection)
}

fn put(key: &str, bytes: usize, expires_at: Option<u64>) -> Task {
    Task::Commit {
        checks: vec![],
        writes: vec![Write::Put(Document {
            key: key.to_owned(),
            value: "v".repeat(bytes),
            expires_at,
        })],
    }
}

fn alone(connection: &Connection, task: &Task) -> Outcome {
    let mut transaction = Transaction::begin(connection)?;
    let outcome = transaction.run(task)?;
    transaction.commit()?;
    outcome
}

fn number(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM document", (), |row| row.get(0))
}

#[test]
fn a_batch_of_a_sweep_ends_between_two_times() -> anyhow::Result<()> {
    let connection = store()?;
    let mut transaction = Transaction::begin(&connection).map_err(|_| anyhow::anyhow!("begin"))?;
    for (time, group) in [(1, 499), (2, 300), (3, 10), (4, 1_200), (5, 1)] {
        for each in 0..group {
            let done = transaction.run(&put(&format!("{time}/{each}"), 2, Some(time)));
            assert_eq!(done, Ok(Ok(0)));
        }
    }
    assert_eq!(transaction.commit(), Ok(()));
    let sweep = Task::Sweep { now: 4 };
    for batch in [799, 1_210, 0] {
        assert_eq!(alone(&connection, &sweep), Ok(batch));
    }
    assert_eq!(number(&connection)?, 1);
    Ok(())
}

#[test]
fn a_full_disk_refuses_and_is_got_over() -> anyhow::Result<()> {
    let connection = store()?;
    assert_eq!(alone(&connection, &put("before", 10, None)), Ok(0));
    let pages: i64 = connection.query_row("PRAGMA page_count", (), |row| row.get(0))?;
    connection.query_row("PRAGMA max_page_count = 8", (), |_| Ok(()))?;
    assert!(pages <= 8);
    let full = alone(&connection, &put("large", 200_000, None));
    assert!(matches!(full, Err(StoreError::Unavailable(_))), "{full:?}");
    assert_eq!(number(&connection)?, 1);
    assert_eq!(alone(&connection, &put("small", 10, None)), Ok(0));
    connection.query_row("PRAGMA max_page_count = 1000", (), |_| Ok(()))?;
    assert_eq!(alone(&connection, &put("large", 200_000, None)), Ok(0));
    assert_eq!(number(&connection)?, 3);
    Ok(())
}

/// A trigger simulates a failure in the middle of a commit.
#[test]
fn a_commit_that_fails_in_the_middle_is_taken_back_alone() -> anyhow::Result<()> {
    let connection = store()?;
    connection.execute_batch(
        "CREATE TRIGGER refuse BEFORE INSERT ON document WHEN new.key = 'bad'
         BEGIN SELECT raise(FAIL, 'secret'); END",
    )?;
    let mut transaction = Transaction::begin(&connection).map_err(|_| anyhow::anyhow!("begin"))?;
    assert_eq!(transaction.run(&put("first", 2, None)), Ok(Ok(0)));
    let (Task::Commit { writes, .. }, Task::Commit { writes: bad, .. }) =
        (put("lost", 2, None), put("bad", 2, None))
    else {
        unreachable!()
    };
    let failing = Task::Commit {
        checks: vec![],
        writes: writes.into_iter().chain(bad).collect(),
    };
    let failed = transaction.run(&failing);
    assert!(matches!(&failed, Ok(Err(StoreError::Unavailable(text))) if !text.contains("secret")));
    assert_eq!(transaction.run(&put("last", 2, None)), Ok(Ok(0)));
    assert_eq!(transaction.commit(), Ok(()));
    let keys: String = connection.query_row(
        "SELECT group_concat(key || version) FROM document",
        (),
        |row| row.get(0),
    )?;
    assert_eq!(keys, "first1,last2");
    Ok(())
}
