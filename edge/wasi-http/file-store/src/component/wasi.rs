//! The directory of the data, which the component was given.

use wasip2::{
    cli::environment::get_environment,
    filesystem::{
        preopens::get_directories,
        types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags},
    },
    random::random::get_random_bytes,
};

use crate::directory::{Directory, Linked, Problem};

/// The variable with the path of the directory, as the component sees it.
const DIRECTORY: &str = "VESTIBULE_STORAGE_DIRECTORY";

/// What is read or written at once, in bytes.
const PART: usize = 1 << 20;

/// A directory of `wasi:filesystem`.
#[derive(Debug)]
pub(crate) struct Given(Descriptor);

impl Given {
    /// The directory that the environment names.
    ///
    /// # Errors
    /// If it names none, or one that the component was not given.
    pub(crate) fn of_environment() -> Result<Self, String> {
        let variables = get_environment();
        let path = variables.iter().find(|(name, _)| name == DIRECTORY);
        let (_, path) = path.ok_or_else(|| format!("{DIRECTORY} is not set"))?;
        let mut given = get_directories().into_iter();
        let is_it = |name: &str| name.trim_end_matches('/') == path.trim_end_matches('/');
        match given.find(|(_, name)| is_it(name)) {
            Some((directory, _)) => Ok(Self(directory)),
            None => Err(format!(
                "{DIRECTORY} has to be a directory that the component was given"
            )),
        }
    }

    fn open(
        &self,
        name: &str,
        how: OpenFlags,
        to: DescriptorFlags,
    ) -> Result<Descriptor, ErrorCode> {
        self.0.open_at(PathFlags::empty(), name, how, to)
    }
}

impl Directory for Given {
    fn names(&self) -> Result<Vec<String>, Problem> {
        let because = because("cannot list the directory");
        let entries = self.0.read_directory().map_err(&because)?;
        let mut names = Vec::new();
        loop {
            match entries.read_directory_entry() {
                Ok(Some(entry)) => names.push(entry.name),
                Ok(None) => return Ok(names),
                // A host that looks at each file may find that one was removed meanwhile.
                Err(ErrorCode::NoEntry) => {}
                Err(code) => return Err(because(code)),
            }
        }
    }

    fn exists(&self, name: &str) -> Result<bool, Problem> {
        match self.0.stat_at(PathFlags::empty(), name) {
            Ok(_) => Ok(true),
            Err(ErrorCode::NoEntry) => Ok(false),
            Err(code) => Err(because("cannot look at a file")(code)),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        let because = because("cannot read a file");
        let file = match self.open(name, OpenFlags::empty(), DescriptorFlags::READ) {
            Err(ErrorCode::NoEntry) => return Ok(None),
            opened => opened.map_err(&because)?,
        };
        let mut bytes = Vec::new();
        loop {
            let (part, is_end) = file
                .read(PART as u64, bytes.len() as u64)
                .map_err(&because)?;
            bytes.extend(part);
            if is_end {
                return Ok(Some(bytes));
            }
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let because = because("cannot write a file");
        let how = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
        let file = self
            .open(name, how, DescriptorFlags::WRITE)
            .map_err(&because)?;
        let mut written = 0;
        while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
            let part = rest.get(..PART).unwrap_or(rest);
            let length = file.write(part, written as u64).map_err(&because)?;
            written += usize::try_from(length).unwrap_or(usize::MAX);
        }
        file.sync().map_err(because)
    }

    fn link(&self, from: &str, to: &str) -> Result<Linked, Problem> {
        match self.0.link_at(PathFlags::empty(), from, &self.0, to) {
            Ok(()) => Ok(Linked::Done),
            Err(ErrorCode::Exist) => Ok(Linked::Taken),
            Err(ErrorCode::NoEntry) => Ok(Linked::Gone),
            Err(code) => Err(because("cannot give a file a second name (a hard link)")(
                code,
            )),
        }
    }

    fn sync(&self) -> Result<(), Problem> {
        self.0.sync().map_err(because("cannot sync the directory"))
    }

    fn remove(&self, name: &str) -> Result<(), Problem> {
        match self.0.unlink_file_at(name) {
            Ok(()) | Err(ErrorCode::NoEntry) => Ok(()),
            Err(code) => Err(because("cannot remove a file")(code)),
        }
    }

    fn unique(&self) -> String {
        let bytes = get_random_bytes(16);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn because(what: &str) -> impl Fn(ErrorCode) -> Problem {
    move |code| Problem(format!("{what}: {}", code.name()))
}
