//! A file in a directory that the component was given.

use wasip2::{
    filesystem::{
        preopens::get_directories,
        types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags},
    },
    io::streams::StreamError,
};

/// Largest file that is read, in bytes.
const MAX_SIZE: usize = 1 << 20;

/// Reads a text file. The error names the path.
pub(crate) fn read(path: &str) -> Result<String, String> {
    let because = |why: &str| format!("cannot read {path}: {why}");
    let directories = get_directories();
    let found = directories
        .iter()
        .filter_map(|(directory, name)| Some((directory, name.len(), below(path, name)?)))
        .max_by_key(|(_, length, _)| *length);
    let Some((directory, _, relative)) = found else {
        return Err(because("it is in none of the directories that were given"));
    };
    let file = directory
        .open_at(
            PathFlags::SYMLINK_FOLLOW,
            relative,
            OpenFlags::empty(),
            DescriptorFlags::READ,
        )
        .map_err(|code| because(name(code)))?;
    let stream = file
        .read_via_stream(0)
        .map_err(|code| because(name(code)))?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(1 << 16) {
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => {
                return Err(because(&error.to_debug_string()));
            }
        }
        if bytes.len() > MAX_SIZE {
            return Err(because("it has more than a mebibyte"));
        }
    }
    String::from_utf8(bytes).map_err(|_| because("it is not UTF-8"))
}

/// The path below a directory; `None` if it is not below.
fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(directory.trim_end_matches('/'))?;
    rest.strip_prefix('/').filter(|rest| !rest.is_empty())
}

fn name(code: ErrorCode) -> &'static str {
    code.name()
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_path_is_below_whole_names() {
        assert_eq!(below("/etc/sso/a.toml", "/etc/sso"), Some("a.toml"));
        assert_eq!(below("/etc/sso/a.toml", "/etc/sso/"), Some("a.toml"));
        assert_eq!(below("/a.toml", "/"), Some("a.toml"));
        assert_eq!(below("/etc/sso2/a.toml", "/etc/sso"), None);
        assert_eq!(below("/etc/sso", "/etc/sso"), None);
    }
}
