//! IP addresses in canonical form, and lists of addresses and networks.

use std::net::IpAddr;

use ipnet::IpNet;

/// An address in its canonical form. An IPv4 address that is mapped into IPv6 becomes the IPv4
/// address. `None` if the text is not an address.
#[must_use]
pub fn canonical_address(text: &str) -> Option<IpAddr> {
    text.trim()
        .parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

/// Addresses and networks.
pub struct AddressList {
    is_any: bool,
    networks: Vec<IpNet>,
}

impl AddressList {
    /// Parses a list. `None` unless every entry is an address, a network or `*`.
    #[must_use]
    pub fn parse(entries: &[String]) -> Option<Self> {
        let mut list = Self {
            is_any: false,
            networks: Vec::new(),
        };
        for entry in entries {
            if entry == "*" {
                list.is_any = true;
            } else if let Some(address) = canonical_address(entry) {
                list.networks.push(IpNet::from(address));
            } else {
                list.networks.push(entry.parse().ok()?);
            }
        }
        Some(list)
    }

    /// Whether an address is on the list.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.is_any
            || self
                .networks
                .iter()
                .any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressList, canonical_address};

    fn allows(entries: &[&str], address: &str) -> bool {
        let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
        AddressList::parse(&entries)
            .unwrap()
            .contains(canonical_address(address).unwrap())
    }

    #[test]
    fn networks_addresses_and_any() {
        assert!(allows(&["10.0.0.0/8"], "10.1.2.3"));
        assert!(allows(&["10.0.0.0/8"], "::ffff:10.1.2.3"));
        assert!(!allows(&["10.0.0.0/8"], "11.1.2.3"));
        assert!(allows(&["2001:db8::/32"], "2001:DB8:0::1"));
        assert!(allows(&["*"], "192.0.2.1"));
        assert!(!allows(&[], "192.0.2.1"));
    }

    #[test]
    fn a_list_with_an_invalid_entry_is_not_parsed() {
        assert!(AddressList::parse(&["10.0.0.0/33".to_owned()]).is_none());
        assert!(AddressList::parse(&[String::new()]).is_none());
    }
}
