//! The urlmap: which mount a request falls under, by host and by the start of its path.
//!
//! The order and the matching are those of Paste's and Nova's urlmap: mounts with a domain first, then the longest; a mount
//! matches at a segment boundary; one written with `/+` at its end needs something after the slash. What a mount leads to is
//! the caller's `T`. A lookup walks the list, which is a handful long, and does not allocate.

use std::cmp::Ordering;

/// Where something is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Only for requests to this host.
    pub domain: Option<Domain>,
    /// The path without a slash at its end and without `/+`; empty for `/`.
    pub path: String,
    /// Whether something has to follow the path and a slash: what `/+` says.
    pub below: bool,
}

/// The host that a mount is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The host's name, compared without regard to case.
    pub name: String,
    /// Only for requests to this port.
    pub port: Option<u16>,
}

impl Mount {
    /// A mount for any host, from a path as it stands in a file: runs of slashes count as one, one at the end does not count.
    pub fn new(path: &str) -> Self {
        let mut clean = String::with_capacity(path.len());
        for byte in path.chars() {
            if byte != '/' || !clean.ends_with('/') {
                clean.push(byte);
            }
        }
        let clean = clean.trim_end_matches('/');
        match clean.strip_suffix("/+") {
            Some(path) => Self { domain: None, path: path.to_owned(), below: true },
            None => Self { domain: None, path: clean.to_owned(), below: false },
        }
    }

    /// The path as it stands in a file: `/`, `/v2.1`, `/v2.1/+`.
    pub fn as_written(&self) -> String {
        match (self.path.as_str(), self.below) {
            (path, true) => format!("{path}/+"),
            ("", false) => "/".to_owned(),
            (path, false) => path.to_owned(),
        }
    }

    fn length(&self) -> usize {
        self.path.len() + if self.below { "/+".len() } else { 0 }
    }

    /// The order in which mounts are tried: by domain, those without one last, and then the longest first.
    pub fn order(&self, other: &Self) -> Ordering {
        let by_domain = match (&self.domain, &other.domain) {
            (Some(left), Some(right)) => (&left.name, left.port).cmp(&(&right.name, right.port)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_domain.then(other.length().cmp(&self.length()))
    }
}

impl Domain {
    fn is(&self, host: Option<&str>, default_port: u16) -> bool {
        let Some(host) = host else { return false };
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, port.parse().ok()),
            None => (host, Some(default_port)),
        };
        name.eq_ignore_ascii_case(&self.name) && (self.port.is_none() || self.port == port)
    }
}

/// Mounts with what each leads to.
#[derive(Clone, Debug)]
pub struct UrlMap<T> {
    mounts: Vec<(Mount, T)>,
}

impl<T> UrlMap<T> {
    /// Puts the mounts in the order in which they are tried; among equals the given order stays.
    pub fn new(mounts: Vec<(Mount, T)>) -> Self {
        // There are few, and a sort would be compiled anew in the crate of each service.
        let mut sorted: Vec<(Mount, T)> = Vec::with_capacity(mounts.len());
        for (mount, target) in mounts {
            let place = sorted.partition_point(|(other, _)| other.order(&mount).is_le());
            sorted.insert(place, (mount, target));
        }
        Self { mounts: sorted }
    }

    /// The mounts in the order in which they are tried.
    pub fn mounts(&self) -> &[(Mount, T)] {
        &self.mounts
    }

    /// Whether some mount is only for one host. Where none is, [`UrlMap::find`] needs no host.
    #[inline]
    pub fn has_domains(&self) -> bool {
        // Mounts with a domain stand first.
        self.mounts.first().is_some_and(|(mount, _)| mount.domain.is_some())
    }

    /// What a path leads to, with how many bytes of the path are the mount's.
    ///
    /// `host` is the `Host` header or the name of the server, and `default_port` the port that it means when it names none.
    /// The path is decoded, without its query, and with each run of slashes made one.
    #[inline]
    pub fn find(&self, host: Option<&str>, default_port: u16, path: &str) -> Option<(&T, usize)> {
        self.mounts
            .iter()
            .find(|(mount, _)| mount.admits(host, default_port) && covers(&mount.path, mount.below, path))
            .map(|(mount, target)| (target, mount.path.len()))
    }

    /// What the `version=` parameter of a `Content-Type` or `Accept` header leads to, with the mount's path.
    ///
    /// As in Nova this is the mount of the path `/v` and the version: `2.1` finds `/v2.1` and not `/v2.1/+`, and the mount
    /// `/` is found for every version that has none of its own.
    pub fn find_version(&self, host: Option<&str>, default_port: u16, version: &str) -> Option<(&T, &str)> {
        self.mounts
            .iter()
            .find(|(mount, _)| mount.admits(host, default_port) && mount.covers_version(version))
            .map(|(mount, target)| (target, mount.path.as_str()))
    }
}

