//! The user of the command line, for the audit log.

/// Characters that the contract allows.
const MAX_LENGTH: usize = 128;

/// `cli:<user>@<host name>`.
pub(crate) fn name() -> String {
    let unknown = |_| "unknown".to_owned();
    let user = whoami::username().unwrap_or_else(unknown);
    let host = whoami::hostname().unwrap_or_else(unknown);
    shown(&user, &host)
}

fn shown(user: &str, host: &str) -> String {
    let name = format!("cli:{user}@{host}");
    let printable = name.chars().filter(|character| !character.is_control());
    printable.take(MAX_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_LENGTH, shown};

    #[test]
    fn a_name_satisfies_the_contract() {
        assert_eq!(shown("alice", "host"), "cli:alice@host");
        assert_eq!(shown("a\nb", "\u{7f}c"), "cli:ab@c");
        assert_eq!(shown(&"é".repeat(200), "host").chars().count(), MAX_LENGTH);
    }
}
