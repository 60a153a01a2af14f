//! Properties of a move between any two stores.

use async_trait::async_trait;
use tokio::sync::{
    mpsc::{self, Receiver, Sender},
    oneshot,
};
use vestibule::storage::{
    CopyError, Document, MoveError, Portable, Progress, StoreError, Summary, Summing, copy,
};

use super::{Store, count, document, fill, given_away, put};

const LARGEST_KEY: usize = 512;
const LARGEST_VALUE: usize = 60_000;

/// Texts that a careless encoding, collation or query would change or put elsewhere.
fn awkward() -> Vec<Document> {
    let long_key = "k".repeat(LARGEST_KEY);
    let long_value = format!(r#"{{"x":"{}"}}"#, "é".repeat((LARGEST_VALUE - 8) / 2));
    assert_eq!(long_value.len(), LARGEST_VALUE);
    vec![
        document("A", "{}", None),
        document("a", "{}", Some(0)),
        document("a ", r#"{ "space" :  1 }"#, Some(1)),
        document("a\t\n\r\\'\"%_", "{\"line\":\"\\n\"}\r\n", None),
        document("\u{1}", r#"{"\u0001":"\ud83d\ude00"}"#, None),
        document("\u{7f}", "not JSON at all", None),
        document("e\u{301}", "{\"e\u{301}\":\"\u{e9}\"}", None),
        document("\u{e9}", "{}", Some(i64::MAX.unsigned_abs())),
        document("\u{feff}x\u{202e}", "\u{feff}{}", None),
        document("\u{ffff}", "\u{ffff}", None),
        document("\u{1f600}", "{\"😀\":\"👩‍👩‍👧\"}", None),
        document("\u{10ffff}", "", None),
        document(&long_key, &long_value, Some(7)),
    ]
}

pub(crate) async fn everything_arrives(from: &dyn Store, to: &dyn Store) {
    fill(from, 50_000, 40).await;
    put(from, awkward()).await;
    let total = 50_000 + awkward().len() as u64;

    let mut progress = Vec::new();
    let summary = copy(from, to, |step| progress.push(step)).await.unwrap();
    assert_eq!(summary.documents, total);
    assert_eq!(progress.pop(), Some(Progress::ReadingBack(total)));
    assert_eq!(progress.last(), Some(&Progress::Moved(total)));
    assert!(progress.len() > 50, "progress is reported: {progress:?}");

    let (batches, arrived) = given_away(to).await;
    assert_eq!(arrived, summary);
    assert_eq!(given_away(from).await, (batches.clone(), summary));
    let bytes = |document: &Document| document.key.len() + document.value.len();
    let largest = |batch: &Vec<Document>| batch.iter().map(bytes).sum::<usize>();
    assert!(batches.iter().all(|batch| batch.len() <= 500));
    assert!(batches.iter().map(largest).max() < Some(2_000_000));
    let documents = batches.concat();
    assert!(documents.is_sorted_by(|one, next| one.key.as_bytes() < next.key.as_bytes()));
    for awkward in awkward() {
        let found = documents.iter().find(|each| each.key == awkward.key);
        let found = found.map(|each| (&each.value, each.expires_at));
        assert_eq!(found, Some((&awkward.value, awkward.expires_at)));
    }

    the_target_can_be_used(to).await;
}

/// Its data does not reveal that it was moved.
async fn the_target_can_be_used(to: &dyn Store) {
    let keys = vec!["many/00000000".to_owned(), "many/00049999".to_owned()];
    let mut versions = Vec::new();
    for _ in 0..2 {
        let entries = to.get(keys.clone()).await.unwrap();
        versions.extend(entries.into_iter().map(|entry| entry.unwrap().version));
        put(to, keys.iter().map(|key| document(key, "{}", None))).await;
    }
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 4, "no version is used twice");
    // Every third has a time, but the first of them was just written without one.
    assert_eq!(to.sweep(30_000).await, Ok(10_000 + 3));
}

pub(crate) async fn nothing_at_all_can_be_moved(from: &dyn Store, to: &dyn Store) {
    let summary = copy(from, to, |_| {}).await.unwrap();
    assert_eq!(summary, Summing::default().finish());
    assert_eq!(count(to).await, 0);
}

pub(crate) async fn writes_during_a_move_are_not_moved(from: &dyn Store, to: &dyn Store) {
    fill(from, 5_000, 40).await;
    let before = given_away(from).await.1;
    let (give, mut given) = mpsc::channel(1);
    let (pass, passed) = mpsc::channel(1);
    let (tell, sent) = oneshot::channel();
    let export = async move {
        let summary = from.export(give).await.unwrap();
        tell.send(summary).unwrap();
        summary
    };
    let pass_on = async move {
        pass.send(given.recv().await.unwrap()).await.unwrap();
        let late = ["many/00000000", "many/00004999", "zzz"];
        put(from, late.map(|key| document(key, "late", None))).await;
        while let Some(batch) = given.recv().await {
            pass.send(batch).await.unwrap();
        }
    };
    let (summary, (), imported) = tokio::join!(export, pass_on, to.import(passed, sent));
    assert_eq!((summary, imported), (before, Ok(())));
    assert_eq!(given_away(to).await.1, before);
    assert_ne!(given_away(from).await.1, before);
}

/// Passes documents to a store and claims that they were others.
async fn hand_over(
    to: &dyn Store,
    documents: &[Document],
    sent: Option<Summary>,
) -> Result<(), MoveError> {
    let (give, given) = mpsc::channel(documents.len().max(1));
    for document in documents {
        give.try_send(vec![document.clone()]).unwrap();
    }
    drop(give);
    let (tell, told) = oneshot::channel();
    if let Some(sent) = sent {
        tell.send(sent).unwrap();
    } else {
        drop(tell);
    }
    to.import(given, told).await
}

pub(crate) async fn a_document_changed_in_transit_is_refused(from: &dyn Store, to: &dyn Store) {
    put(from, awkward()).await;
    let (batches, sent) = given_away(from).await;
    let right = batches.concat();
    let mut wrong = vec![right.clone(); 5];
    wrong[0][3].value += " ";
    wrong[1][3].expires_at = Some(9);
    wrong[2][3].key += "x";
    wrong[3].remove(3);
    wrong[4].push(document("zzz", "{}", None));
    for documents in wrong {
        let refused = hand_over(to, &documents, Some(sent)).await;
        assert!(
            matches!(refused, Err(MoveError::Different { sent: said, stored })
            if said == sent && stored != sent)
        );
        assert_eq!(count(to).await, 0);
    }
    let fewer = Summary {
        documents: sent.documents - 1,
        ..sent
    };
    let refused = hand_over(to, &right, Some(fewer)).await;
    assert!(matches!(refused, Err(MoveError::Different { .. })));
    let refused = hand_over(to, &right, None).await;
    assert_eq!(refused, Err(MoveError::Abandoned));
    assert_eq!(count(to).await, 0);
    assert_eq!(hand_over(to, &right, Some(sent)).await, Ok(()));
    assert_eq!(given_away(to).await, (batches, sent));
}

/// Sends one batch and then cannot go on, or takes none and waits for the end.
struct Failing;

fn lost() -> MoveError {
    MoveError::Store(StoreError::Unavailable("lost".to_owned()))
}

#[async_trait]
impl Portable for Failing {
    async fn export(&self, to: Sender<Vec<Document>>) -> Result<Summary, MoveError> {
        to.send(awkward()).await.unwrap();
        Err(lost())
    }

    async fn import(
        &self,
        from: Receiver<Vec<Document>>,
        sent: oneshot::Receiver<Summary>,
    ) -> Result<(), MoveError> {
        sent.await.unwrap();
        drop(from);
        Err(lost())
    }
}

pub(crate) async fn a_source_that_fails_leaves_nothing(_: &dyn Store, to: &dyn Store) {
    let failed = copy(&Failing, to, |_| {}).await;
    assert_eq!(failed, Err(CopyError::Source(lost())));
    assert_eq!(count(to).await, 0);
}

pub(crate) async fn a_failing_target_is_reported(from: &dyn Store, _: &dyn Store) {
    put(from, awkward()).await;
    let mut progress = Vec::new();
    let failed = copy(from, &Failing, |step| progress.push(step)).await;
    assert_eq!(failed, Err(CopyError::Target(lost())));
    // Whether the first batch was reported is a matter of luck; that all were moved is never reported.
    let moved = Progress::Moved(awkward().len() as u64);
    assert!(progress.iter().all(|said| *said == moved), "{progress:?}");
}

pub(crate) async fn a_target_with_data_is_left_alone(from: &dyn Store, to: &dyn Store) {
    let kept = document("kept", "{}", Some(0));
    put(to, [kept.clone()]).await;
    for documents in [1, 10_000] {
        fill(from, documents, 40).await;
        let refused = copy(from, to, |_| {}).await;
        assert_eq!(refused, Err(CopyError::Target(MoveError::NotEmpty)));
        assert_eq!(given_away(to).await.0, [[kept.clone()]]);
    }
}

pub(crate) async fn documents_above_the_limits_are_refused(from: &dyn Store, to: &dyn Store) {
    let large = "x".repeat(LARGEST_VALUE + 1);
    for (key, value) in [("", "{}"), ("a\0", "{}"), ("a", "\0"), ("a", &*large)] {
        for store in [from, to] {
            let documents = [document("1", "{}", None), document(key, value, None)];
            let mut summing = Summing::default();
            documents.iter().for_each(|each| summing.add(each));
            let refused = hand_over(store, &documents, Some(summing.finish())).await;
            assert_eq!(refused, Err(MoveError::Store(StoreError::TooLarge)));
            assert_eq!(count(store).await, 0);
        }
    }
}
