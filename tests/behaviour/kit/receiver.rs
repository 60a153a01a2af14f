//! A server that callbacks are delivered to.

use std::{
    future::pending,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::stream;
use serde_json::Value;
use tokio::net::TcpListener;

/// The answer of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// To another path of its own.
    Redirect,
    /// 200, and a body without end.
    Endless,
    Never,
}

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<Mutex<(Answer, Vec<Received>)>>,
}

impl Receiver {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/told?of=sign-ups", listener.local_addr().unwrap());
        let receiver = Self::at(url);
        tokio::spawn(axum::serve(listener, receiver.router()).into_future());
        receiver
    }

    pub(crate) fn at(url: String) -> Self {
        let state = Arc::new(Mutex::new((Answer::Status(204), Vec::new())));
        Self { url, state }
    }

    pub(crate) fn router(&self) -> Router {
        Router::new().fallback(receive).with_state(self.clone())
    }

    pub(crate) fn answers(&self, answer: Answer) {
        self.state.lock().unwrap().0 = answer;
    }

    /// The requests received since the last call.
    pub(crate) fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.state.lock().unwrap().1)
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = {
        let mut state = receiver.state.lock().unwrap();
        state.1.push(Received {
            method,
            path: uri.to_string(),
            headers,
            body,
        });
        state.0
    };
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Redirect => Redirect::temporary("/elsewhere").into_response(),
        Answer::Endless => {
            let chunk = || Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 65_536]));
            Body::from_stream(stream::repeat_with(chunk)).into_response()
        }
        Answer::Never => pending().await,
    }
}
