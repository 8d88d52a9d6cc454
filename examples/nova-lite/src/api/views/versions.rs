//! What versions of the API look like where clients discover them.

use starmap::View;
use starmap::microversion::Versioning;

use crate::api::versions::ApiVersion;

/// `{"versions": […]}`
#[derive(Debug, View)]
pub struct VersionItems {
    /// The versions by their ids.
    pub versions: Vec<VersionItem>,
}

/// `{"choices": […]}`
#[derive(Debug, View)]
pub struct VersionChoices {
    /// The versions by their ids.
    pub choices: Vec<VersionChoice>,
}

/// `{"version": …}`
#[derive(Debug, View)]
pub struct VersionBody {
    /// The version.
    pub version: VersionView,
}

/// A version in the list.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VersionItem {
    pub id: &'static str,
    pub status: &'static str,
    /// The newest microversion; nothing where there is none.
    pub version: String,
    pub min_version: String,
    pub updated: &'static str,
    pub links: [VersionLink; 1],
}

/// A version in full.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VersionView {
    pub id: &'static str,
    pub status: &'static str,
    pub version: String,
    pub min_version: String,
    pub updated: &'static str,
    pub links: [VersionLink; 2],
    #[view(name = "media-types")]
    pub media_types: [VersionMediaType; 1],
}

/// A version that a request could have been meant for.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VersionChoice {
    pub id: &'static str,
    pub status: &'static str,
    pub links: [VersionLink; 1],
    #[view(name = "media-types")]
    pub media_types: [VersionMediaType; 1],
}

/// A link of a version.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VersionLink {
    pub rel: &'static str,
    #[view(name = "type", skip_none)]
    pub media_type: Option<&'static str>,
    pub href: String,
}

/// What the answers of a version call themselves.
#[derive(Debug, View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct VersionMediaType {
    pub base: &'static str,
    #[view(name = "type")]
    pub media_type: &'static str,
}

impl VersionItem {
    /// A version below the service's URL.
    pub fn new(version: &ApiVersion, versioning: &Versioning, root: &str) -> Self {
        let (newest, oldest) = range(version, versioning);
        Self {
            id: version.id,
            status: version.status,
            version: newest,
            min_version: oldest,
            updated: version.updated,
            links: [VersionLink::own([root, version.path].concat())],
        }
    }
}

impl VersionView {
    /// A version that is mounted at `application`.
    pub fn new(version: &ApiVersion, versioning: &Versioning, application: &str) -> Self {
        let (newest, oldest) = range(version, versioning);
        let described = VersionLink {
            rel: "describedby",
            media_type: Some("text/html"),
            href: "http://docs.openstack.org/".to_owned(),
        };
        Self {
            id: version.id,
            status: version.status,
            version: newest,
            min_version: oldest,
            updated: version.updated,
            links: [VersionLink::own([application, "/"].concat()), described],
            media_types: [VersionMediaType::of(version)],
        }
    }
}

impl VersionChoice {
    /// A version below the service's URL that `path` may have been meant for.
    pub fn new(version: &ApiVersion, root: &str, path: &str) -> Self {
        let mount = version.path.trim_end_matches('/');
        Self {
            id: version.id,
            status: version.status,
            links: [VersionLink::own([root, mount, "/", path.trim_matches('/')].concat())],
            media_types: [VersionMediaType::of(version)],
        }
    }
}

impl VersionLink {
    fn own(href: String) -> Self {
        Self { rel: "self", media_type: None, href }
    }
}

impl VersionMediaType {
    fn of(version: &ApiVersion) -> Self {
        Self { base: "application/json", media_type: version.media_type }
    }
}

/// The newest and the oldest microversion.
fn range(version: &ApiVersion, versioning: &Versioning) -> (String, String) {
    if version.versioned { (versioning.max.to_string(), versioning.min.to_string()) } else { Default::default() }
}
