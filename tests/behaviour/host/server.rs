//! The server itself, through sockets.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use vestibule::http::{Limits, RouterOptions, serve, standalone_router};

use crate::kit::{Client, PASSWORD, World, caller, login_input};

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(60);

struct Server {
    world: Arc<World>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    running: JoinHandle<anyhow::Result<()>>,
}

async fn server(limits: Limits) -> Server {
    // An attempt whose client hangs up has no outcome, so it counts as a failure.
    let world = World::with(|settings| settings.set("throttling.failures_per_account", 0)).await;
    world.approved("ann").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = standalone_router(world.sso.clone(), RouterOptions::default());
    let (stop, stopped) = oneshot::channel();
    let shutdown = async {
        let _ = stopped.await;
    };
    Server {
        world: Arc::new(world),
        address,
        stop,
        running: tokio::spawn(serve(listener, router, limits, shutdown)),
    }
}

impl Server {
    async fn connect(&self) -> Client {
        Client::connect(self.address).await
    }
}

fn post(body: &str) -> String {
    format!(
        "POST /zato/sso/user/login HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn one_connection_serves_one_request_after_the_other() {
    let server = server(Limits::default()).await;
    let mut client = server.connect().await;
    let login = post(&login_input("ann").to_string());
    client
        .send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.status(), "200");
    client.send(&login).await;
    let answer = client.answer().await;
    assert_eq!(answer.status(), "200");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["username"], "ann");
    // Two at once are answered in their order.
    client.send(&format!("{}{login}", post("["))).await;
    assert_eq!(client.answer().await.status(), "400");
    assert_eq!(client.answer().await.status(), "200");
}

#[tokio::test]
async fn a_body_too_large_is_refused_however_it_is_announced() {
    let server = server(Limits::default()).await;
    let head = "POST /zato/sso/user/login HTTP/1.1\r\nHost: x\r\n";
    let mut announced = server.connect().await;
    announced
        .send(&format!("{head}Content-Length: 1000000\r\n\r\n"))
        .await;
    let answer = announced.answer().await;
    assert_eq!(answer.status(), "413");
    assert!(answer.body.contains("\"result\":\"Error\""), "{answer:?}");
    let mut chunked = server.connect().await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let body = format!("{chunk}1\r\nx\r\n0\r\n\r\n");
    chunked
        .send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{body}"))
        .await;
    assert_eq!(chunked.answer().await.status(), "413");
}

#[tokio::test]
async fn a_head_too_large_or_no_http_at_all_ends_the_connection() {
    let server = server(Limits::default()).await;
    let large = format!(
        "GET /healthz HTTP/1.1\r\nX: {}\r\n\r\n",
        "x".repeat(200_000)
    );
    for (request, status) in [
        (&*large, "431"),
        ("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"),
        ("GET\r\n\r\n", "400"),
    ] {
        let mut client = server.connect().await;
        let _reset = client.write(request.as_bytes()).await;
        assert_eq!(client.answer().await.status(), status);
        client.ends().await;
    }
    let mut client = server.connect().await;
    client
        .send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.status(), "200");
}

#[tokio::test]
async fn a_client_that_is_slow_with_its_head_is_cut_off() {
    let limits = Limits {
        header_deadline: Duration::from_millis(50),
        ..Limits::default()
    };
    let server = server(limits).await;
    for begin in ["", "GET /heal", "GET /healthz HTTP/1.1\r\nHost: x\r\n"] {
        let mut client = server.connect().await;
        client.send(begin).await;
        client.ends().await;
        let read = String::from_utf8(client.read).unwrap();
        assert!(!read.contains("200 OK"), "{read}");
    }
    let mut idle = server.connect().await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(idle.answer().await.status(), "200");
    idle.ends().await;
}

/// A login of which the server has the head and wants the body.
async fn begun(server: &Server) -> (Client, String) {
    let body = login_input("ann").to_string();
    let mut client = server.connect().await;
    let request = post(&body).replace("Host: x", "Host: x\r\nExpect: 100-continue");
    let (head, _) = request.split_at(request.len() - body.len());
    client.send(head).await;
    assert_eq!(client.answer().await.status(), "100");
    (client, body)
}

#[tokio::test]
async fn stopping_the_server_waits_for_the_login_under_way() {
    let server = server(Limits::default()).await;
    let mut idle = server.connect().await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(idle.answer().await.status(), "200");
    let (mut client, body) = begun(&server).await;

    server.stop.send(()).unwrap();
    idle.ends().await;
    let refused = async {
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, refused).await.unwrap();
    assert!(!server.running.is_finished());

    client.send(&body).await;
    let answer = client.answer().await;
    assert_eq!(answer.status(), "200");
    assert!(answer.head.contains("connection: close"), "{answer:?}");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let ust = body["ust"].as_str().unwrap();
    client.ends().await;
    server.running.await.unwrap().unwrap();
    let found = server.world.sso.verify(&caller(), ust).await;
    assert!(found.unwrap().is_some());
}

#[tokio::test]
async fn stopping_the_server_takes_a_limited_time() {
    let limits = Limits {
        shutdown_deadline: Duration::from_millis(50),
        ..Limits::default()
    };
    let server = server(limits).await;
    let (_client, _) = begun(&server).await;
    server.stop.send(()).unwrap();
    let ended = timeout(PATIENCE, server.running).await.unwrap().unwrap();
    assert!(ended.is_err(), "and says that something was left");
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_affect_other_clients() {
    let server = server(Limits::default()).await;
    for _ in 0..20 {
        let (client, _) = begun(&server).await;
        drop(client);
        let client = server.connect().await;
        client.send(&post(&login_input("ann").to_string())).await;
        drop(client);
    }
    let mut client = server.connect().await;
    client.send(&post(&login_input("ann").to_string())).await;
    let answer = client.answer().await;
    assert_eq!(answer.status(), "200");
    assert!(!answer.body.contains(PASSWORD));
    server.stop.send(()).unwrap();
    drop(client);
    timeout(PATIENCE, server.running)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}
