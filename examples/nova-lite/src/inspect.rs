//! What nova-lite would do, told without serving: `routes`, `explain`, `check-config`.

use std::fmt::Write;

use starmap::config::Config;
use starmap::explain::{self, Explainer, Question};
use starmap::microversion::Microversion;
use starmap::openapi::{self, Info};
use starmap::paste::Plan;
use starmap::router::Dispatch;

use crate::api::Api;
use crate::api::versions::COMPUTE;
use crate::cli::Routes;
use crate::config::Settings;

/// The list that `routes` prints.
pub fn routes(asked: &Routes) -> String {
    let mapper = Api::mapper();
    match (asked.diff, asked.json) {
        (Some((from, to)), _) => explain::routes_diff(mapper, from, to),
        (None, true) => explain::routes_json(mapper, asked.version) + "\n",
        (None, false) => explain::routes(mapper, asked.version),
    }
}

/// The way of a request.
pub fn explain(plan: &Plan, question: &Question) -> String {
    let explainer =
        Explainer { plan, application: "osapi_compute_app_v21", mapper: Api::mapper(), options: &Api::OPTIONS };
    explainer.explain(question)
}

/// What the API's description says besides its routes. The size limit is of every body; the other faults are those of
/// Keystone's filters.
pub const INFO: Info =
    Info { title: "nova-lite", mount: "/v2.1", token_header: Some("X-Auth-Token"), pipeline: &[401, 413, 503] };

/// The API at one microversion as OpenAPI.
pub fn openapi(version: Microversion) -> String {
    let document = openapi::document(Api::mapper(), INFO, Some(COMPUTE), version);
    String::from_utf8_lossy(&document).into_owned() + "\n"
}

/// What would be served, and every value with what set it; secrets are masked.
pub fn configuration(settings: &Settings, config: &Config, plan: &Plan, warnings: &[String]) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write_configuration(&mut out, settings, config, plan, warnings);
    out
}

fn write_configuration(
    out: &mut String,
    settings: &Settings,
    config: &Config,
    plan: &Plan,
    warnings: &[String],
) -> std::fmt::Result {
    writeln!(out, "would listen on {} with the strategy {}", settings.listen, settings.auth_strategy.as_str())?;
    for mounted in &plan.mounts {
        let stages: Vec<&str> = mounted.pipeline.filters.iter().map(|stage| stage.name.as_str()).collect();
        writeln!(out, "{:<10} {} {}", mounted.mount.as_written(), stages.join(" "), mounted.pipeline.app.name)?;
    }
    writeln!(out)?;
    for line in config.effective() {
        let value = line.value.as_deref().unwrap_or("(not set)");
        writeln!(out, "[{}] {} = {value}    ({})", line.group, line.option, line.source)?;
    }
    for warning in warnings {
        writeln!(out, "warning: {warning}")?;
    }
    Ok(())
}