impl Mount {
    #[inline]
    fn admits(&self, host: Option<&str>, default_port: u16) -> bool {
        self.domain.as_ref().is_none_or(|domain| domain.is(host, default_port))
    }

    fn covers_version(&self, version: &str) -> bool {
        // The mounts `/` and `/+` lie above every version, and `/v` is always something after the slash.
        self.path.is_empty() || self.path.strip_prefix("/v").is_some_and(|rest| covers(rest, self.below, version))
    }
}

#[inline]
fn covers(mount: &str, below: bool, path: &str) -> bool {
    match path.strip_prefix(mount) {
        Some(rest) if below => rest.len() > 1 && rest.starts_with('/'),
        Some(rest) => rest.is_empty() || rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest() -> UrlMap<&'static str> {
        let paths = ["/", "/v2", "/v2.1", "/v2/+", "/v2.1/+"];
        UrlMap::new(paths.map(|path| (Mount::new(path), path)).to_vec())
    }

    #[test]
    fn mounts_are_tried_longest_first() {
        let map = newest();
        let order: Vec<&str> = map.mounts().iter().map(|(_, path)| *path).collect();
        assert_eq!(order, ["/v2.1/+", "/v2.1", "/v2/+", "/v2", "/"]);
    }

    #[test]
    fn a_path_falls_under_the_longest_mount_that_ends_at_a_segment() {
        let map = newest();
        let table = [
            ("/", "/", 0),
            ("", "/", 0),
            ("/v2.1", "/v2.1", 5),
            ("/v2.1/", "/v2.1", 5),
            ("/v2.1/servers", "/v2.1/+", 5),
            ("/v2.1/+", "/v2.1/+", 5),
            ("/v2", "/v2", 3),
            ("/v2/", "/v2", 3),
            ("/v2/x", "/v2/+", 3),
            ("/v20", "/", 0),
            ("/v2.10/servers", "/", 0),
            ("/V2.1/servers", "/", 0),
            ("/servers", "/", 0),
        ];
        for (path, mount, consumed) in table {
            assert_eq!(map.find(None, 80, path), Some((&mount, consumed)), "{path}");
        }
    }

    #[test]
    fn without_a_root_mount_a_path_can_fall_under_none() {
        let map = UrlMap::new(vec![(Mount::new("/v2.1/"), ())]);
        assert_eq!(map.find(None, 80, "/v2.1/servers"), Some((&(), 5)));
        assert_eq!(map.find(None, 80, "/v3"), None);
        assert_eq!(map.find_version(None, 80, "3"), None);
    }

    #[test]
    fn a_version_parameter_finds_the_mount_of_that_path() {
        let map = newest();
        let table = [
            ("2.1", "/v2.1", "/v2.1"),
            ("2", "/v2", "/v2"),
            ("2.1/x", "/v2.1/+", "/v2.1"),
            ("9", "/", ""),
            ("", "/", ""),
        ];
        for (version, mount, path) in table {
            assert_eq!(map.find_version(None, 80, version), Some((&mount, path)), "{version}");
        }
    }

    #[test]
    fn a_domain_comes_before_a_longer_path_and_is_compared_with_its_port() {
        let at = |name: &str, port| Some(Domain { name: name.to_owned(), port });
        let map = UrlMap::new(vec![
            (Mount::new("/v2.1"), "any"),
            (Mount { domain: at("b.example", None), ..Mount::new("/") }, "b"),
            (Mount { domain: at("a.example", Some(8774)), ..Mount::new("/v2.1") }, "a"),
            (Mount { domain: at("c.example", Some(443)), ..Mount::new("/") }, "c"),
        ]);
        let table = [
            (Some("B.Example"), "/v2.1/x", Some(("b", 0))),
            (Some("b.example:99"), "/v2.1/x", Some(("b", 0))),
            (Some("a.example:8774"), "/v2.1/x", Some(("a", 5))),
            (Some("a.example:8774"), "/other", None),
            (Some("a.example"), "/v2.1/x", Some(("any", 5))),
            (Some("c.example"), "/", Some(("c", 0))),
            (Some("c.example:80"), "/", None),
            (None, "/v2.1", Some(("any", 5))),
        ];
        for (host, path, expected) in table {
            let found = map.find(host, 443, path).map(|(target, consumed)| (*target, consumed));
            assert_eq!(found, expected, "{host:?} {path}");
        }
    }

    #[test]
    fn slashes_in_a_file_are_cleaned_up() {
        assert_eq!(Mount::new("//v2.1//").path, "/v2.1");
        assert_eq!(Mount::new("/v2.1/+").as_written(), "/v2.1/+");
        assert_eq!(Mount::new("/").as_written(), "/");
        assert_eq!(Mount::new("/+"), Mount { domain: None, path: String::new(), below: true });
    }
}
