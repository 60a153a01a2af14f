//! Many documents: page by page, each once.

use vestibule::types::Flaw;

use super::{Data, NEW, OLD, World};

async fn crowd(world: &World) -> usize {
    for number in 0..130 {
        let name = format!("n{number:03}");
        world
            .made(&name, Some(&format!("{name}@example.com")))
            .await;
    }
    130
}

#[tokio::test]
async fn every_document_is_inspected_once() {
    let world = Data::new().host(&[OLD]).await;
    crowd(&world).await;
    world.is_sound().await;
    let mut pages = 0;
    let mut after: Option<String> = None;
    loop {
        let page = world.sso.inspect(after.as_deref()).await.unwrap();
        pages += 1;
        assert!(page.documents > 0, "page {pages}");
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, world.stored().await.len().div_ceil(100));
    let broken: Vec<String> = world.keys("user/").await;
    for key in broken.iter().step_by(10) {
        world.put(key, "{}").await;
    }
    let found = world.check().await;
    let malformed = found.iter().filter(|defect| defect.flaw == Flaw::Malformed);
    assert_eq!(malformed.count(), 13);
}

/// The last document of a page is gone when the next one begins.
#[tokio::test]
async fn a_page_begins_where_the_last_one_ended() {
    let world = Data::new().host(&[OLD]).await;
    for number in 0..150 {
        world.put(&format!("x/{number:03}"), "{}").await;
    }
    let first = world.sso.inspect(None).await.unwrap();
    assert_eq!((first.documents, first.defects.len()), (100, 98));
    let next = first.next.unwrap();
    let rest = world.sso.inspect(Some(&next)).await.unwrap();
    assert_eq!((rest.documents, rest.next), (52, None));
    world.remove(&next).await;
    let rest = world.sso.inspect(Some(&next)).await.unwrap();
    assert_eq!((rest.documents, rest.next), (52, None));
}

#[tokio::test]
async fn every_account_is_rewritten_once() {
    let data = Data::new();
    let old = data.host(&[OLD]).await;
    let people = u64::try_from(crowd(&old).await).unwrap();
    let world = data.host(&[NEW, OLD]).await;
    let mut said = Vec::new();
    let done = world.sso.rekey(|documents| said.push(documents)).await;
    let done = done.unwrap();
    assert_eq!((done.documents, done.rewritten), (people, people));
    assert!(done.is_complete && done.left == 0);
    assert_eq!(
        said,
        [100, 130, 130, 130, 130, 130],
        "no attributes, no messages"
    );
    let again = world.sso.rekey(|_| {}).await.unwrap();
    assert_eq!((again.documents, again.rewritten), (people, 0));
    data.host(&[NEW]).await.is_sound().await;
}
