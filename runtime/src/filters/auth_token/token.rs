//! A token that Keystone vouches for, read from the answer to its validation, and what such a token allows.
//!
//! An answer that lacks what every token has is an error, never a token.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::context::Identity;
use crate::json::Value;

use super::access::AccessRules;

/// A valid token. Shared by every request that brings it.
#[derive(Debug)]
pub struct ValidatedToken {
    /// Whom it stands for.
    pub identity: Arc<Identity>,
    /// When it ends.
    pub expires_at: SystemTime,
    /// The catalog, as Keystone's JSON array; `None` where it was not asked for or the token has none.
    pub catalog: Option<Arc<str>>,
    /// The kinds of bind; `None` for a token that is bound to nothing.
    pub(super) bind: Option<Vec<String>>,
    /// The requests that an application credential is restricted to.
    pub(super) access_rules: Option<AccessRules>,
}

impl ValidatedToken {
    /// Reads the object `token` of Keystone's answer.
    ///
    /// # Errors
    ///
    /// What is missing, for the log.
    pub(super) fn read(token: &Value) -> Result<Self, &'static str> {
        let expires_at =
            token.get("expires_at").and_then(Value::as_str).and_then(timestamp).ok_or("no `expires_at`")?;
        let catalog = token.get("catalog").filter(|catalog| catalog.as_array().is_some());
        Ok(Self {
            identity: Arc::new(identity(token)?),
            expires_at,
            catalog: catalog.map(|catalog| String::from_utf8_lossy(&catalog.to_json()).into()),
            bind: bind(token),
            access_rules: AccessRules::read(token)?,
        })
    }

    /// Whether it has ended, by the local clock.
    pub fn has_expired(&self) -> bool {
        self.expires_at < SystemTime::now()
    }

    /// About how many bytes it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let identity = &self.identity;
        let roles: usize = identity.roles.iter().map(|role| role.len() + size_of::<String>()).sum();
        let rules = self.access_rules.as_ref().map_or(0, AccessRules::bytes);
        size_of::<Self>()
            + size_of::<Identity>()
            + 512
            + roles
            + rules
            + self.catalog.as_ref().map_or(0, |text| text.len())
    }

    /// Whether a way of enforcing binds lets the token pass.
    ///
    /// No request proves anything here: Kerberos ends in a web server that Nova may sit in and this server does not.
    pub(super) fn bind_allows(&self, mode: &str) -> bool {
        let permissive = matches!(mode, "permissive" | "strict");
        match &self.bind {
            _ if mode == "disabled" => true,
            None => permissive,
            Some(kinds) => mode == "permissive" && kinds.iter().all(|kind| kind != "kerberos"),
        }
    }
}

fn identity(token: &Value) -> Result<Identity, &'static str> {
    let user = token.get("user").ok_or("no `user`")?;
    let (user_domain_id, user_domain_name) = reference(user.get("domain"));
    let (project_id, project_name) = reference(token.get("project"));
    let (project_domain_id, project_domain_name) = reference(token.get("project").and_then(|of| of.get("domain")));
    let (domain_id, domain_name) = reference(token.get("domain"));
    let roles = role_names(token);
    let all = token.get("system").and_then(|system| system.get("all")).and_then(Value::as_bool);
    Ok(Identity {
        user_id: text(user, "id").filter(|id| !id.is_empty()).ok_or("no `user.id`")?,
        user_name: text(user, "name"),
        user_domain_id,
        user_domain_name,
        project_id,
        project_name,
        project_domain_id,
        project_domain_name,
        domain_id,
        domain_name,
        system_scope: (all == Some(true)).then(|| "all".to_owned()),
        is_admin: roles.iter().any(|role| role.eq_ignore_ascii_case("admin")),
        roles,
        service_roles: Vec::new(),
        service: None,
        is_admin_project: token.get("is_admin_project").and_then(Value::as_bool).unwrap_or(true),
    })
}

fn reference(value: Option<&Value>) -> (Option<String>, Option<String>) {
    let of = |key| value.and_then(|value| text(value, key));
    (of("id"), of("name"))
}

fn role_names(token: &Value) -> Vec<String> {
    let roles = token.get("roles").and_then(Value::as_array).unwrap_or_default();
    roles.iter().filter_map(|role| text(role, "name")).collect()
}

