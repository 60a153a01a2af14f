//! The pool of connections, with a pause after each failed attempt to connect.
//!
//! After a failed attempt to connect there is a pause, and then one caller alone tries again.
//! Meanwhile a caller that needs a new connection gets an error at once instead of waiting, and a
//! database that comes back does not get all callers at the same moment. The pauses double up to a
//! limit; the first success ends them.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool as Connections, PoolError, RecyclingMethod,
    Runtime, TimeoutType,
};
use tokio::time::{Instant, timeout};

use super::{PostgresOptions, address::Address, failure};
use crate::storage::types::StoreError;

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The settings of every connection.
///
/// Every transaction is serializable, and durable when it is acknowledged; a server that is set to
/// `remote_apply` waits for that. Plans use an index, key by key, because a sequential scan would
/// conflict with every other transaction on the table. Plans do not depend on the parameters, so
/// they are made once.
const SETTINGS: &str = "
    SET default_transaction_isolation = 'serializable';
    SET plan_cache_mode = 'force_generic_plan';
    SET enable_seqscan = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET jit = off;
    SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') <> 'remote_apply'";

/// A connection; it goes back to the pool when it is dropped.
pub(super) type Connection = deadpool_postgres::Object;

/// A connection that returns to the pool only after [`Lent::give_back`]. One that failed, or whose
/// statement still runs because the caller was dropped, is closed.
pub(super) struct Lent {
    connection: Option<Arc<Connection>>,
    is_fit: bool,
}

impl Lent {
    /// To be dropped after all other uses of the connection.
    pub(super) fn new(connection: &Arc<Connection>) -> Self {
        Self {
            connection: Some(Arc::clone(connection)),
            is_fit: false,
        }
    }

    /// The statement is finished and the connection may be used again.
    pub(super) fn give_back(mut self) {
        self.is_fit = true;
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let last = self.connection.take().and_then(Arc::into_inner);
        if let Some(connection) = last
            && !self.is_fit
        {
            drop(Connection::take(connection));
        }
    }
}

/// The connections of one host.
pub(super) struct Pool {
    connections: Connections,
    patience: Duration,
    absence: Mutex<Absence>,
}

/// Failed attempts to connect since the last success.
#[derive(Default)]
struct Absence {
    attempts: u32,
    next_attempt: Option<Instant>,
}

impl Pool {
    /// Opens no connection yet.
    pub(super) fn new(address: &Address, options: PostgresOptions) -> anyhow::Result<Self> {
        let PostgresOptions {
            connections,
            patience,
        } = options;
        let manager = Manager::from_config(
            address.config.clone(),
            address.tls.clone(),
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let settings = format!(
            "{SETTINGS}; SET statement_timeout = {}",
            patience.as_millis()
        );
        let set_up = Hook::async_fn(move |client, _| {
            let settings = settings.clone();
            Box::pin(async move {
                let telling = timeout(patience, client.batch_execute(&settings)).await;
                let told = telling.map_err(|_| HookError::message("no response"))?;
                told.map_err(HookError::Backend)
            })
        });
        let connections = Connections::builder(manager)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(patience))
            .create_timeout(Some(address.patience()))
            .post_create(set_up)
            .build()?;
        Ok(Self {
            connections,
            patience,
            absence: Mutex::default(),
        })
    }

    /// Time limit for getting a connection, and for running a statement.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Lends a connection.
    pub(super) async fn get(&self) -> Result<Connection, StoreError> {
        // An idle connection can be used during the pause too.
        let status = self.connections.status();
        if status.available == 0 && status.size < status.max_size {
            self.wait_for_turn()?;
        }
        match self.connections.get().await {
            Ok(connection) => {
                *self.absence() = Absence::default();
                Ok(connection)
            }
            // The database can be reached, but is overloaded.
            Err(PoolError::Timeout(TimeoutType::Wait)) => Err(StoreError::Unavailable(
                "PostgreSQL: all connections are in use".to_owned(),
            )),
            Err(
                PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)),
            ) => {
                self.is_away();
                Err(failure::unavailable(&error))
            }
            Err(_) => {
                self.is_away();
                Err(StoreError::Unavailable(
                    "PostgreSQL: cannot connect".to_owned(),
                ))
            }
        }
    }

    /// Fails during the pause. After it one caller alone may try to connect.
    fn wait_for_turn(&self) -> Result<(), StoreError> {
        let mut absence = self.absence();
        let now = Instant::now();
        match absence.next_attempt {
            None => Ok(()),
            Some(next) if next <= now => {
                absence.next_attempt = Some(now + self.patience);
                Ok(())
            }
            Some(_) => Err(StoreError::Unavailable(
                "PostgreSQL: cannot connect; the next attempt follows soon".to_owned(),
            )),
        }
    }

    fn is_away(&self) {
        let mut absence = self.absence();
        let pause = FIRST_PAUSE.saturating_mul(1 << absence.attempts.min(16));
        absence.attempts += 1;
        absence.next_attempt = Some(Instant::now() + pause.min(LONGEST_PAUSE));
    }

    fn absence(&self) -> MutexGuard<'_, Absence> {
        self.absence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Pool").finish_non_exhaustive()
    }
}
