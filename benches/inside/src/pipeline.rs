//! The filters of Nova's pipeline around an application that does nothing: one more with each row.

use std::sync::Arc;

use http::Method;
use starmap::application::Application;
use starmap::filter::{Filter, Outcome, Response};
use starmap::filters::{BODY_BYTES_MAX, Cors, FaultWrap, HttpProxy, NoAuth, RequestIds, RequestLog, SizeLimit};
use starmap::log::{LogStyle, OsloLines};
use starmap::pipeline::Pipeline;
use starmap::request::Request;
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};
use tracing::Level;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

use crate::ask::{Ask, Case, ready};

type MakeFilter = fn() -> Box<dyn Filter>;

/// In the order of api-paste.ini.
const FILTERS: [(&str, MakeFilter); 8] = [
    ("cors", || Box::new(Cors::default())),
    ("http_proxy_to_wsgi", || Box::new(HttpProxy { enabled: true })),
    ("compute_req_id", || Box::new(RequestIds::compute())),
    ("faultwrap", || Box::new(FaultWrap)),
    ("request_log", || Box::new(RequestLog)),
    ("sizelimit", || Box::new(SizeLimit { body_bytes_max: BODY_BYTES_MAX })),
    ("osprofiler", || Box::new(PassThrough)),
    ("noauth2", || Box::new(NoAuth::v2())),
];

/// Each row has the filters of the row before and one more; the last two have all, and a log.
pub(crate) fn cases() -> Vec<Case> {
    let asked = || Ask::new(Method::GET, "/v2.1/servers/83e2a10f-d02e-4300-8f85-9bbed3dff1dd", 200);
    let mut cases = vec![case("urlmap and pipeline", asked(), 0, None)];
    for (index, (name, _)) in FILTERS.iter().enumerate() {
        cases.push(case(name, asked(), index + 1, None));
    }
    cases.push(case("a log that leaves the access line out", asked(), FILTERS.len(), Some(Level::WARN)));
    cases.push(case("a log that writes the access line", asked(), FILTERS.len(), Some(Level::INFO)));
    cases
}

fn case(name: &'static str, ask: Ask, filters: usize, log: Option<Level>) -> Case {
    let named = |(name, make): &(&str, MakeFilter)| ((*name).to_owned(), make());
    let filters = FILTERS[..filters].iter().map(named).collect();
    let pipeline = Pipeline { name: "api".to_owned(), filters, application: Arc::new(Silent) };
    let service = Service::new(UrlMap::new(vec![(Mount::new("/v2.1"), pipeline)]));
    let asked = ask.clone();
    let answer = move |times| {
        let run = || asked.run(times, |request| ready(service.respond(request)));
        match log {
            None => run(),
            Some(level) => {
                let lines = OsloLines::new(LogStyle::default(), std::io::sink);
                let log = tracing_subscriber::registry().with(LevelFilter::from_level(level)).with(lines);
                tracing::subscriber::with_default(log, run);
            }
        }
    };
    Case { name, ask, run: Box::new(answer) }
}

/// `osprofiler`, which is accepted and does nothing.
struct PassThrough;

impl Filter for PassThrough {}

/// Answers with nothing.
struct Silent;

impl Application for Silent {
    async fn call(&self, _: &mut Request) -> Outcome {
        Ok(Response::default())
    }
}
