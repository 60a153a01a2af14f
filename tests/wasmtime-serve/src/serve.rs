//! HTTP/1.1, with an instance for each request.

use std::{net::IpAddr, sync::Arc};

use hyper::{
    Request, Response,
    body::Incoming,
    header::{HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use wasmtime::{Result, format_err};
use wasmtime_wasi_http::{
    WasiHttpView,
    io::TokioIo,
    p2::{
        bindings::{ProxyPre, http::types::Scheme},
        body::HyperOutgoingBody,
    },
};

use crate::host::{Host, State};

struct Server {
    host: Host,
    proxy: ProxyPre<State>,
    address_header: Option<HeaderName>,
}

pub(crate) async fn serve(
    host: Host,
    address: &str,
    address_header: Option<HeaderName>,
) -> Result<()> {
    let proxy = ProxyPre::new(host.linker.instantiate_pre(&host.component)?)?;
    let server = Arc::new(Server {
        host,
        proxy,
        address_header,
    });
    let listener = TcpListener::bind(address).await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (client, peer) = listener.accept().await?;
        tokio::spawn(connection(Arc::clone(&server), client, peer.ip()));
    }
}

async fn connection(server: Arc<Server>, client: TcpStream, peer: IpAddr) {
    let service = service_fn(|request| {
        let server = Arc::clone(&server);
        async move { server.answer(request, peer).await }
    });
    // Small responses are sent at once.
    let _ = client.set_nodelay(true);
    let served = http1::Builder::new().serve_connection(TokioIo::new(client), service);
    if let Err(error) = served.await {
        eprintln!("a connection ended: {error:?}");
    }
}

impl Server {
    async fn answer(
        &self,
        mut request: Request<Incoming>,
        peer: IpAddr,
    ) -> Result<Response<HyperOutgoingBody>> {
        if let Some(name) = &self.address_header {
            // In place of what the client sent.
            let address = HeaderValue::try_from(peer.to_string())?;
            request.headers_mut().insert(name, address);
        }
        let mut store = self.host.store(&[])?;
        let (sender, answer) = oneshot::channel();
        let mut http = store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request)?;
        let sender = http.new_response_outparam(sender)?;
        let proxy = self.proxy.clone();
        // The instance goes on after it has given the head of its response.
        let running = tokio::spawn(async move {
            let proxy = proxy.instantiate_async(&mut store).await?;
            let handler = proxy.wasi_http_incoming_handler();
            handler.call_handle(store, request, sender).await
        });
        match answer.await {
            Ok(response) => Ok(response?),
            // The instance trapped before it answered.
            Err(_) => Err(running
                .await?
                .err()
                .unwrap_or_else(|| format_err!("there was no response"))),
        }
    }
}
