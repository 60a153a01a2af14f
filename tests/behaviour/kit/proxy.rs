//! A proxy that a test puts before a database: it counts round trips, cuts connections, and loses
//! a request or its reply at the very moment a test chooses.

use std::sync::atomic::Ordering;

mod relay;

pub(crate) use self::relay::{Loss, Proxy};

impl Proxy {
    /// Ends all connections there are; new ones are welcome.
    pub(crate) fn cut(&self) {
        self.inner.cut();
    }

    /// Ends new connections as soon as they are there.
    pub(crate) fn refuse(&self) {
        self.inner.is_refusing.store(true, Ordering::SeqCst);
    }

    /// Lets new connections pass again.
    pub(crate) fn admit(&self) {
        self.inner.is_refusing.store(false, Ordering::SeqCst);
    }

    /// The next request with these bytes in it is lost, or its reply, and the connection with it.
    /// A request is what a client sends between two replies; of one that comes in several pieces,
    /// those before the bytes are complete are passed on.
    pub(crate) fn lose(&self, loss: Loss, bytes: &[u8]) {
        *self.inner.trap.lock().unwrap() = Some((bytes.to_owned(), loss));
    }

    /// Whether what was to be lost is still waited for.
    pub(crate) fn is_armed(&self) -> bool {
        self.inner.trap.lock().unwrap().is_some()
    }
}
