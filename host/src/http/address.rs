//! The client's address: the socket's peer, or what trusted proxies report.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// A list of networks, to trust the addresses in them.
#[derive(Clone, Debug, Default)]
pub struct TrustedNetworks(Vec<IpNet>);

impl TrustedNetworks {
    /// Whether an address is in one of the networks.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromIterator<IpNet> for TrustedNetworks {
    fn from_iter<T: IntoIterator<Item = IpNet>>(networks: T) -> Self {
        Self(networks.into_iter().collect())
    }
}

/// Parses an IP address, or a network in CIDR notation such as `10.0.0.0/8`.
///
/// # Errors
/// If the text is neither.
///
/// # Examples
///
/// ```
/// use vestibule::http::{TrustedNetworks, parse_network};
///
/// let network = parse_network("10.0.0.0/8")?;
/// let trusted = TrustedNetworks::from_iter([network, parse_network("::1")?]);
/// assert!(trusted.contains("10.1.2.3".parse()?));
/// assert!(!trusted.contains("192.0.2.1".parse()?));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn parse_network(text: &str) -> Result<IpNet, ipnet::AddrParseError> {
    match IpAddr::from_str(text) {
        Ok(address) => Ok(IpNet::from(address.to_canonical())),
        Err(_) => text.parse(),
    }
}

/// The socket's peer; behind trusted proxies, the address that the last of them reports.
/// `X-Forwarded-For` is read from the right, up to the first hop that is not a trusted proxy. If
/// that hop is not an IP address, the client's address is unknown.
pub(super) fn client(
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
    proxies: &TrustedNetworks,
) -> Option<IpAddr> {
    let mut client = peer?.ip().to_canonical();
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !proxies.contains(client) {
            break;
        }
        client = parse_hop(hop.trim())?.to_canonical();
    }
    Some(client)
}

fn parse_hop(text: &str) -> Option<IpAddr> {
    let address = IpAddr::from_str(text).ok();
    address.or_else(|| SocketAddr::from_str(text).ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use axum::http::{HeaderMap, HeaderValue};

    use super::{TrustedNetworks, client, parse_network};

    fn seen(peer: &str, forwarded: &[&str]) -> Option<String> {
        let proxies = TrustedNetworks::from_iter([parse_network("10.0.0.0/8").unwrap()]);
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        let peer = Some(peer.parse().unwrap());
        client(peer, &headers, &proxies).map(|address| address.to_string())
    }

    #[test]
    fn x_forwarded_for_of_an_untrusted_peer_is_ignored() {
        assert_eq!(seen("192.0.2.1:5", &["198.51.100.7"]).unwrap(), "192.0.2.1");
    }

    #[test]
    fn forwarded_addresses_are_trusted_up_to_the_first_untrusted_hop() {
        let forwarded = ["203.0.113.9, 198.51.100.7", "10.0.0.2"];
        assert_eq!(seen("10.0.0.1:5", &forwarded).unwrap(), "198.51.100.7");
        assert_eq!(
            seen("[::ffff:10.0.0.1]:5", &forwarded).unwrap(),
            "198.51.100.7"
        );
    }

    #[test]
    fn a_hop_that_is_not_an_address_leaves_the_client_unknown() {
        assert_eq!(seen("10.0.0.1:5", &["198.51.100.7, unknown"]), None);
    }

    #[test]
    fn hops_may_have_a_port() {
        assert_eq!(
            seen("10.0.0.1:5", &["[2001:db8::1]:99"]).unwrap(),
            "2001:db8::1"
        );
    }
}
