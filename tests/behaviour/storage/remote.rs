//! The storage of a server, used by an edge.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use vestibule::{
    http,
    settings::SecretText,
    storage::{Document, Memory, Remote, Storage, StoreError, Write},
};

use crate::kit::{
    World,
    binary::{command, data_directory, start},
    remote::{at, offered, token},
};

fn put() -> Vec<Write> {
    vec![Write::Put(Document {
        key: "a".to_owned(),
        value: "{}".to_owned(),
        expires_at: None,
    })]
}

fn is_unavailable<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Unavailable(_)))
}

#[tokio::test]
async fn an_edge_and_its_server_are_one_sso() {
    let server = World::new().await;
    let storage = offered(Arc::clone(&server.storage)).await;
    let edge = server.host(|builder| {
        builder.storage = Arc::new(storage);
        builder.reseed();
    });
    let edge = edge.build().await;
    server.hire("ann").await;
    let ust = edge.ust("ann").await;
    assert!(server.is_open(&ust).await);
    edge.hire("ben").await;
    assert!(edge.is_open(&server.ust("ben").await).await);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let edge = at(listener.local_addr().unwrap());
    drop(listener);
    assert!(is_unavailable(&edge.get(vec!["a".to_owned()]).await));
    assert!(is_unavailable(&edge.commit(vec![], put()).await));
}

/// A server that reads the request and gives a part of an answer.
async fn server_that_says(answer: &'static str) -> Remote {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut read = [0; 4_096];
            let _ = client.read(&mut read).await;
            let _ = client.write_all(answer.as_bytes()).await;
        }
    });
    at(address)
}

#[tokio::test]
async fn after_a_lost_reply_to_a_commit_the_result_is_unknown() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"ok\":",
        "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nwelcome",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
    ] {
        let edge = server_that_says(answer).await;
        assert_eq!(
            edge.commit(vec![], put()).await,
            Err(StoreError::Unknown),
            "{answer}"
        );
        assert!(
            is_unavailable(&edge.get(vec!["a".to_owned()]).await),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn only_edges_with_the_token_reach_the_store() {
    let memory = Arc::new(Memory::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = http::storage_router(Arc::clone(&memory) as _, token());
    tokio::spawn(http::serve(
        listener,
        router,
        http::Limits::default(),
        std::future::pending(),
    ));
    let right = token().0;
    for wrong in [
        "",
        "x",
        &right[1..],
        &format!("{right}x"),
        &right.to_uppercase(),
    ] {
        let edge = Remote::new(&url, &SecretText(wrong.to_owned())).unwrap();
        assert!(is_unavailable(&edge.commit(vec![], put()).await), "{wrong}");
        assert!(
            is_unavailable(&edge.get(vec!["a".to_owned()]).await),
            "{wrong}"
        );
        assert!(is_unavailable(&edge.sweep(u64::MAX).await), "{wrong}");
    }
    assert_eq!(memory.get(vec!["a".to_owned()]).await, Ok(vec![None]));
    let edge = Remote::new(&url, &token()).unwrap();
    assert_eq!(edge.commit(vec![], put()).await, Ok(()));
}

#[tokio::test]
async fn a_server_offers_its_storage_on_loopback_to_those_with_the_token() {
    let data = data_directory();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--storage-listen"];
    let with = |listen, token: Option<&str>| {
        let mut command = command(data.path(), &[&arguments[..], &[listen]].concat());
        command.envs(token.map(|token| ("VESTIBULE_STORAGE_TOKEN", token)));
        command
    };
    let token = token().0;
    for (listen, token, expected) in [
        ("127.0.0.1:0", None, "[storage] token is missing"),
        ("127.0.0.1:0", Some("short"), "[storage] token: 32 to 512"),
        (
            "0.0.0.0:0",
            Some(token.as_str()),
            "on a loopback address only",
        ),
    ] {
        let output = with(listen, token).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success() && said.contains(expected),
            "{said}"
        );
    }
    let server = start(with("127.0.0.1:0", Some(&token)));
    let said = server.said();
    let url = said
        .lines()
        .find_map(|line| line.strip_prefix("Offering storage on "))
        .unwrap();
    let edge = Remote::new(url, &SecretText(token)).unwrap();
    let keys = edge.get(vec!["key-check".to_owned()]).await.unwrap();
    assert!(keys.iter().all(Option::is_some));
}
