//! Which address a request comes from, as far as we can vouch for it.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Networks whose members are trusted with something.
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

/// An address, or a network in CIDR notation.
///
/// # Errors
/// If the text is neither.
pub fn parse_network(text: &str) -> Result<IpNet, ipnet::AddrParseError> {
    match IpAddr::from_str(text) {
        Ok(address) => Ok(IpNet::from(address.to_canonical())),
        Err(_) => text.parse(),
    }
}

/// The socket's peer; behind trusted proxies, the address that the last of them saw. The header
/// is read from the right, up to the first hop that is not trusted; if that is no address, nobody
/// can vouch for one.
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
    fn a_stranger_cannot_say_where_he_comes_from() {
        assert_eq!(seen("192.0.2.1:5", &["198.51.100.7"]).unwrap(), "192.0.2.1");
    }

    #[test]
    fn proxies_are_believed_up_to_the_first_stranger() {
        let forwarded = ["203.0.113.9, 198.51.100.7", "10.0.0.2"];
        assert_eq!(seen("10.0.0.1:5", &forwarded).unwrap(), "198.51.100.7");
        assert_eq!(
            seen("[::ffff:10.0.0.1]:5", &forwarded).unwrap(),
            "198.51.100.7"
        );
    }

    #[test]
    fn a_hop_that_is_no_address_vouches_for_nothing() {
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
