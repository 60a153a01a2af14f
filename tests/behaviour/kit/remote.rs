//! A store that a server offers to edges over HTTP.

use std::{net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;
use vestibule::{
    http::{self, Limits},
    settings::SecretText,
    storage::{Remote, Storage},
};

const TOKEN: &str = "e9hbtMAVpzMVVVnlXcXO2n8qyRR6gNUb1YvB1eNPHzI";

pub(crate) fn token() -> SecretText {
    SecretText(TOKEN.to_owned())
}

/// The store of the server at an address.
pub(crate) fn at(address: SocketAddr) -> Remote {
    Remote::new(&format!("http://{address}"), &token()).unwrap()
}

/// Offers a store until the test ends, and returns what an edge has of it.
pub(crate) async fn offered(store: impl Storage) -> Remote {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = http::storage_router(Arc::new(store), token());
    tokio::spawn(http::serve(
        listener,
        router,
        Limits::default(),
        std::future::pending(),
    ));
    at(address)
}
