//! Access rules: the requests that an application credential is restricted to.
//!
//! In a rule's path `*` and `{name}` stand for one segment or a part of it, `**` for anything.

use http::Method;

use crate::json::Value;

/// The rules of one token. Without any, nothing is allowed.
#[derive(Debug)]
pub(super) struct AccessRules {
    rules: Vec<Rule>,
    /// The service types in the token's catalog.
    types: Vec<String>,
}

#[derive(Debug)]
struct Rule {
    service: String,
    method: String,
    path: String,
}

impl AccessRules {
    /// Reads the rules from the object `token` of Keystone's answer; `None` for a token that is not restricted.
    ///
    /// # Errors
    ///
    /// Rules that cannot be read: what they restrict would be guessed.
    pub(super) fn read(token: &Value) -> Result<Option<Self>, &'static str> {
        let credential = token.get("application_credential").filter(|credential| !credential.is_null());
        let rules = credential.and_then(|credential| credential.get("access_rules")).filter(|rules| !rules.is_null());
        let Some(rules) = rules else { return Ok(None) };
        let rules = rules.as_array().ok_or("`access_rules` is no list")?;
        let rules = rules.iter().map(Rule::read).collect::<Option<Vec<_>>>().ok_or("an access rule is not whole")?;
        let catalog = token.get("catalog").and_then(Value::as_array).unwrap_or_default();
        let types = catalog.iter().filter_map(|service| text(service, "type")).collect();
        Ok(Some(Self { rules, types }))
    }

    /// Whether a request is allowed to the service of the type `service`.
    ///
    /// `chained` is a request that another service makes on its user's behalf: its own path is not the one the rules mean.
    pub(super) fn allow(&self, service: Option<&str>, method: &Method, path: &str, chained: bool) -> bool {
        let Some(service) = service else {
            tracing::warn!("a token has access rules; set [keystone_authtoken] service_type to let them be checked");
            return false;
        };
        if !self.types.iter().any(|known| known == service) {
            tracing::warn!(
                service,
                "a token has access rules; [keystone_authtoken] service_type is not in its catalog"
            );
            return false;
        }
        let fits = |rule: &Rule| {
            rule.service == service && rule.method == method.as_str() && path_matches(path.as_bytes(), &rule.path)
        };
        chained || self.rules.iter().any(fits)
    }

    /// About how many bytes they take in memory.
    pub(super) fn bytes(&self) -> usize {
        let rules: usize = self.rules.iter().map(|rule| rule.service.len() + rule.method.len() + rule.path.len()).sum();
        let types: usize = self.types.iter().map(String::len).sum();
        rules + types + size_of::<Rule>() * self.rules.len() + size_of::<String>() * self.types.len()
    }
}

