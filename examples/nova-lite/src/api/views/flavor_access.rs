//! What the projects that may use a private flavor look like.

/// `{"flavor_access": […]}`
#[derive(Debug, starmap::View)]
pub struct FlavorAccess<'a> {
    /// A project each.
    pub flavor_access: Vec<Access<'a>>,
}

/// A project that may use a flavor.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct Access<'a> {
    pub flavor_id: &'a str,
    pub tenant_id: &'a str,
}

impl<'a> FlavorAccess<'a> {
    /// The projects of a flavor.
    pub fn new(flavor_id: &'a str, projects: &'a [String]) -> Self {
        let access = |tenant_id: &'a String| Access { flavor_id, tenant_id };
        Self { flavor_access: projects.iter().map(access).collect() }
    }
}
