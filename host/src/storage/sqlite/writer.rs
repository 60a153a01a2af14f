//! The thread that writes, and its queue.
//!
//! It runs all waiting tasks as one transaction: while one `fsync` runs, the commits of the next
//! transaction collect in the queue. So the more callers there are, the less each commit costs, and a
//! single caller never waits for others.

use std::iter;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{Builder, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::transaction::{Outcome, Task, Transaction};
use crate::storage::types::StoreError;

/// Maximum number of waiting tasks. They wait for the disk or for another process; beyond that a client
/// gets an error at once.
const QUEUE: usize = 1_024;

/// Maximum number of tasks in one transaction.
const GROUP: usize = 256;

struct Job {
    task: Task,
    reply: oneshot::Sender<Outcome>,
}

/// A handle to the thread. Dropping it waits until the queue is empty.
pub(super) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, on a connection of its own.
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = Builder::new()
            .name("storage".to_owned())
            .spawn(move || serve(&connection, &jobs))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Runs a task on the thread. It runs even if the caller is dropped.
    pub(super) async fn run(&self, task: Task) -> Outcome {
        let (reply, outcome) = oneshot::channel();
        self.enqueue(Job { task, reply })?;
        // The thread ended before it replied.
        outcome.await.unwrap_or(Err(StoreError::Unknown))
    }

    fn enqueue(&self, job: Job) -> Result<(), StoreError> {
        let sent = match &self.queue {
            Some(queue) => queue.try_send(job),
            None => Err(TrySendError::Disconnected(job)),
        };
        sent.map_err(|error| {
            StoreError::Unavailable(match error {
                TrySendError::Full(_) => "too many commits are waiting".to_owned(),
                TrySendError::Disconnected(_) => "the writer thread has ended".to_owned(),
            })
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

/// Runs until the queue is empty and its sender is dropped.
fn serve(connection: &Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Job> = iter::once(first)
            .chain(jobs.try_iter().take(GROUP - 1))
            .collect();
        let outcomes =
            together(connection, &group).unwrap_or_else(|error| vec![Err(error); group.len()]);
        for (job, outcome) in group.into_iter().zip(outcomes) {
            let _caller_may_be_gone = job.reply.send(outcome);
        }
    }
}

fn together(connection: &Connection, group: &[Job]) -> Result<Vec<Outcome>, StoreError> {
    let mut transaction = Transaction::begin(connection)?;
    let outcomes = group
        .iter()
        .map(|job| transaction.run(&job.task))
        .collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(outcomes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Job {
        Job {
            task: Task::Sweep { now: 0 },
            reply: oneshot::channel().0,
        }
    }

    fn is_unavailable(sent: &Result<(), StoreError>) -> bool {
        matches!(sent, Err(StoreError::Unavailable(_)))
    }

    #[test]
    fn a_full_queue_refuses_at_once() {
        let (queue, jobs) = sync_channel(QUEUE);
        let writer = Writer {
            queue: Some(queue),
            thread: None,
        };
        for _ in 0..QUEUE {
            assert_eq!(writer.enqueue(job()), Ok(()));
        }
        assert!(is_unavailable(&writer.enqueue(job())));
        drop(jobs);
        assert!(is_unavailable(&writer.enqueue(job())));
    }

    #[tokio::test]
    async fn no_answer_is_an_unknown_outcome() {
        let (queue, jobs) = sync_channel(QUEUE);
        let writer = Writer {
            queue: Some(queue),
            thread: None,
        };
        let dies = std::thread::spawn(move || drop(jobs.recv()));
        let outcome = writer.run(Task::Sweep { now: 0 }).await;
        assert_eq!(outcome, Err(StoreError::Unknown));
        assert!(dies.join().is_ok());
    }
}
