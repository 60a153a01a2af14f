//! A proxy that a test puts before a database: it counts round trips, cuts connections, and loses
//! a request or its reply at the very moment a test chooses.

use std::sync::atomic::Ordering;

mod relay;

pub(crate) use self::relay::{Loss, Proxy};

impl Proxy {
    /// How often a client has connected, welcome or not.
    pub(crate) fn attempts(&self) -> usize {
        self.inner.attempts.load(Ordering::SeqCst)
    }

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
    /// A request is everything that a client sends between two replies; if it comes in several pieces, the
    /// pieces before the bytes are complete are passed on.
    /// Losses happen in the order of the calls.
    pub(crate) fn lose(&self, loss: Loss, bytes: &[u8]) {
        let trap = (bytes.to_owned(), loss);
        self.inner.traps.lock().unwrap().push_back(trap);
    }

    /// Whether the message to lose has not come yet.
    pub(crate) fn is_armed(&self) -> bool {
        !self.inner.traps.lock().unwrap().is_empty()
    }
}
