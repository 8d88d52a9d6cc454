//! Links: the URLs of resources, as the caller reached them.
//!
//! A `self` link stands below the application's URL, a `bookmark` below the same without its version segment, a `next` link
//! is the collection with the query that asks for the page after. The caller's project id stands in them if it stands
//! anywhere in the URL of the request, as in Nova.

use crate::extract::{Call, Extract};
use crate::fault::Fault;
use crate::request::Request;
use crate::schema::QueryParams;

/// Makes the links of one request.
#[derive(Clone, Debug)]
pub struct Links {
    application: String,
    bookmark: String,
    /// `/` and the project id, or nothing.
    project: String,
}

impl Links {
    /// Links for a request, below `prefix` where one is configured in place of what the client asked for.
    pub fn new(request: &Request, prefix: Option<&str>) -> Self {
        let application = match prefix {
            Some(prefix) => with_prefix(&request.application_url(), prefix),
            None => request.application_url(),
        };
        let bookmark = without_version(&application).to_owned();
        Self { project: project_segment(request), application, bookmark }
    }

    /// The URL of the application, without a slash at its end.
    pub fn application(&self) -> &str {
        &self.application
    }

    /// The link to `path`, which starts with a slash: `/servers/…`.
    pub fn own(&self, path: &str) -> String {
        [&self.application, &self.project, path].concat()
    }

    /// The link to `path` that holds at every version of the API.
    pub fn bookmark(&self, path: &str) -> String {
        [&self.bookmark, &self.project, path].concat()
    }

    /// The link to the page of `path` that starts after `marker`.
    pub fn next(&self, path: &str, params: &QueryParams, marker: &str) -> String {
        [&self.own(path), "?", &params.next_page(marker)].concat()
    }
}

impl<'r> Extract<'r> for Links {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(Self::new(call.request, call.settings.link_prefix.as_deref()))
    }
}

fn project_segment(request: &Request) -> String {
    let Some(project) = request.context.as_ref().map(|context| context.project_id()).filter(|id| !id.is_empty()) else {
        return String::new();
    };
    let stands_in = |text: &str| text.contains(project);
    let in_url = stands_in(request.uri.path()) || stands_in(request.query()) || stands_in(request.host());
    if in_url { format!("/{project}") } else { String::new() }
}

/// `url` with scheme and host of `prefix`, and the prefix' path before its own.
fn with_prefix(url: &str, prefix: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("");
    format!("{}{path}", prefix.trim_end_matches('/'))
}

/// `url` without a last segment of the form `v2` or `v2.1`.
fn without_version(url: &str) -> &str {
    let Some((before, last)) = url.rsplit_once('/') else { return url };
    let is_version = last.strip_prefix('v').is_some_and(|number| {
        let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits(major) && digits(minor)
    });
    if is_version { before } else { url }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_segment_is_left_out_of_bookmarks() {
        for (url, bookmark) in [
            ("http://h:8774/v2.1", "http://h:8774"),
            ("http://h/compute/v2", "http://h/compute"),
            ("http://h:8774", "http://h:8774"),
            ("http://h/vx", "http://h/vx"),
        ] {
            assert_eq!(without_version(url), bookmark);
        }
    }

    #[test]
    fn a_prefix_takes_the_place_of_scheme_and_host() {
        assert_eq!(
            with_prefix("http://h:8774/v2.1", "https://api.example/compute/"),
            "https://api.example/compute/v2.1"
        );
    }
}