impl Rule {
    fn read(rule: &Value) -> Option<Self> {
        Some(Self { service: text(rule, "service")?, method: text(rule, "method")?, path: text(rule, "path")? })
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

/// One piece of a rule's path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(u8),
    /// One byte or more, none of them a slash.
    Segment,
    /// Anything, also nothing.
    Anything,
}

/// Compares whole paths, in time proportional to their lengths' product whatever the pattern: a user wrote it.
fn path_matches(path: &[u8], pattern: &str) -> bool {
    // reached[n]: the pieces so far can stand for the first n bytes.
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for piece in pieces(pattern.as_bytes()) {
        let mut next = vec![false; path.len() + 1];
        next[0] = piece == Piece::Anything && reached[0];
        for (at, byte) in path.iter().enumerate() {
            next[at + 1] = match piece {
                Piece::Literal(wanted) => reached[at] && *byte == wanted,
                Piece::Segment => *byte != b'/' && (reached[at] || next[at]),
                Piece::Anything => reached[at + 1] || next[at],
            };
        }
        reached = next;
    }
    reached[path.len()]
}

fn pieces(mut pattern: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let Some(first) = pattern.first() {
        let (piece, length) = match (first, pattern) {
            (b'*', [_, b'*', ..]) => (Piece::Anything, 2),
            (b'*', _) => (Piece::Segment, 1),
            (b'{', _) => match pattern.iter().position(|byte| *byte == b'}') {
                Some(end) => (Piece::Segment, end + 1),
                None => (Piece::Literal(b'{'), 1),
            },
            (byte, _) => (Piece::Literal(*byte), 1),
        };
        pieces.push(piece);
        pattern = &pattern[length..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn patterns_match_whole_paths() {
        for (pattern, matching, other) in [
            (
                "/v2.1/servers",
                vec!["/v2.1/servers"],
                vec!["/v2.1/servers/", "/v2.1/server", "/v2x1/servers", "/v2.1/servers/1"],
            ),
            (
                "/v2.1/servers/*",
                vec!["/v2.1/servers/1"],
                vec!["/v2.1/servers/", "/v2.1/servers", "/v2.1/servers/1/ips"],
            ),
            ("/v2.1/servers/{server_id}", vec!["/v2.1/servers/1"], vec!["/v2.1/servers/1/ips"]),
            ("/v2.1/servers/{id}/ips", vec!["/v2.1/servers/1/ips"], vec!["/v2.1/servers/ips", "/v2.1/servers/1/2/ips"]),
            ("/v2.1/**", vec!["/v2.1/", "/v2.1/servers/1/ips"], vec!["/v2.1", "/v2/servers"]),
            ("**/ips", vec!["/ips", "/v2.1/servers/1/ips"], vec!["/v2.1/ips/1"]),
            ("**", vec!["", "/", "/a/b"], vec![]),
            ("", vec![""], vec!["/"]),
            ("/a{b", vec!["/a{b"], vec!["/ab"]),
        ] {
            for path in matching {
                assert!(path_matches(path.as_bytes(), pattern), "{pattern} matches {path}");
            }
            for path in other {
                assert!(!path_matches(path.as_bytes(), pattern), "{pattern} does not match {path}");
            }
        }
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_time() {
        assert!(!path_matches("/a".repeat(1000).as_bytes(), &"**a".repeat(50).replace("aa", "a*").replace("*a", "b")));
    }

    fn rules(text: &str) -> Result<Option<AccessRules>, &'static str> {
        let token = format!(r#"{{"catalog": [{{"type": "compute"}}], "application_credential": {text}}}"#);
        AccessRules::read(&json::parse(token.as_bytes(), 32).expect("JSON"))
    }

    #[test]
    fn only_what_a_rule_names_is_allowed() {
        let of = r#"{"access_rules": [{"service": "compute", "method": "GET", "path": "/v2.1/servers/*"}]}"#;
        let rules = rules(of).expect("rules").expect("some");
        let allow = |service, method, path, chained| rules.allow(service, &method, path, chained);
        assert!(allow(Some("compute"), Method::GET, "/v2.1/servers/1", false));
        assert!(!allow(Some("compute"), Method::DELETE, "/v2.1/servers/1", false));
        assert!(!allow(Some("compute"), Method::GET, "/v2.1/flavors/1", false));
        assert!(allow(Some("compute"), Method::GET, "/v2.1/flavors/1", true), "another service asks for the user");
        assert!(!allow(Some("image"), Method::GET, "/v2.1/servers/1", true), "the catalog knows no such service");
        assert!(!allow(None, Method::GET, "/v2.1/servers/1", true), "nobody knows which service this is");
    }

    #[test]
    fn no_rules_allow_nothing_and_no_restriction_all() {
        let none = rules(r#"{"access_rules": []}"#).expect("rules").expect("some");
        assert!(!none.allow(Some("compute"), &Method::GET, "/v2.1/servers", false));
        for free in ["null", "{}", r#"{"access_rules": null}"#] {
            assert!(rules(free).expect(free).is_none(), "{free}");
        }
        for broken in [r#"{"access_rules": 5}"#, r#"{"access_rules": [{"service": "compute"}]}"#] {
            assert!(rules(broken).is_err(), "{broken}");
        }
    }
}
