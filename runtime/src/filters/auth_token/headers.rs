//! The headers of a request that concern tokens: those that claim an identity, which go, and the tokens themselves.
//!
//! A name is compared as a gateway would show it to a WSGI application: in any case, with `_` and `-` as one character.

use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::cache::Key;

/// Every header by which keystonemiddleware tells an application who asks.
const IDENTITY_HEADERS: [&str; 32] = [
    "openstack-system-scope",
    "x-domain-id",
    "x-domain-name",
    "x-identity-status",
    "x-is-admin-project",
    "x-project-domain-id",
    "x-project-domain-name",
    "x-project-id",
    "x-project-name",
    "x-role",
    "x-roles",
    "x-service-catalog",
    "x-service-domain-id",
    "x-service-domain-name",
    "x-service-identity-status",
    "x-service-project-domain-id",
    "x-service-project-domain-name",
    "x-service-project-id",
    "x-service-project-name",
    "x-service-roles",
    "x-service-user-domain-id",
    "x-service-user-domain-name",
    "x-service-user-id",
    "x-service-user-name",
    "x-tenant",
    "x-tenant-id",
    "x-tenant-name",
    "x-user",
    "x-user-domain-id",
    "x-user-domain-name",
    "x-user-id",
    "x-user-name",
];

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const STORAGE_TOKEN: HeaderName = HeaderName::from_static("x-storage-token");
const SERVICE_TOKEN: HeaderName = HeaderName::from_static("x-service-token");

/// The longest token that Keystone is asked about; a longer one is refused. Fernet tokens have some 200 bytes.
pub(super) const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// Removes the headers that claim an identity.
pub(super) fn strip(headers: &mut HeaderMap) {
    if !headers.keys().any(claims_identity) {
        return;
    }
    let claims: Vec<HeaderName> = headers.keys().filter(|name| claims_identity(name)).cloned().collect();
    for name in claims {
        headers.remove(name);
    }
}

fn claims_identity(name: &HeaderName) -> bool {
    let name = name.as_str().as_bytes();
    matches!(name.first(), Some(b'x' | b'o')) && IDENTITY_HEADERS.iter().any(|header| same(name, header.as_bytes()))
}

fn same(sent: &[u8], header: &[u8]) -> bool {
    let plain = |byte: &u8| if *byte == b'_' { b'-' } else { *byte };
    sent.len() == header.len() && sent.iter().map(plain).eq(header.iter().copied())
}

/// A token header of a request.
pub(super) enum Sent {
    /// There is none, or it is empty.
    Nothing,
    /// It cannot be a token: it is too long, or there are several.
    Nonsense,
    /// A token.
    Token {
        /// Its hash.
        key: Key,
        /// Itself, as sent; marked so that `Debug` does not show it.
        value: HeaderValue,
    },
}

/// The user's token and the service's.
pub(super) fn tokens(headers: &mut HeaderMap) -> (Sent, Sent) {
    let name = if headers.contains_key(AUTH_TOKEN) { AUTH_TOKEN } else { STORAGE_TOKEN };
    (token(headers, &name), token(headers, &SERVICE_TOKEN))
}

fn token(headers: &mut HeaderMap, name: &HeaderName) -> Sent {
    let several = headers.get_all(name).iter().nth(1).is_some();
    let Some(value) = headers.get_mut(name) else { return Sent::Nothing };
    value.set_sensitive(true);
    let text = value.as_bytes().trim_ascii();
    match text.len() {
        0 if !several => Sent::Nothing,
        1..=TOKEN_BYTES_MAX if !several => Sent::Token { key: Key(Sha256::digest(text).into()), value: value.clone() },
        _ => Sent::Nonsense,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(names: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-auth-token", HeaderValue::from_static("t"));
        for name in names {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            headers.append(name, HeaderValue::from_static("forged"));
        }
        strip(&mut headers);
        headers
    }

    #[test]
    fn every_identity_header_goes_in_every_spelling() {
        for header in IDENTITY_HEADERS {
            let capitals = header.to_uppercase();
            let mixed: String = header
                .char_indices()
                .map(|(at, letter)| if at % 2 == 0 { letter.to_ascii_uppercase() } else { letter })
                .collect();
            let underscores = header.replace('-', "_");
            let partly = header.replacen('-', "_", 1);
            let names = [header, header, &capitals, &mixed, &underscores, &underscores.to_uppercase(), &partly];
            let left = stripped(&names);
            assert_eq!(left.keys().collect::<Vec<_>>(), ["x-auth-token"], "{header}");
        }
    }

    #[test]
    fn other_headers_stay() {
        let others = [
            "accept",
            "x-auth-token",
            "x-service-token",
            "x-storage-token",
            "x-user-agent",
            "x-users",
            "x-openstack-request-id",
            "openstack-api-version",
            "origin",
        ];
        let left = stripped(&others);
        for header in others {
            assert!(left.contains_key(header), "{header}");
        }
    }

    #[test]
    fn a_token_is_one_header_of_sensible_length() {
        let read = |sent: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.append(*name, HeaderValue::from_str(value).expect("a header value"));
            }
            let shown = |sent| match sent {
                Sent::Nothing => "nothing".to_owned(),
                Sent::Nonsense => "nonsense".to_owned(),
                Sent::Token { value, .. } => value.to_str().expect("text").to_owned(),
            };
            let (user, service) = tokens(&mut headers);
            assert!(!format!("{headers:?}").contains("secret"), "{headers:?}");
            (shown(user), shown(service))
        };
        let pair = |user: &str, service: &str| (user.to_owned(), service.to_owned());
        assert_eq!(read(&[]), pair("nothing", "nothing"));
        assert_eq!(read(&[("x-auth-token", "")]), pair("nothing", "nothing"));
        assert_eq!(read(&[("x-auth-token", "secret")]), pair("secret", "nothing"));
        assert_eq!(read(&[("x-storage-token", "secret")]), pair("secret", "nothing"));
        assert_eq!(read(&[("x-storage-token", "b"), ("x-auth-token", "a")]), pair("a", "nothing"));
        assert_eq!(read(&[("x-auth-token", "a"), ("x-auth-token", "b")]), pair("nonsense", "nothing"));
        assert_eq!(read(&[("x-service-token", "secret")]), pair("nothing", "secret"));
        assert_eq!(read(&[("x-auth-token", &"a".repeat(TOKEN_BYTES_MAX + 1))]), pair("nonsense", "nothing"));
    }

    #[test]
    fn blanks_around_a_token_do_not_make_it_another() {
        let key = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-auth-token", HeaderValue::from_str(text).expect("a header value"));
            match tokens(&mut headers).0 {
                Sent::Token { key, .. } => key,
                _ => panic!("not a token"),
            }
        };
        assert_eq!(key(" a\t"), key("a"));
        assert_ne!(key("a"), key("b"));
    }
}
