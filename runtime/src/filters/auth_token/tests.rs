//! The filter in front of a fake Keystone: what is asked, how often, and what is answered when Keystone is not itself.

mod fake;
#[cfg(feature = "tls")]
mod secure;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::*;
use crate::body::RequestBody;
use crate::filter::Flow;
use fake::{Fake, Mood, token_text};

fn request(path: &str, headers: &[(&'static str, &str)]) -> Request {
    let mut head = http::Request::builder().uri(path).body(()).expect("a request").into_parts().0;
    for (name, value) in headers {
        head.headers.append(*name, HeaderValue::from_str(value).expect("a header value"));
    }
    Request::new(head, RequestBody::Empty, SocketAddr::from(([127, 0, 0, 1], 0)))
}

fn with_token(token: &str) -> Request {
    request("/v2.1/servers", &[("x-auth-token", token)])
}

async fn pass(filter: &AuthToken, request: &mut Request) -> Option<Response> {
    match filter.on_request(request) {
        Flow::Continue => None,
        Flow::Respond(response) => Some(*response),
        Flow::Wait(waiting) => waiting.await.map(|response| *response),
    }
}

/// 200 for a request that passes, and the status of the answer for one that does not.
async fn status(filter: &AuthToken, mut request: Request) -> u16 {
    pass(filter, &mut request).await.map_or(200, |response| response.status().as_u16())
}

#[tokio::test]
async fn a_token_is_looked_up_once() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member", "reader"]);
    let filter = keystone.filter();
    let mut first = with_token("t");
    assert!(matches!(filter.on_request(&mut first), Flow::Wait(_)));
    assert_eq!(status(&filter, with_token("t")).await, 200);
    let mut second = with_token("t");
    assert!(matches!(filter.on_request(&mut second), Flow::Continue), "a verdict that is known costs no future");
    let identity = second.identity.expect("an identity");
    assert_eq!((identity.user_id.as_str(), identity.project_id.as_deref()), ("u-t", Some("p-t")));
    assert_eq!(identity.roles, ["member", "reader"]);
    let token = second.token.expect("a token");
    assert_eq!(token.catalog.as_deref(), Some(r#"[{"type": "compute", "endpoints": []}]"#));
    assert_eq!((keystone.logins(), keystone.look_ups()), (1, 1));
    assert!(keystone.state.seen.lock().unwrap().contains(&"/v3/auth/tokens 1".to_owned()));
}

#[tokio::test]
async fn many_requests_with_a_new_token_make_one_look_up() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    keystone.state.delay_ms.store(100, Ordering::SeqCst);
    let filter = keystone.filter();
    let asking = (0..100).map(|_| {
        let filter = filter.clone();
        tokio::spawn(async move { status(&filter, with_token("t")).await })
    });
    for one in asking.collect::<Vec<_>>() {
        assert_eq!(one.await.expect("no panic"), 200);
    }
    assert_eq!((keystone.logins(), keystone.look_ups()), (1, 1));
}

#[tokio::test]
async fn a_client_that_goes_away_takes_no_look_up_with_it() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    keystone.state.delay_ms.store(200, Ordering::SeqCst);
    let filter = keystone.filter();
    let leaving = tokio::time::timeout(Duration::from_millis(50), status(&filter, with_token("t"))).await;
    assert!(leaving.is_err(), "the first client went away while Keystone was asked");
    assert_eq!(status(&filter, with_token("t")).await, 200);
    assert_eq!(keystone.look_ups(), 1);
}

#[tokio::test]
async fn a_wrong_token_is_refused_as_keystonemiddleware_does() {
    let keystone = Fake::start().await;
    let filter = keystone.filter();
    for sent in [vec![], vec![("x-auth-token", "wrong")], vec![("x-auth-token", "a"), ("x-auth-token", "b")]] {
        let mut request = request("/v2.1/servers", &sent);
        let response = pass(&filter, &mut request).await.expect("an answer");
        assert_eq!(response.status(), 401, "{sent:?}");
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(response.headers()[WWW_AUTHENTICATE], "Keystone uri=\"http://identity.example:5000\"");
        assert_eq!(response.body().as_bytes(), Some(UNAUTHORIZED.as_bytes()));
        assert!(request.identity.is_none());
    }
    assert_eq!(keystone.look_ups(), 1, "only what can be a token is looked up");
    let mut again = with_token("wrong");
    assert!(matches!(filter.on_request(&mut again), Flow::Respond(_)), "a refusal is remembered");
    assert_eq!(keystone.look_ups(), 1);
}

#[tokio::test]
async fn a_storage_token_stands_in_for_a_missing_token() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter = keystone.filter();
    assert_eq!(status(&filter, request("/", &[("x-storage-token", "t")])).await, 200);
    assert_eq!(status(&filter, request("/", &[("x-storage-token", "t"), ("x-auth-token", "wrong")])).await, 401);
}

