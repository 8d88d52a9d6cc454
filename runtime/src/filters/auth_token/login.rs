//! The request by which the service logs in to Keystone, made once from the settings.
//!
//! A setting that is missing or does not fit the others is an error at start that names it.

use bytes::Bytes;

use crate::json::{Object, Value};

use super::settings::LoginSettings;

/// The body of `POST /v3/auth/tokens`. Its `Debug` would show a password, so it has none.
pub(super) struct Login {
    pub(super) body: Bytes,
}

impl Login {
    /// Makes the body.
    ///
    /// # Errors
    ///
    /// The option that is missing, or has a value that means nothing.
    pub(super) fn new(settings: &LoginSettings) -> Result<Self, String> {
        let auth = match settings.auth_type.as_deref() {
            Some("password" | "v3password") => by_password(settings)?,
            Some("v3applicationcredential") => by_application_credential(settings)?,
            Some(other) => {
                return Err(format!(
                    "[keystone_authtoken] auth_type = {other} is not supported; `password`, `v3password` and \
                     `v3applicationcredential` are"
                ));
            }
            None => return Err(missing("auth_type", "`password` or `v3applicationcredential`")),
        };
        Ok(Self { body: object([("auth", auth)]).to_json().into() })
    }
}

fn by_password(settings: &LoginSettings) -> Result<Value, String> {
    let password =
        settings.password.as_ref().ok_or_else(|| missing("password", "the password of the service's user"))?;
    let mut user = user(settings)?;
    user.insert("password", password.expose());
    let password = object([("user", user.into())]);
    let identity = object([("methods", methods("password")), ("password", password)]);
    let mut auth: Object = [("identity", identity)].into_iter().collect();
    if let Some(scope) = scope(settings)? {
        auth.insert("scope", scope);
    }
    Ok(auth.into())
}

fn by_application_credential(settings: &LoginSettings) -> Result<Value, String> {
    let secret = settings
        .application_credential_secret
        .as_ref()
        .ok_or_else(|| missing("application_credential_secret", "the secret of the application credential"))?;
    let mut credential = Object::new();
    match (&settings.application_credential_id, &settings.application_credential_name) {
        (Some(id), _) => {
            credential.insert("id", id.as_str());
        }
        (None, Some(name)) => {
            credential.insert("name", name.as_str());
            credential.insert("user", user(settings)?);
        }
        (None, None) => return Err(missing("application_credential_id", "the id of the application credential")),
    }
    credential.insert("secret", secret.expose());
    let methods = methods("application_credential");
    // The scope is the credential's own; Keystone refuses any other.
    Ok(object([("identity", object([("methods", methods), ("application_credential", credential.into())]))]))
}

fn user(settings: &LoginSettings) -> Result<Object, String> {
    if let Some(id) = &settings.user_id {
        return Ok([("id", id.as_str())].into_iter().collect());
    }
    let name = settings.username.as_deref().ok_or_else(|| missing("username", "the service's user"))?;
    let domain = domain(settings, &settings.user_domain_id, &settings.user_domain_name)
        .ok_or_else(|| missing("user_domain_name", "the domain of `username`, often `Default`"))?;
    Ok([("name", name.into()), ("domain", domain)].into_iter().collect())
}

/// What the service acts in; the first that is set, as keystoneauth has it.
fn scope(settings: &LoginSettings) -> Result<Option<Value>, String> {
    let reference = |id: &Option<String>, name: &Option<String>| {
        id.as_deref()
            .map(|id| object([("id", id.into())]))
            .or(name.as_deref().map(|name| object([("name", name.into())])))
    };
    if let Some(id) = &settings.project_id {
        return Ok(Some(object([("project", object([("id", id.as_str().into())]))])));
    }
    if let Some(name) = &settings.project_name {
        let domain = domain(settings, &settings.project_domain_id, &settings.project_domain_name)
            .ok_or_else(|| missing("project_domain_name", "the domain of `project_name`, often `Default`"))?;
        return Ok(Some(object([("project", object([("name", name.as_str().into()), ("domain", domain)]))])));
    }
    if let Some(domain) = reference(&settings.domain_id, &settings.domain_name) {
        return Ok(Some(object([("domain", domain)])));
    }
    if let Some(trust) = &settings.trust_id {
        return Ok(Some(object([("OS-TRUST:trust", object([("id", trust.as_str().into())]))])));
    }
    match settings.system_scope.as_deref() {
        None => Ok(None),
        Some("all") => Ok(Some(object([("system", object([("all", true.into())]))]))),
        Some(other) => Err(format!("[keystone_authtoken] system_scope = {other} means nothing; only `all` does")),
    }
}

