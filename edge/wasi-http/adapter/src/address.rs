//! The client's address. `wasi:http` does not tell it, so it is known only if the operator names a header
//! that the platform or a proxy always sets, and that no client can set past it.

use std::net::{IpAddr, SocketAddr};

use crate::{
    contract::vestibule::edge::edge_settings,
    headers::{Headers, values},
};

/// The key of stanza `edge` with the name of the header.
pub(crate) const KEY: &str = "client_address_header";

/// The address in the header that the operator named; `None` without a header or if it has no address.
pub(crate) fn client(all: &Headers) -> Option<String> {
    let name: String = serde_json::from_str(&edge_settings::get(KEY)?).ok()?;
    let last = values(all, &name).next_back()?;
    address(&last)
}

/// The last address of a list: the one that the nearest proxy added.
fn address(value: &str) -> Option<String> {
    let last = value.rsplit(',').next()?.trim();
    let address = last.parse::<IpAddr>().ok();
    let address = address.or_else(|| Some(last.parse::<SocketAddr>().ok()?.ip()));
    Some(address?.to_canonical().to_string())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_last_address_counts() {
        for (value, expected) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1, 198.51.100.7", Some("198.51.100.7")),
            ("[2001:db8::1]:99", Some("2001:db8::1")),
            ("::ffff:192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1, unknown", None),
            ("", None),
        ] {
            assert_eq!(address(value).as_deref(), expected, "{value}");
        }
    }
}
