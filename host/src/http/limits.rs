//! Limits that hold for every client, before it is authenticated.

use std::time::Duration;

/// Maximum size of a request's body, in bytes.
pub(super) const MAX_BODY: usize = 64 << 10;
/// Time limit from the head of a request to its response.
pub(super) const REQUEST_DEADLINE: Duration = Duration::from_secs(30);
/// Time limit for the head of a request, from the start of the connection or the last response.
pub(super) const HEADER_DEADLINE: Duration = Duration::from_secs(10);
/// Time limit for the client to read the next part of a response.
pub(super) const WRITE_DEADLINE: Duration = Duration::from_secs(20);
/// Maximum size of a request's head, in bytes.
pub(super) const MAX_HEAD: usize = 32 << 10;
/// Maximum number of open connections; further ones wait to be accepted.
pub(super) const MAX_CONNECTIONS: usize = 4096;
/// Time limit for the requests in flight when the server is stopped.
pub(super) const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(40);
