//! Connections, and patience with a database that is away.
//!
//! After an attempt to connect that failed, nobody tries again for a while, and then one alone:
//! who would need a new connection is told at once instead of waiting, and a database that comes
//! back is not met by everybody at the same moment. The pauses double up to a limit; the first
//! success ends them.

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

/// What every connection is told first.
///
/// Everything is serializable, and durable when it is acknowledged; where the server is set to
/// wait for even more, it does. The statements know how
/// they want to be carried out: by an index, key by key, or they would lock whole tables against
/// each other. Plans do not depend on what is bound, so they are made once.
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

/// A connection that goes back to the pool only if it is said to be fit for it. One that failed is
/// not, nor one that is still at it because nobody waited for the end.
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

    /// Nothing is left to be done on it.
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

/// How long the database has been away.
#[derive(Default)]
struct Absence {
    attempts: u32,
    next_attempt: Option<Instant>,
}

impl Pool {
    /// None is opened before it is needed.
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
                let told = telling.map_err(|_| HookError::message("no answer"))?;
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

    /// How long anything may take: to get a connection, to run a statement.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Lends a connection.
    pub(super) async fn get(&self) -> Result<Connection, StoreError> {
        // Whoever can have a connection that is there needs none to be made.
        let status = self.connections.status();
        if status.available == 0 && status.size < status.max_size {
            self.wait_for_turn()?;
        }
        match self.connections.get().await {
            Ok(connection) => {
                *self.absence() = Absence::default();
                Ok(connection)
            }
            // The database is there, but has too much to do.
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
                    "PostgreSQL: cannot be reached".to_owned(),
                ))
            }
        }
    }

    /// Nobody's turn before the pause is over, and then that of one alone.
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
                "PostgreSQL: cannot be reached; the next attempt is due soon".to_owned(),
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