fn bind(token: &Value) -> Option<Vec<String>> {
    let bind = token.get("bind")?.as_object()?;
    (!bind.is_empty()).then(|| bind.keys().map(str::to_owned).collect())
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

/// Reads `2026-11-23T13:26:57.000000Z`, the only form that Keystone writes; the fraction may be absent.
pub(super) fn timestamp(text: &str) -> Option<SystemTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if hour > 23
        || minute > 59
        || second > 60
        || fraction.len() > 9
        || fraction.bytes().any(|byte| !byte.is_ascii_digit())
    {
        return None;
    }
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let nanoseconds = format!("{fraction:0<9}").parse().ok()?;
    Some(UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let mut parts = text.split(separator).map(|part| {
        let plain = !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        if plain { part.parse().ok() } else { None }
    });
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

/// Counts in years that begin in March, so that the leap day is the last of its year.
fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn read(text: &str) -> Result<ValidatedToken, &'static str> {
        ValidatedToken::read(&json::parse(text.as_bytes(), 32).expect("JSON"))
    }

    const END: &str = r#""expires_at": "2026-11-23T13:26:57.000000Z""#;

    #[test]
    fn timestamps_are_seconds_since_1970() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00.000000Z", Some(951_825_600)),
            ("2026-11-23T13:26:57.000000Z", Some(1_795_440_417)),
            ("2100-03-01T00:00:00Z", Some(4_107_542_400)),
            ("2026-11-23T13:26:57", None),
            ("2026-11-23 13:26:57Z", None),
            ("2026-13-23T13:26:57Z", None),
            ("2026-11-23T25:26:57Z", None),
            ("2026-11-23T13:26:57.xZ", None),
            ("+026-11-23T13:26:57Z", None),
            ("2026-11-23-01T13:26:57Z", None),
            ("", None),
        ] {
            let read = timestamp(text).map(|at| at.duration_since(UNIX_EPOCH).expect("after 1970").as_secs());
            assert_eq!(read, seconds, "{text}");
        }
        let half = timestamp("1970-01-01T00:00:00.5Z").expect("a time");
        assert_eq!(half.duration_since(UNIX_EPOCH).expect("after 1970").as_millis(), 500);
    }

    #[test]
    fn an_identity_is_everything_that_the_token_says() {
        let token = read(&format!(
            r#"{{{END}, "user": {{"id": "u", "name": "un", "domain": {{"id": "ud", "name": "udn"}}}},
            "project": {{"id": "p", "name": "pn", "domain": {{"id": "pd", "name": "pdn"}}}},
            "roles": [{{"id": "1", "name": "member"}}, {{"id": "2", "name": "Admin"}}], "is_admin_project": false,
            "catalog": [{{"type": "compute"}}]}}"#
        ))
        .expect("a token");
        let own = |text: &str| Some(text.to_owned());
        let expected = Identity {
            user_id: "u".to_owned(),
            user_name: own("un"),
            user_domain_id: own("ud"),
            user_domain_name: own("udn"),
            project_id: own("p"),
            project_name: own("pn"),
            project_domain_id: own("pd"),
            project_domain_name: own("pdn"),
            roles: vec!["member".to_owned(), "Admin".to_owned()],
            is_admin: true,
            ..Identity::default()
        };
        assert_eq!(*token.identity, expected);
        assert_eq!(token.catalog.as_deref(), Some(r#"[{"type": "compute"}]"#));
    }

    #[test]
    fn scopes_other_than_projects_are_read_too() {
        let system = read(&format!(r#"{{{END}, "user": {{"id": "u"}}, "system": {{"all": true}}}}"#)).expect("a token");
        assert_eq!(system.identity.system_scope.as_deref(), Some("all"));
        assert!(system.identity.is_admin_project, "so it is where Keystone says nothing");
        let domain = read(&format!(r#"{{{END}, "user": {{"id": "u"}}, "domain": {{"id": "d", "name": "n"}}}}"#));
        let domain = domain.expect("a token").identity.clone();
        assert_eq!((domain.domain_id.as_deref(), domain.domain_name.as_deref()), (Some("d"), Some("n")));
        assert_eq!(domain.project_id, None);
    }

    #[test]
    fn an_answer_that_is_no_token_is_an_error() {
        for (text, missing) in [
            ("{}", "no `expires_at`"),
            ("[]", "no `expires_at`"),
            (r#"{"expires_at": 5}"#, "no `expires_at`"),
            (r#"{"expires_at": "2026-11-23T13:26:57.000000Z"}"#, "no `user`"),
            (r#"{"expires_at": "2026-11-23T13:26:57.000000Z", "user": {"name": "u"}}"#, "no `user.id`"),
            (r#"{"expires_at": "2026-11-23T13:26:57.000000Z", "user": {"id": ""}}"#, "no `user.id`"),
        ] {
            assert_eq!(read(text).map(drop), Err(missing), "{text}");
        }
    }

    #[test]
    fn a_bind_is_judged_by_the_mode() {
        let with = |bind: &str| read(&format!(r#"{{{END}, "user": {{"id": "u"}}, "bind": {bind}}}"#)).expect("a token");
        for (bind, allowing) in [
            ("{}", vec!["disabled", "permissive", "strict"]),
            (r#"{"kerberos": "u"}"#, vec!["disabled"]),
            (r#"{"x509": "u"}"#, vec!["disabled", "permissive"]),
        ] {
            let token = with(bind);
            for mode in ["disabled", "permissive", "strict", "required", "kerberos", "x509"] {
                assert_eq!(token.bind_allows(mode), allowing.contains(&mode), "{bind} under {mode}");
            }
        }
    }
}