fn domain(settings: &LoginSettings, id: &Option<String>, name: &Option<String>) -> Option<Value> {
    let default = (&settings.default_domain_id, &settings.default_domain_name);
    let by_id = |id: &String| object([("id", id.as_str().into())]);
    let by_name = |name: &String| object([("name", name.as_str().into())]);
    let own = id.as_ref().map(by_id).or_else(|| name.as_ref().map(by_name));
    own.or_else(|| default.0.as_ref().map(by_id)).or_else(|| default.1.as_ref().map(by_name))
}

fn methods(method: &str) -> Value {
    vec![method].into()
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Object(pairs.into_iter().collect())
}

/// The text of an option that has to be set.
pub(super) fn missing(option: &str, what: &str) -> String {
    format!(
        "the filter authtoken needs [keystone_authtoken] {option}: {what}; a server without Keystone sets [api] \
         auth_strategy = noauth2"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn password() -> LoginSettings {
        LoginSettings {
            auth_type: own("password"),
            username: own("nova"),
            password: Some("pw".into()),
            default_domain_id: own("default"),
            ..LoginSettings::default()
        }
    }

    fn body(settings: &LoginSettings) -> String {
        String::from_utf8(Login::new(settings).expect("a login").body.to_vec()).expect("UTF-8")
    }

    #[test]
    fn a_password_login_names_user_and_scope() {
        let user = r#"{"methods": ["password"], "password": {"user": {"name": "nova", "domain": {"id": "default"}, "password": "pw"}}}"#;
        for (change, scope) in [
            (LoginSettings::default(), String::new()),
            (
                LoginSettings { project_id: own("p"), ..LoginSettings::default() },
                r#"{"project": {"id": "p"}}"#.to_owned(),
            ),
            (
                LoginSettings { project_name: own("service"), ..LoginSettings::default() },
                r#"{"project": {"name": "service", "domain": {"id": "default"}}}"#.to_owned(),
            ),
            (
                LoginSettings {
                    project_name: own("service"),
                    project_domain_name: own("Default"),
                    ..LoginSettings::default()
                },
                r#"{"project": {"name": "service", "domain": {"name": "Default"}}}"#.to_owned(),
            ),
            (
                LoginSettings { domain_name: own("d"), ..LoginSettings::default() },
                r#"{"domain": {"name": "d"}}"#.to_owned(),
            ),
            (
                LoginSettings { system_scope: own("all"), ..LoginSettings::default() },
                r#"{"system": {"all": true}}"#.to_owned(),
            ),
            (
                LoginSettings { trust_id: own("t"), ..LoginSettings::default() },
                r#"{"OS-TRUST:trust": {"id": "t"}}"#.to_owned(),
            ),
        ] {
            let LoginSettings { auth_type, username, password, default_domain_id, .. } = password();
            let settings = LoginSettings { auth_type, username, password, default_domain_id, ..change };
            let scope = if scope.is_empty() { scope } else { format!(r#", "scope": {scope}"#) };
            assert_eq!(body(&settings), format!(r#"{{"auth": {{"identity": {user}{scope}}}}}"#));
        }
        let by_id = body(&LoginSettings { user_id: own("u"), ..password() });
        assert!(by_id.contains(r#""user": {"id": "u", "password": "pw"}"#), "{by_id}");
    }

    #[test]
    fn an_application_credential_has_no_scope_of_its_own() {
        let settings = LoginSettings {
            auth_type: own("v3applicationcredential"),
            application_credential_id: own("i"),
            application_credential_secret: Some("s".into()),
            project_name: own("service"),
            ..LoginSettings::default()
        };
        let expected = r#"{"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"id": "i", "secret": "s"}}}}"#;
        assert_eq!(body(&settings), expected);
        let by_name = LoginSettings {
            application_credential_id: None,
            application_credential_name: own("n"),
            user_id: own("u"),
            ..settings
        };
        assert!(body(&by_name).contains(r#"{"name": "n", "user": {"id": "u"}, "secret": "s"}"#), "{}", body(&by_name));
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = |change: fn(&mut LoginSettings)| {
            let mut settings = password();
            change(&mut settings);
            Login::new(&settings).err().expect("an error")
        };
        for (error, named) in [
            (without(|login| login.auth_type = None), "auth_type"),
            (without(|login| login.auth_type = Some("v2password".to_owned())), "v2password"),
            (without(|login| login.username = None), "username"),
            (without(|login| login.password = None), "password"),
            (without(|login| login.default_domain_id = None), "user_domain_name"),
            (without(|login| login.system_scope = Some("some".to_owned())), "system_scope"),
            (
                without(|login| login.auth_type = Some("v3applicationcredential".to_owned())),
                "application_credential_secret",
            ),
        ] {
            assert!(error.contains(named), "{named}: {error}");
            assert!(!error.contains("pw"), "{error}");
        }
    }
}
