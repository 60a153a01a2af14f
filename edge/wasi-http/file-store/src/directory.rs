//! What the store needs of a directory.

/// Why a directory cannot be read or written. For a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// The outcome of [`Directory::link`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    /// The file has both names now.
    Done,
    /// Another file has the new name. Nothing was changed.
    Taken,
    /// There is no file with the old name. Nothing was changed.
    Gone,
}

/// The files of one directory. Names are plain: they have no separators.
pub trait Directory {
    /// The names of all files. A file that is there during the whole call is listed.
    ///
    /// # Errors
    /// If the directory cannot be read.
    fn names(&self) -> Result<Vec<String>, Problem>;

    /// Whether there is a file.
    ///
    /// # Errors
    /// If the directory cannot be read.
    fn exists(&self, name: &str) -> Result<bool, Problem>;

    /// The bytes of a file; `None` if the file does not exist.
    ///
    /// # Errors
    /// If it cannot be read.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Problem>;

    /// Makes a file, which does not exist, and returns when its bytes are durable. Its name need not be.
    ///
    /// # Errors
    /// If it cannot be written. A part of it may be there.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem>;

    /// Gives a file a second name, unless another file has it.
    ///
    /// # Errors
    /// If names cannot be changed. The file may have the second name or not.
    fn link(&self, from: &str, to: &str) -> Result<Linked, Problem>;

    /// Returns when all changes of names are durable.
    ///
    /// # Errors
    /// If that is not known.
    fn sync(&self) -> Result<(), Problem>;

    /// Removes a name. It is not an error if it does not exist.
    ///
    /// # Errors
    /// If it cannot be removed.
    fn remove(&self, name: &str) -> Result<(), Problem>;

    /// A text of letters and digits that no other call has returned, in any process.
    fn unique(&self) -> String;
}
