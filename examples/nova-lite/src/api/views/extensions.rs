//! What extensions look like.

use crate::api::extension_list::Extension;

/// `{"extensions": […]}`
#[derive(Debug, starmap::View)]
pub struct ExtensionList {
    /// All of them.
    pub extensions: Vec<ExtensionView>,
}

/// `{"extension": …}`
#[derive(Debug, starmap::View)]
pub struct ExtensionBody {
    /// The extension.
    pub extension: ExtensionView,
}

/// An extension.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ExtensionView {
    pub alias: &'static str,
    pub description: &'static str,
    pub links: [&'static str; 0],
    pub name: &'static str,
    pub namespace: &'static str,
    pub updated: &'static str,
}

impl From<&Extension> for ExtensionView {
    fn from(extension: &Extension) -> Self {
        Self {
            alias: extension.alias,
            description: extension.description,
            links: [],
            name: extension.name,
            namespace: "http://docs.openstack.org/compute/ext/fake_xml",
            updated: "2014-12-03T00:00:00Z",
        }
    }
}
