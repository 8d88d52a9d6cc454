//! The key of a mount in a urlmap: `PATH`, or `domain NAME [port NUMBER] [PATH]`.

use super::problem::ProblemText;
use super::text::{same, starts_with, text, word};
use crate::urlmap::{Domain, Mount};

/// The parts of a key, as written.
#[derive(Clone, Copy)]
pub(super) struct MountKey<'a> {
    domain: Option<&'a str>,
    port: Option<u16>,
    path: &'a str,
}

/// Cuts a key up.
pub(super) const fn parse(key: &str) -> Result<MountKey<'_>, ProblemText> {
    let mut mount = MountKey { domain: None, port: None, path: "" };
    let mut at = 0;
    while let Some(part) = word(key, &mut at) {
        if same(part, "domain") {
            match word(key, &mut at) {
                Some(name) if mount.domain.is_none() => mount.domain = Some(name),
                Some(_) => return Err(text!("mount `", key, "` has two domains")),
                None => return Err(text!("mount `", key, "` has no name after `domain`")),
            }
        } else if same(part, "port") {
            match word(key, &mut at) {
                Some(_) if mount.port.is_some() => return Err(text!("mount `", key, "` has two ports")),
                Some(number) => match parse_port(number) {
                    Some(port) => mount.port = Some(port),
                    None => return Err(text!("mount `", key, "` has `", number, "` as port; a port is 1 to 65535")),
                },
                None => return Err(text!("mount `", key, "` has no number after `port`")),
            }
        } else if !mount.path.is_empty() {
            return Err(text!("mount `", key, "` has two paths; write `PATH` or `domain NAME port NUMBER PATH`"));
        } else if starts_with(part, "/") || mount.domain.is_some() {
            mount.path = part;
        } else {
            return Err(text!("mount `", key, "` does not start with a slash; write `/", part, "`"));
        }
    }
    match (mount.domain, mount.port) {
        (None, Some(_)) => Err(text!("mount `", key, "` has a port without a domain; add `domain NAME` before it")),
        _ => Ok(mount),
    }
}

impl MountKey<'_> {
    /// Whether both stand for the same mount: slashes at the end and runs of them do not count.
    pub(super) const fn is_same(&self, other: &Self) -> bool {
        let same_domain = match (self.domain, other.domain) {
            (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
            (None, None) => true,
            _ => false,
        };
        let same_port = match (self.port, other.port) {
            (Some(left), Some(right)) => left == right,
            (None, None) => true,
            _ => false,
        };
        same_domain && same_port && same_path(self.path.as_bytes(), other.path.as_bytes())
    }

    /// The mount that a request is held against.
    pub(super) fn mount(&self) -> Mount {
        // A request's host is compared in lower case.
        let domain = self.domain.map(|name| Domain { name: name.to_ascii_lowercase(), port: self.port });
        // Behind a domain, Paste puts the slash itself.
        let slash = if self.domain.is_some() { "/" } else { "" };
        Mount { domain, ..Mount::new(&format!("{slash}{}", self.path)) }
    }
}

const fn parse_port(text: &str) -> Option<u16> {
    match u16::from_str_radix(text, 10) {
        Ok(0) | Err(_) => None,
        Ok(port) => Some(port),
    }
}

const fn same_path(left: &[u8], right: &[u8]) -> bool {
    let (mut l, mut r) = (0, 0);
    loop {
        let (a, b) = (next_byte(left, &mut l), next_byte(right, &mut r));
        match (a, b) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b => {}
            _ => return false,
        }
    }
}

/// The next byte of a path that is read from segment to segment: a run of slashes is one, the last ones are none.
const fn next_byte(path: &[u8], at: &mut usize) -> Option<u8> {
    let start = *at;
    while *at < path.len() && path[*at] == b'/' {
        *at += 1;
    }
    if *at == path.len() {
        return None;
    }
    if *at > start {
        return Some(b'/');
    }
    *at += 1;
    Some(path[*at - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_path_or_a_domain_with_port_and_path() {
        let table = [
            ("/v2.1/", None, "/v2.1", false),
            ("/v2//+", None, "/v2", true),
            ("domain A.example", Some(("a.example", None)), "", false),
            ("domain a.example port 8774 /v2", Some(("a.example", Some(8774))), "/v2", false),
        ];
        for (key, domain, path, below) in table {
            let mount = parse(key).unwrap_or_else(|why| panic!("{why:?}")).mount();
            let found = mount.domain.as_ref().map(|domain| (domain.name.as_str(), domain.port));
            assert_eq!((found, mount.path.as_str(), mount.below), (domain, path, below), "{key}");
        }
    }

    #[test]
    fn a_bad_key_says_why() {
        let table = [
            ("v2", "mount `v2` does not start with a slash; write `/v2`"),
            ("port 80 /", "mount `port 80 /` has a port without a domain; add `domain NAME` before it"),
            ("domain", "mount `domain` has no name after `domain`"),
            ("domain a port 0", "mount `domain a port 0` has `0` as port; a port is 1 to 65535"),
            ("/a /b", "mount `/a /b` has two paths; write `PATH` or `domain NAME port NUMBER PATH`"),
        ];
        for (key, why) in table {
            match parse(key) {
                Ok(_) => panic!("{key} was taken"),
                Err(text) => assert_eq!(text.as_str(), why),
            }
        }
    }

    #[test]
    fn slashes_do_not_make_two_mounts() {
        let same = |left, right| match (parse(left), parse(right)) {
            (Ok(left), Ok(right)) => left.is_same(&right),
            _ => panic!("{left} or {right} is no key"),
        };
        assert!(same("/v2", "//v2/"));
        assert!(same("/", "//"));
        assert!(!same("/v2", "/v2/+"));
        assert!(!same("/v2", "domain a /v2"));
    }
}
