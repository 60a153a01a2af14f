//! A small disk of a test's own, in memory, which can be filled to the last page.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

const PAGE: usize = 4_096;

pub(super) struct Disk(TempDir);

impl Disk {
    /// A disk of this number of bytes. Only root can mount one; without it the test cannot run.
    pub(super) fn new(bytes: usize) -> Self {
        let disk = Self(tempfile::tempdir().unwrap());
        let mounted = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("mode=700,size={bytes}"),
                "vestibule-test",
            ])
            .arg(disk.path())
            .output()
            .expect("mount can be run");
        assert!(
            mounted.status.success(),
            "this test mounts a small disk, for which it has to be root: {}",
            String::from_utf8_lossy(&mounted.stderr)
        );
        disk
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills the disk up to this number of free bytes.
    pub(super) fn fill_up_to(&self, left: usize) {
        let mut filler = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.filler())
            .unwrap();
        loop {
            match filler.write(&[1; PAGE]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
        let length = filler.metadata().unwrap().len();
        filler.set_len(length - left as u64).unwrap();
    }

    pub(super) fn fill(&self) {
        self.fill_up_to(0);
    }

    /// Frees that space.
    pub(super) fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _tried = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
