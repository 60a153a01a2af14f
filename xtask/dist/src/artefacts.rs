//! The files of `dist/`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use vestibule_component::{Toolchain, guest};

use crate::{compose, contract, hashing, letters, sizes, wasi_http};

/// The built files, by name.
#[derive(Debug, PartialEq, Eq)]
pub struct Artefacts(BTreeMap<&'static str, Vec<u8>>);

impl Artefacts {
    /// Builds all files from the workspace at `root`.
    ///
    /// # Errors
    /// If something does not compile, is larger than it may be, or imports more than it should.
    pub fn build(toolchain: &Toolchain, root: &Path) -> Result<Self> {
        let sso = guest(toolchain, root)?;
        let hashing = hashing::component(toolchain, root)?;
        let wasi_http = |store: &str| wasi_http::component(toolchain, root, &sso, &hashing, store);
        let letters = letters::component(toolchain, root)?;
        let worlds = [("sso", &*sso), ("letter-renderer", &*letters)];
        let contract = contract::read(&root.join("wit"), &worlds)?;
        Ok(Self(BTreeMap::from([
            (
                "vestibule-self-contained.wasm",
                compose::self_contained(&sso, &hashing)?,
            ),
            ("wasi-http-file.wasm", wasi_http("file-store")?),
            ("wasi-http-remote.wasm", wasi_http("remote-store")?),
            ("hashing.module.wasm", hashing::module(toolchain, root)?),
            ("hashing.wasm", hashing),
            ("letters.wasm", letters),
            ("vestibule.wasm", sso),
            ("vestibule-wit.wasm", contract.package()?),
            ("vestibule.wit", contract.text()?.into_bytes()),
            ("vestibule.wit.json", contract.json()?),
        ])))
    }

    /// Names and contents.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (*name, bytes.as_slice()))
    }

    /// Writes the files, `SHA256SUMS` and `sizes.json` into a directory.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, directory: &Path) -> Result<()> {
        fs::create_dir_all(directory)?;
        let write = |name: &str, bytes: &[u8]| {
            let path = directory.join(name);
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
        };
        for (name, bytes) in self.iter() {
            write(name, bytes)?;
        }
        write("SHA256SUMS", self.sums().as_bytes())?;
        write("sizes.json", &sizes::json(self)?)
    }

    /// In the format of `sha256sum`.
    fn sums(&self) -> String {
        self.iter()
            .map(|(name, bytes)| format!("{}  {name}\n", hexadecimal(&Sha256::digest(bytes))))
            .collect()
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
