//! The proxy that tests put before a database, here before an echo server.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use crate::kit::{Loss, Proxy};

/// Long enough for anything; only a hanging test meets it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Echoes all bytes, and reports to the test what it has received.
fn echo() -> (SocketAddr, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, heard) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, sender) = (stream.unwrap(), sender.clone());
            thread::spawn(move || {
                let mut buffer = [0; 1_024];
                while let Ok(length @ 1..) = stream.read(&mut buffer) {
                    let _test_is_over = sender.send(buffer[..length].to_vec());
                    let _client_is_gone = stream.write_all(&buffer[..length]);
                }
            });
        }
    });
    (address, heard)
}

fn connect(proxy: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(proxy.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends something; returns whether it comes back.
fn comes_back(stream: &mut TcpStream, text: &str) -> bool {
    let mut back = vec![0; text.len()];
    let sent = stream.write_all(text.as_bytes());
    sent.and_then(|()| stream.read_exact(&mut back)).is_ok() && back == text.as_bytes()
}

/// Whether the connection ends without another byte.
fn is_cut(stream: &mut TcpStream) -> bool {
    match stream.read(&mut [0; 16]) {
        Ok(length) => length == 0,
        // A connection that is still open after this time is not cut.
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}

fn hears(heard: &Receiver<Vec<u8>>, text: &str) {
    let mut all = Vec::new();
    while all.len() < text.len() {
        all.extend(heard.recv_timeout(PATIENCE).unwrap());
    }
    assert_eq!(String::from_utf8(all).unwrap(), text);
}

#[test]
fn round_trips_are_counted_on_all_connections() {
    let proxy = Proxy::start(echo().0);
    let (mut one, mut other) = (connect(&proxy), connect(&proxy));
    assert_eq!(proxy.round_trips(), 0);
    for number in 1..=5 {
        assert!(comes_back(&mut one, "some request"));
        assert_eq!(proxy.round_trips(), 2 * number - 1);
        assert!(comes_back(&mut other, "other"));
        assert_eq!(proxy.round_trips(), 2 * number);
    }
}

/// The server reads to the end before it answers.
#[test]
fn a_request_in_pieces_is_one_round_trip() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = Proxy::start(listener.local_addr().unwrap());
    let mut client = connect(&proxy);
    let (mut server, _) = listener.accept().unwrap();
    let mut buffer = [0; 3];
    for round in 1..=2 {
        for _ in 0..4 {
            client.write_all(b"one").unwrap();
            server.read_exact(&mut buffer).unwrap();
        }
        server.write_all(b"yes").unwrap();
        client.read_exact(&mut buffer).unwrap();
        assert_eq!(proxy.round_trips(), round);
    }
}

#[test]
fn connections_can_be_cut_refused_and_let_pass_again() {
    let proxy = Proxy::start(echo().0);
    let mut before = connect(&proxy);
    assert!(comes_back(&mut before, "hello"));
    proxy.cut();
    assert!(is_cut(&mut before));
    let mut after = connect(&proxy);
    assert!(comes_back(&mut after, "hello"), "a new one is welcome");
    proxy.refuse();
    assert!(is_cut(&mut connect(&proxy)));
    assert!(comes_back(&mut after, "hello"), "an old one goes on");
    proxy.admit();
    assert!(comes_back(&mut connect(&proxy), "hello"));
}

#[test]
fn a_reply_is_lost_and_its_request_is_not() {
    let (address, heard) = echo();
    let proxy = Proxy::start(address);
    let (mut one, mut other) = (connect(&proxy), connect(&proxy));
    proxy.lose(Loss::Reply, b"COMMIT");
    assert!(comes_back(&mut one, "BEGIN"));
    hears(&heard, "BEGIN");
    assert!(proxy.is_armed());
    one.write_all(b"insert; COMMIT; select").unwrap();
    hears(&heard, "insert; COMMIT; select");
    assert!(is_cut(&mut one));
    assert!(!proxy.is_armed());
    assert!(
        comes_back(&mut other, "COMMIT"),
        "only once, and no other client"
    );
}

#[test]
fn a_request_is_lost_before_the_server_hears_of_it() {
    let (address, heard) = echo();
    let proxy = Proxy::start(address);
    let (mut one, mut other) = (connect(&proxy), connect(&proxy));
    proxy.lose(Loss::Request, b"COMMIT");
    one.write_all(b"COMMIT").unwrap();
    assert!(is_cut(&mut one));
    assert!(!proxy.is_armed());
    assert!(comes_back(&mut other, "next"));
    hears(&heard, "next");
}

#[test]
fn the_needle_may_be_split_between_reads_but_not_between_requests() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = Proxy::start(listener.local_addr().unwrap());
    proxy.lose(Loss::Reply, b"COMMIT");
    let mut client = connect(&proxy);
    let (mut server, _) = listener.accept().unwrap();
    let mut buffer = [0; 3];
    for reply in ["yes", "no!"] {
        client.write_all(b"COM").unwrap();
        server.read_exact(&mut buffer).unwrap();
        if reply == "yes" {
            server.write_all(b"yes").unwrap();
            client.read_exact(&mut buffer).unwrap();
        }
        client.write_all(b"MIT").unwrap();
        server.read_exact(&mut buffer).unwrap();
        server.write_all(reply.as_bytes()).unwrap();
        if reply == "yes" {
            client.read_exact(&mut buffer).unwrap();
            assert!(proxy.is_armed());
        }
    }
    assert!(is_cut(&mut client));
    assert_eq!(
        server.read(&mut buffer).unwrap(),
        0,
        "the server is disconnected"
    );
}

#[test]
fn a_client_is_disconnected_if_there_is_no_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = Proxy::start(listener.local_addr().unwrap());
    drop(listener);
    assert!(is_cut(&mut connect(&proxy)));
}

#[test]
fn a_closed_server_connection_reaches_the_client() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = Proxy::start(listener.local_addr().unwrap());
    let mut client = connect(&proxy);
    let (mut server, _) = listener.accept().unwrap();
    server.write_all(b"bye").unwrap();
    drop(server);
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert_eq!(said, "bye");
}
