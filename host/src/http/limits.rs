//! What a client may ask of us before it has said who it is.

use std::time::Duration;

/// Bytes of a body.
pub(super) const MAX_BODY: usize = 64 << 10;
/// From the head of a request to its response.
pub(super) const REQUEST_DEADLINE: Duration = Duration::from_secs(30);
/// For the head of a request, counted from the connection or from the response before.
pub(super) const HEADER_DEADLINE: Duration = Duration::from_secs(10);
/// For the client to take some of a response.
pub(super) const WRITE_DEADLINE: Duration = Duration::from_secs(20);
/// Bytes of a request's head.
pub(super) const MAX_HEAD: usize = 32 << 10;
/// Connections at the same time; more wait to be accepted.
pub(super) const MAX_CONNECTIONS: usize = 4096;
/// For calls that had begun when the server was told to stop.
pub(super) const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(40);
