//! Who asks: the identity that the authenticating filter found, and the ids of the request.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// A user acting in a project, as a token or the noauth2 filter names them.
///
/// Shared by every request with the same token, so it holds nothing of a single request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The user's id.
    pub user_id: String,
    /// The user's name, where the token has one.
    pub user_name: Option<String>,
    /// The id of the user's domain.
    pub user_domain_id: Option<String>,
    /// The name of the user's domain.
    pub user_domain_name: Option<String>,
    /// The id of the project the token is scoped to.
    pub project_id: Option<String>,
    /// The project's name.
    pub project_name: Option<String>,
    /// The id of the project's domain.
    pub project_domain_id: Option<String>,
    /// The name of the project's domain.
    pub project_domain_name: Option<String>,
    /// The domain the token is scoped to, where it is.
    pub domain_id: Option<String>,
    /// The name of that domain.
    pub domain_name: Option<String>,
    /// `all` for a token scoped to the whole system.
    pub system_scope: Option<String>,
    /// The role names.
    pub roles: Vec<String>,
    /// The role names of the service token that came with the request.
    pub service_roles: Vec<String>,
    /// The whole identity of that service token.
    pub service: Option<Arc<Identity>>,
    /// Whether the project administers the cloud; a Keystone that has no such project says so of each.
    pub is_admin_project: bool,
    /// Whether the identity counts as an administrator.
    pub is_admin: bool,
}

/// The context of one request.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Who asks.
    pub identity: Arc<Identity>,
    /// The id of this request, new for each.
    pub request_id: RequestId,
    /// The id the caller gave the work that this request is part of.
    pub global_request_id: Option<RequestId>,
    /// Where the request came from.
    pub remote_address: IpAddr,
}

impl RequestContext {
    /// The user's id.
    pub fn user_id(&self) -> &str {
        &self.identity.user_id
    }

    /// The project's id; empty for a token without a project.
    pub fn project_id(&self) -> &str {
        self.identity.project_id.as_deref().unwrap_or("")
    }
}

/// `req-` and a lower-case UUID: 40 bytes, held in place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 40]);

impl RequestId {
    /// A new random id (a version 4 UUID). Random enough to be unique, not to be a secret.
    pub fn random() -> Self {
        let mut uuid = fastrand::u128(..).to_be_bytes();
        uuid[6] = uuid[6] & 0x0f | 0x40;
        uuid[8] = uuid[8] & 0x3f | 0x80;
        let mut text = *b"req-00000000-0000-0000-0000-000000000000";
        let mut at = 4;
        for byte in uuid {
            if text[at] == b'-' {
                at += 1;
            }
            text[at] = HEX[(byte >> 4) as usize];
            text[at + 1] = HEX[(byte & 15) as usize];
            at += 2;
        }
        Self(text)
    }

    /// Takes an id that a client sent, if it is of exactly the form of [`RequestId::random`] (any UUID version).
    pub fn parse(text: &[u8]) -> Option<Self> {
        let bytes: [u8; 40] = text.try_into().ok()?;
        let dashes = [12, 17, 22, 27];
        let good = |(at, byte): (usize, &u8)| match byte {
            b'-' => dashes.contains(&at),
            b'0'..=b'9' | b'a'..=b'f' => !dashes.contains(&at),
            _ => false,
        };
        let shaped = bytes.starts_with(b"req-") && bytes.iter().enumerate().skip(4).all(good);
        shaped.then_some(Self(bytes))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a request id is made of hexadecimal digits and dashes")
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_ids_have_the_form_that_is_accepted() {
        let id = RequestId::random();
        assert_eq!(RequestId::parse(id.as_str().as_bytes()), Some(id));
        assert_eq!(id.as_str().as_bytes()[18], b'4', "{id} is a version 4 UUID");
        assert_ne!(id, RequestId::random());
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["", "req-", "req-G0000000-0000-0000-0000-000000000000", "REQ-00000000-0000-0000-0000-000000000000"]
        {
            assert_eq!(RequestId::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(RequestId::parse(b"req-0000000000000-0000-0000-000000000000"), None);
        assert_eq!(RequestId::parse(b"req-00000000-0000-0000-0000-00000000000-"), None);
    }
}
