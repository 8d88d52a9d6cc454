//! The operators' listener: `/metrics` and `/healthcheck`, away from the API and by default not listened on.

use std::sync::Arc;

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use starmap::application::Application;
use starmap::filter::{Outcome, Response};
use starmap::filters::{HealthSettings, HealthcheckApp};
use starmap::metrics::{MEDIA_TYPE, Metrics};
use starmap::pipeline::Pipeline;
use starmap::request::Request;
use starmap::service::Service;
use starmap::urlmap::{Mount, UrlMap};

/// Shows the counters.
#[derive(Debug)]
pub struct MetricsPage(Arc<Metrics>);

impl Application for MetricsPage {
    async fn call(&self, _: &mut Request) -> Outcome {
        let mut response = Response::new(self.0.render().into());
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        Ok(response)
    }
}

starmap::applications! {
    /// What operators may ask.
    #[derive(Debug)]
    pub enum AdminApp {
        /// `/metrics`
        Metrics(MetricsPage),
        /// `/healthcheck`
        Health(HealthcheckApp),
    }
}

/// The service behind `[nova_lite] admin_listen`.
pub fn service(metrics: Arc<Metrics>, health: HealthSettings) -> Service<AdminApp> {
    let mount = |path: &str, application| {
        let pipeline = Pipeline { name: path.to_owned(), filters: Vec::new(), application: Arc::new(application) };
        (Mount::new(path), pipeline)
    };
    Service::new(UrlMap::new(vec![
        mount("/metrics", AdminApp::Metrics(MetricsPage(metrics))),
        mount("/healthcheck", AdminApp::Health(HealthcheckApp(health))),
    ]))
}
