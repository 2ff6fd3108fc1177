//! Proxies in front: whom a request comes from, where one that is trusted passed it on.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// The proxies whose word counts.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Those in these networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Where a request comes from: its peer, or, as long as that is a proxy of ours, whom it names last in
    /// `X-Forwarded-For`. What stands before an address that is not trusted may be anybody's invention.
    pub fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let said = headers.get_all("x-forwarded-for").into_iter();
        let said: Vec<&str> = said
            .flat_map(|line| line.to_str().unwrap_or_default().split(','))
            .collect();
        let mut origin = peer.to_canonical();
        for hop in said.into_iter().rev() {
            match address(hop.trim()) {
                Some(before) if self.trusts(origin) => origin = before,
                _ => break,
            }
        }
        origin
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let parsed = bare.parse::<IpAddr>().ok();
    let parsed = parsed.or_else(|| {
        hop.parse::<std::net::SocketAddr>()
            .ok()
            .map(|with_port| with_port.ip())
    });
    parsed.map(|address| address.to_canonical())
}

/// Reads an address, or a network such as `10.0.0.0/8`.
pub fn network(text: &str) -> Result<IpNet, String> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| format!("`{text}` is neither an address nor a network such as 10.0.0.0/8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_last_hop_that_is_not_trusted_counts() {
        let ours = |networks: &[&str]| Proxies::new(networks.iter().map(|n| network(n).unwrap()).collect());
        for (trusted, peer, said, origin) in [
            // Nobody is trusted: whatever is said is an invention.
            (&[][..], "192.0.2.1", &["203.0.113.9"][..], "192.0.2.1"),
            (&["127.0.0.1"], "192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
            (&["127.0.0.1"], "127.0.0.1", &[], "127.0.0.1"),
            (&["127.0.0.1"], "127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            // The proxy adds to what its visitor made up.
            (
                &["127.0.0.1"],
                "127.0.0.1",
                &["1.1.1.1, 203.0.113.9"],
                "203.0.113.9",
            ),
            (
                &["127.0.0.1"],
                "127.0.0.1",
                &["1.1.1.1", "203.0.113.9"],
                "203.0.113.9",
            ),
            (
                &["127.0.0.1"],
                "127.0.0.1",
                &["127.0.0.1, 203.0.113.9"],
                "203.0.113.9",
            ),
            // Two proxies of ours, one behind the other.
            (
                &["127.0.0.1", "10.0.0.0/8"],
                "127.0.0.1",
                &["1.1.1.1, 203.0.113.9, 10.1.2.3"],
                "203.0.113.9",
            ),
            // All of them are ours: the first one named.
            (&["10.0.0.0/8"], "10.0.0.1", &["10.9.9.9"], "10.9.9.9"),
            // Nonsense is nobody.
            (&["127.0.0.1"], "127.0.0.1", &["unknown"], "127.0.0.1"),
            (&["127.0.0.1"], "127.0.0.1", &["203.0.113.9, "], "127.0.0.1"),
            (&["127.0.0.1"], "127.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            (
                &["127.0.0.1"],
                "127.0.0.1",
                &["[2001:db8::1]:4711"],
                "2001:db8::1",
            ),
            (&["::1"], "::1", &["2001:db8::1"], "2001:db8::1"),
            (
                &["127.0.0.1"],
                "::ffff:127.0.0.1",
                &["::ffff:203.0.113.9"],
                "203.0.113.9",
            ),
        ] {
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
            }
            let found = ours(trusted).origin(peer.parse().unwrap(), &headers);
            assert_eq!(found.to_string(), origin, "{trusted:?} {peer} {said:?}");
        }
    }

    #[test]
    fn a_network_is_an_address_or_has_a_length() {
        assert_eq!(network("10.1.2.3").unwrap().to_string(), "10.1.2.3/32");
        assert_eq!(network("fd00::/8").unwrap().to_string(), "fd00::/8");
        for wrong in ["", "10.0.0.0/33", "proxy.example", "10.0.0"] {
            assert!(
                network(wrong).unwrap_err().contains("neither an address"),
                "{wrong}"
            );
        }
    }
}
