//! The stanzas there are: they decide where in `VESTIBULE_PASSWORD_RESET_VALID_FOR` the name of the stanza
//! ends.

/// The stanzas of the component. A test compares them with those that the component itself knows.
const OF_COMPONENT: [&str; 12] = [
    "main",
    "apps",
    "login",
    "session",
    "password",
    "signup",
    "user_validation",
    "search",
    "password_reset",
    "throttling",
    "user_address_list",
    "linked_auth",
];

/// The keys of the stanza of the edge itself.
pub(crate) const EDGE_KEYS: [&str; 2] = ["client_address_header", "delivers_messages"];

/// The stanza of the edge itself.
pub(crate) const EDGE: &str = "edge";

/// The stanza of the store, which reads its variables itself.
pub(crate) const STORAGE: &str = "storage";

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    OF_COMPONENT.into_iter().chain([EDGE, STORAGE])
}

#[cfg(test)]
mod tests {
    use super::OF_COMPONENT;

    #[test]
    fn the_stanzas_are_those_of_the_component() {
        let mut listed = OF_COMPONENT.to_vec();
        let known = vestibule_guest::configuration::stanzas();
        let mut known: Vec<&str> = known.iter().map(String::as_str).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
