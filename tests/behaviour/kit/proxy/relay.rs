//! A proxy before a database. It passes everything on and counts round trips. The rest of this folder
//! tells it which messages to lose.

use std::{
    collections::VecDeque,
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

/// The message to lose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Loss {
    /// The request is not passed on.
    Request,
    /// The request is passed on and its reply is not.
    Reply,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    pub(super) inner: Arc<Inner>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Default)]
pub(super) struct Inner {
    round_trips: AtomicUsize,
    pub(super) attempts: AtomicUsize,
    pub(super) is_refusing: AtomicBool,
    is_over: AtomicBool,
    pub(super) traps: Mutex<VecDeque<(Vec<u8>, Loss)>>,
    links: Mutex<Vec<Arc<Link>>>,
}

/// A client's connection, and ours to the server for it.
struct Link {
    client: TcpStream,
    server: TcpStream,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The client's bytes since the server's last reply.
    request: Vec<u8>,
    loses_reply: bool,
}

impl Proxy {
    /// A proxy for the server of a URL, and the URL that leads through it.
    pub(crate) fn before(url: &str) -> (Self, String) {
        let (before, rest) = url.split_once('@').unwrap();
        let (address, database) = rest.split_once('/').unwrap();
        let proxy = Self::start(address.parse().unwrap());
        let through = format!("{before}@{}/{database}", proxy.address());
        (proxy, through)
    }

    /// A proxy for the server at this address, on a port of its own.
    pub(crate) fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner::default());
        let accepting = {
            let inner = Arc::clone(&inner);
            thread::spawn(move || inner.accept(&listener, target))
        };
        Self {
            address,
            inner,
            accepting: Some(accepting),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often a client has sent something, be it in several pieces, that was its first or came
    /// after something from the server. Of all connections together.
    pub(crate) fn round_trips(&self) -> usize {
        self.inner.round_trips.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.inner.is_over.store(true, Ordering::SeqCst);
        // One more connection, so that the loop looks up.
        let _woken = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ended = accepting.join();
        }
        self.inner.cut();
    }
}

impl Inner {
    fn accept(self: &Arc<Self>, listener: &TcpListener, target: SocketAddr) {
        for client in listener.incoming() {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(client) = client else { continue };
            self.attempts.fetch_add(1, Ordering::SeqCst);
            if self.is_refusing.load(Ordering::SeqCst) {
                continue;
            }
            // If there is no server, the client is disconnected.
            let Ok(server) = TcpStream::connect(target) else {
                continue;
            };
            self.connect(client, server);
        }
    }

    fn connect(self: &Arc<Self>, client: TcpStream, server: TcpStream) {
        client.set_nodelay(true).unwrap();
        server.set_nodelay(true).unwrap();
        let link = Arc::new(Link {
            client,
            server,
            state: Mutex::default(),
        });
        self.links.lock().unwrap().push(Arc::clone(&link));
        let (inner, upwards) = (Arc::clone(self), Arc::clone(&link));
        thread::spawn(move || {
            inner.pass_requests(&upwards);
            // A client that has finished sending may still get an answer.
            let _closed = upwards.server.shutdown(Shutdown::Write);
        });
        let inner = Arc::clone(self);
        thread::spawn(move || {
            link.pass_replies();
            link.cut();
            inner
                .links
                .lock()
                .unwrap()
                .retain(|other| !Arc::ptr_eq(other, &link));
        });
    }

    fn pass_requests(&self, link: &Link) {
        let mut buffer = [0; 65_536];
        while let Ok(length @ 1..) = (&link.client).read(&mut buffer) {
            let loss = self.look_at(link, &buffer[..length]);
            if loss == Some(Loss::Request) {
                link.cut();
                return;
            }
            if (&link.server).write_all(&buffer[..length]).is_err() {
                return;
            }
        }
    }

    /// Notes a piece of a request before it is passed on, and whether it is to be lost.
    fn look_at(&self, link: &Link, piece: &[u8]) -> Option<Loss> {
        let mut state = link.state.lock().unwrap();
        if state.request.is_empty() {
            self.round_trips.fetch_add(1, Ordering::SeqCst);
        }
        state.request.extend(piece);
        let mut traps = self.traps.lock().unwrap();
        let (bytes, loss) = traps.front()?;
        let loss = *loss;
        if !state
            .request
            .windows(bytes.len())
            .any(|window| window == bytes)
        {
            return None;
        }
        traps.pop_front();
        state.loses_reply = loss == Loss::Reply;
        Some(loss)
    }

    pub(super) fn cut(&self) {
        self.links
            .lock()
            .unwrap()
            .iter()
            .for_each(|link| link.cut());
    }
}

impl Link {
    fn pass_replies(&self) {
        let mut buffer = [0; 65_536];
        while let Ok(length @ 1..) = (&self.server).read(&mut buffer) {
            let mut state = self.state.lock().unwrap();
            state.request.clear();
            if state.loses_reply {
                drop(state);
                self.lose_reply(&mut buffer);
                return;
            }
            drop(state);
            if (&self.client).write_all(&buffer[..length]).is_err() {
                return;
            }
        }
    }

    /// The client is disconnected; the server may finish the request, and is then disconnected.
    fn lose_reply(&self, buffer: &mut [u8]) {
        let _closed = self.client.shutdown(Shutdown::Both);
        let _closed = self.server.shutdown(Shutdown::Write);
        while let Ok(1..) = (&self.server).read(buffer) {}
    }

    fn cut(&self) {
        let _closed = self.client.shutdown(Shutdown::Both);
        let _closed = self.server.shutdown(Shutdown::Both);
    }
}
