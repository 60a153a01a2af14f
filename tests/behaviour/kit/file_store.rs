//! The file store of `edge/wasi-http`, over a directory of this machine.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use tokio::task::spawn_blocking;
use vestibule::storage::{Check, Clause, Entry, KeyRange, Page, Storage, StoreError, Write};
use vestibule_storage_protocol::{
    self as protocol,
    conversions::{all, each},
};
use vestibule_wasi_http_file_store::{
    directory::{Directory, Linked, Problem},
    store::Store,
};

/// A directory of this machine.
#[derive(Clone, Debug)]
pub(crate) struct Files(PathBuf);

impl Files {
    pub(crate) fn new(directory: &Path) -> Self {
        Self(directory.to_path_buf())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Directory for Files {
    fn names(&self) -> Result<Vec<String>, Problem> {
        let entries = self.0.read_dir().map_err(problem)?;
        let names = entries.map(|entry| Ok(entry?.file_name().into_string().unwrap()));
        names.collect::<io::Result<_>>().map_err(problem)
    }

    fn exists(&self, name: &str) -> Result<bool, Problem> {
        self.path(name).try_exists().map_err(problem)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(problem(error)),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(self.path(name));
        let written = file.and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(problem)
    }

    fn link(&self, from: &str, to: &str) -> Result<Linked, Problem> {
        match fs::hard_link(self.path(from), self.path(to)) {
            Ok(()) => Ok(Linked::Done),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Linked::Taken),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Linked::Gone),
            Err(error) => Err(problem(error)),
        }
    }

    fn sync(&self) -> Result<(), Problem> {
        let directory = File::open(&self.0);
        directory
            .and_then(|directory| directory.sync_all())
            .map_err(problem)
    }

    fn remove(&self, name: &str) -> Result<(), Problem> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(problem(error)),
            _ => Ok(()),
        }
    }

    fn unique(&self) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        format!("{}", COUNT.fetch_add(1, Ordering::Relaxed))
    }
}

fn problem(error: io::Error) -> Problem {
    Problem(error.to_string())
}

/// The store as hosts of `wasi:http` use it: each call has an instance of its own, which knows nothing of the others.
pub(crate) struct FileStore(Files);

impl FileStore {
    pub(crate) fn new(directory: &Path) -> Self {
        Self(Files::new(directory))
    }

    async fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(Store<Files>) -> Result<T, protocol::StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let files = self.0.clone();
        let called = spawn_blocking(|| call(Store::new(files))).await;
        Ok(called.unwrap()?)
    }
}

#[async_trait]
impl Storage for FileStore {
    async fn get(&self, keys: Vec<String>) -> Result<Vec<Option<Entry>>, StoreError> {
        self.call(move |store| store.get(&keys)).await.map(each)
    }

    async fn scan(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        page: Page,
    ) -> Result<Vec<Entry>, StoreError> {
        let (range, filter, page) = (range.into(), all(filter), page.into());
        let scan = move |store: Store<Files>| store.scan(&range, &filter, &page);
        self.call(scan).await.map(all)
    }

    async fn count(
        &self,
        range: KeyRange,
        filter: Vec<Clause>,
        live_at: Option<u64>,
    ) -> Result<u64, StoreError> {
        let (range, filter) = (range.into(), all(filter));
        self.call(move |store| store.count(&range, &filter, live_at))
            .await
    }

    async fn commit(&self, checks: Vec<Check>, writes: Vec<Write>) -> Result<(), StoreError> {
        let (checks, writes) = (all(checks), all(writes));
        self.call(move |store| store.commit(&checks, writes)).await
    }

    async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.call(move |store| store.sweep(now)).await
    }
}