#[tokio::test]
async fn what_a_client_claims_to_be_is_removed() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter = keystone.filter();
    let mut request = request("/", &[("x-auth-token", "t"), ("x_user_id", "root"), ("x-roles", "admin")]);
    request.identity = Some(Arc::new(Identity { user_id: "root".to_owned(), ..Identity::default() }));
    assert!(pass(&filter, &mut request).await.is_none());
    assert_eq!(request.headers.keys().collect::<Vec<_>>(), ["x-auth-token"]);
    assert_eq!(request.identity.expect("an identity").user_id, "u-t");
}

#[tokio::test]
async fn a_refused_own_token_is_renewed_once() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    keystone.know("u", &["member"]);
    let filter = keystone.filter();
    assert_eq!(status(&filter, with_token("t")).await, 200);
    keystone.state.refuse_own.store(1, Ordering::SeqCst);
    assert_eq!(status(&filter, with_token("u")).await, 200);
    assert_eq!((keystone.logins(), keystone.look_ups()), (2, 3));
    keystone.state.refuse_own.store(2, Ordering::SeqCst);
    assert_eq!(status(&filter, with_token("v")).await, 503, "a second refusal says nothing about the user's token");
    assert_eq!(status(&filter, with_token("v")).await, 401, "and is not remembered");
}

#[tokio::test]
async fn a_refused_login_is_503_and_not_tried_for_each_request() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    *keystone.state.refuse_login.lock().unwrap() = true;
    let filter = keystone.filter();
    for token in ["a", "b", "c", "t"] {
        assert_eq!(status(&filter, with_token(token)).await, 503);
    }
    assert_eq!((keystone.logins(), keystone.look_ups()), (1, 0));
    *keystone.state.refuse_login.lock().unwrap() = false;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(status(&filter, with_token("t")).await, 200);
}

#[tokio::test]
async fn a_keystone_that_is_not_itself_makes_503() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter = keystone.filter();
    for mood in [
        Mood::Status(500),
        Mood::Status(403),
        Mood::Status(302),
        Mood::Status(204),
        Mood::Body(""),
        Mood::Body("<html>"),
        Mood::Body("{}"),
        Mood::Body(r#"{"token": {}}"#),
        Mood::Body(r#"{"token": {"user": {"id": "u"}, "roles": []}}"#),
        Mood::Body("\u{0}"),
        Mood::Huge,
        Mood::Reset,
        Mood::Silent,
    ] {
        keystone.feel(mood);
        let mut request = with_token("t");
        request.headers.insert("accept", HeaderValue::from_static("application/json"));
        let response = pass(&filter, &mut request).await.unwrap_or_else(|| panic!("{mood:?} lets a request pass"));
        assert_eq!(response.status(), 503, "{mood:?}");
        let expected = r#"{"message": "The server is currently unavailable. Please try again at a later time.<br /><br />\nThe Keystone service is temporarily unavailable.\n\n", "code": "503 Service Unavailable", "title": "Service Unavailable"}"#;
        assert_eq!(response.body().as_bytes().map(String::from_utf8_lossy).as_deref(), Some(expected));
        assert!(request.identity.is_none() && !response.headers().contains_key(WWW_AUTHENTICATE));
    }
    keystone.feel(Mood::Fine);
    assert_eq!(status(&filter, with_token("t")).await, 200, "nothing of it was remembered");
}

#[tokio::test]
async fn a_keystone_that_is_not_there_makes_503() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let keystone = Fake::start().await;
    let settings = AuthTokenSettings {
        auth_url: Some(format!("http://{address}/v3")),
        http_request_max_retries: 2,
        ..keystone.settings()
    };
    let filter = AuthToken::new(settings).expect("good settings");
    let started = std::time::Instant::now();
    assert_eq!(status(&filter, with_token("t")).await, 503);
    assert!(started.elapsed() >= Duration::from_millis(300), "two more tries, after 100 and 200 milliseconds");
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_replaced() {
    let keystone = Fake::start().await;
    keystone.feel(Mood::Closing);
    let filter = keystone.filter();
    for number in 0..10 {
        let token = format!("t{number}");
        keystone.know(&token, &["member"]);
        assert_eq!(status(&filter, with_token(&token)).await, 200, "{token}");
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let keystone = Fake::start().await;
    let filter = keystone.filter();
    for number in 0..10 {
        assert_eq!(status(&filter, with_token(&format!("t{number}"))).await, 401);
    }
    assert_eq!(keystone.state.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_delayed_decision_lets_all_pass_but_vouches_for_none() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter = AuthTokens::new(keystone.settings())
        .of(&[("delay_auth_decision".to_owned(), "true".to_owned())])
        .expect("good settings");
    let identity = async |sent: &[(&'static str, &str)]| {
        let mut request = request("/", sent);
        assert!(pass(&filter, &mut request).await.is_none(), "{sent:?}");
        request.identity
    };
    assert!(identity(&[]).await.is_none());
    assert!(identity(&[("x-auth-token", "wrong")]).await.is_none());
    assert!(identity(&[("x-auth-token", "t")]).await.is_some());
    keystone.feel(Mood::Status(500));
    assert!(identity(&[("x-auth-token", "u")]).await.is_none());
}

#[tokio::test]
async fn without_a_cache_each_request_asks() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter =
        AuthToken::new(AuthTokenSettings { token_cache_time: -1, ..keystone.settings() }).expect("good settings");
    for _ in 0..3 {
        assert_eq!(status(&filter, with_token("t")).await, 200);
        assert_eq!(status(&filter, with_token("wrong")).await, 401);
    }
    keystone.state.tokens.lock().unwrap().clear();
    assert_eq!(status(&filter, with_token("t")).await, 401, "a revoked token ends at once");
    assert_eq!((keystone.logins(), keystone.look_ups()), (1, 7));
}

#[tokio::test]
async fn a_verdict_is_believed_for_the_cache_time() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filter =
        AuthToken::new(AuthTokenSettings { token_cache_time: 1, ..keystone.settings() }).expect("good settings");
    assert_eq!(status(&filter, with_token("t")).await, 200);
    keystone.state.tokens.lock().unwrap().clear();
    assert_eq!(status(&filter, with_token("t")).await, 200);
    tokio::time::sleep(Duration::from_millis(1050)).await;
    assert_eq!(status(&filter, with_token("t")).await, 401);
    assert_eq!(keystone.look_ups(), 2);
}

#[tokio::test]
async fn a_token_ends_by_the_local_clock() {
    let keystone = Fake::start().await;
    keystone.know_as("t", &token_text("t", &["member"], "2001-01-01T00:00:00.000000Z", ""));
    let filter = keystone.filter();
    assert_eq!(status(&filter, with_token("t")).await, 401);
    assert_eq!(status(&filter, with_token("t")).await, 401);
}

#[tokio::test]
async fn a_service_token_adds_its_roles_and_lets_a_user_s_token_outlive_itself() {
    let keystone = Fake::start().await;
    let end = "2001-01-01T00:00:00.000000Z";
    keystone.know("user", &["member"]);
    keystone.know("service", &["service", "admin"]);
    keystone.know("other", &["member"]);
    keystone.state.expired.lock().unwrap().insert("old".to_owned(), token_text("old", &["member"], end, ""));
    let filter = keystone.filter();
    let both = |user: &str, service: &str| request("/", &[("x-auth-token", user), ("x-service-token", service)]);

    let mut good = both("user", "service");
    assert!(pass(&filter, &mut good).await.is_none());
    let identity = good.identity.expect("an identity");
    assert_eq!((identity.user_id.as_str(), identity.service_roles.join(",")), ("u-user", "service,admin".to_owned()));
    assert_eq!(identity.service.as_ref().map(|service| service.user_id.as_str()), Some("u-service"));
    assert_eq!(identity.roles, ["member"]);

    assert_eq!(status(&filter, with_token("old")).await, 401);
    assert_eq!(status(&filter, both("old", "service")).await, 200, "a refusal of the expired token does not stand");
    assert_eq!(status(&filter, both("old", "service")).await, 200, "nor does it from the cache");
    assert_eq!(status(&filter, with_token("old")).await, 401, "without the service the token has ended still");
    assert_eq!(status(&filter, both("old", "other")).await, 401, "a token without the role is no service's");
    assert_eq!(status(&filter, both("user", "other")).await, 401);
    assert_eq!(status(&filter, both("user", "wrong")).await, 401);
    assert_eq!(status(&filter, request("/", &[("x-service-token", "service")])).await, 401);

    let lax = AuthTokenSettings { service_token_roles_required: false, ..keystone.settings() };
    let lax = AuthToken::new(lax).expect("good settings");
    assert_eq!(status(&lax, both("user", "other")).await, 200);
    assert_eq!(status(&lax, both("old", "other")).await, 401, "an expired token takes the role in any case");
    let seen = keystone.state.seen.lock().unwrap().join("\n");
    assert!(seen.contains("/v3/auth/tokens?allow_expired=1"), "{seen}");
}

#[tokio::test]
async fn access_rules_are_enforced_on_a_cached_token_too() {
    let keystone = Fake::start().await;
    let rules = r#", "application_credential": {"access_rules": [{"service": "compute", "method": "GET", "path": "/v2.1/servers"}]}"#;
    keystone.know_as("t", &token_text("t", &["member"], "2100-01-01T00:00:00.000000Z", rules));
    keystone.know("service", &["service"]);
    let settings = AuthTokenSettings { service_type: Some("compute".to_owned()), ..keystone.settings() };
    let filter = AuthToken::new(settings).expect("good settings");
    for _ in 0..2 {
        assert_eq!(status(&filter, request("/v2.1/servers?limit=1", &[("x-auth-token", "t")])).await, 200);
        assert_eq!(status(&filter, request("/v2.1/flavors", &[("x-auth-token", "t")])).await, 401);
        let by_service = [("x-auth-token", "t"), ("x-service-token", "service")];
        assert_eq!(status(&filter, request("/v2.1/flavors", &by_service)).await, 200);
    }
    assert_eq!(status(&keystone.filter(), with_token("t")).await, 401, "without a service_type no rule can be checked");
}

#[tokio::test]
async fn v3_is_found_below_the_auth_url() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    for url in [keystone.url.clone(), format!("{}/", keystone.url), format!("{}/v3/", keystone.url)] {
        let settings = AuthTokenSettings { auth_url: Some(url.clone()), ..keystone.settings() };
        let filter = AuthToken::new(settings).expect("good settings");
        assert_eq!(status(&filter, with_token("t")).await, 200, "{url}");
    }
    let settings = AuthTokenSettings { auth_url: Some(format!("{}/nova", keystone.url)), ..keystone.settings() };
    let filter = AuthToken::new(settings).expect("good settings");
    assert_eq!(status(&filter, with_token("t")).await, 503, "there is no Keystone at that path");
}

#[tokio::test]
async fn the_catalog_says_where_tokens_are_checked() {
    let (first, second) = (Fake::start().await, Fake::start().await);
    second.know("t", &["member"]);
    let endpoint = |interface: &str, region: &str, url: &str| {
        format!(r#"{{"interface": "{interface}", "region": "{region}", "region_id": "{region}", "url": "{url}"}}"#)
    };
    *first.state.catalog.lock().unwrap() = format!(
        r#"[{{"type": "compute", "endpoints": []}}, {{"type": "identity", "endpoints": [{}, {}, {}]}}]"#,
        endpoint("public", "one", "http://127.0.0.1:1/"),
        endpoint("internal", "two", "http://127.0.0.1:1/"),
        endpoint("internal", "one", &second.url),
    );
    let settings = AuthTokenSettings { region_name: Some("one".to_owned()), ..first.settings() };
    let filter = AuthToken::new(settings).expect("good settings");
    assert_eq!(status(&filter, with_token("t")).await, 200);
    assert_eq!((first.logins(), first.look_ups()), (1, 0));
    assert_eq!((second.logins(), second.look_ups()), (0, 1));
}

#[tokio::test]
async fn a_401_from_below_gets_the_challenge() {
    let keystone = Fake::start().await;
    let filter = keystone.filter();
    for (below, challenges) in [(401, 1), (200, 0), (403, 0)] {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::from_u16(below).expect("a status");
        filter.on_response(&with_token("t"), &mut response);
        assert_eq!(response.headers().get_all(WWW_AUTHENTICATE).iter().count(), challenges, "{below}");
    }
}

#[tokio::test]
async fn mounts_with_the_same_settings_share_a_filter() {
    let keystone = Fake::start().await;
    keystone.know("t", &["member"]);
    let filters = AuthTokens::new(keystone.settings());
    for _ in 0..2 {
        let filter = filters.of(&[]).expect("good settings");
        assert_eq!(status(&filter, with_token("t")).await, 200);
    }
    assert_eq!(keystone.look_ups(), 1);
    let own = filters.of(&[("token_cache_time".to_owned(), "-1".to_owned())]).expect("good settings");
    assert_eq!(status(&own, with_token("t")).await, 200);
    assert_eq!(keystone.look_ups(), 2);
    let wrong = filters.of(&[("token_cache_time".to_owned(), "long".to_owned())]).expect_err("no number");
    assert_eq!(wrong, "`token_cache_time = long` is not a whole number");
}

#[test]
fn what_is_missing_or_unusable_is_said_at_the_start() {
    let error = |settings: AuthTokenSettings| AuthToken::new(settings).expect_err("unusable settings");
    let with_url = |url: &str| AuthTokenSettings { auth_url: Some(url.to_owned()), ..AuthTokenSettings::default() };
    assert!(error(AuthTokenSettings::default()).contains("auth_url"));
    #[cfg(not(feature = "tls"))]
    assert!(error(with_url("https://keystone:5000")).contains("https"));
    assert!(error(with_url("http://keystone:5000/v2.0")).contains("/v2.0"));
    assert!(error(with_url("http://keystone:5000")).contains("auth_type"));
}

/// Every event at every level, with its fields.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = self.0.lock().unwrap();
        event.record(&mut |field: &tracing::field::Field, value: &dyn fmt::Debug| {
            text.push_str(&format!("{field}={value:?} "));
        });
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn no_secret_is_shown() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let keystone = Fake::start().await;
    keystone.know_as("canary-user", &token_text("someone", &["member"], "2100-01-01T00:00:00.000000Z", ""));
    let filter = keystone.filter();
    let mut shown = format!("{:?} {filter:?}", keystone.settings());
    for mood in [Mood::Fine, Mood::Status(500), Mood::Body("{}"), Mood::Reset, Mood::Silent] {
        keystone.feel(mood);
        for token in ["canary-user", "canary-wrong"] {
            let mut request = with_token(&format!("{token}{}", if mood == Mood::Fine { "" } else { "-more" }));
            let response = pass(&filter, &mut request).await;
            shown.push_str(&format!("{request:?} {response:?}"));
        }
    }
    keystone.state.refuse_own.store(9, Ordering::SeqCst);
    assert_eq!(status(&filter, with_token("canary-last")).await, 503);
    shown.push_str(&log.0.lock().unwrap());
    assert!(shown.contains("{SHA256}"), "the log names tokens by their hash: {shown}");
    assert!(!shown.contains("canary"), "{shown}");
}
