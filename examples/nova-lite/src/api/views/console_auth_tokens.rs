//! What the consoles of tokens look like.

use crate::compute::console::ConsoleToken;

/// `{"console": …}`
#[derive(Debug, starmap::View)]
pub struct ConsoleBody<'a> {
    /// The console.
    pub console: ConsoleView<'a>,
}

/// Where a console is.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct ConsoleView<'a> {
    pub instance_uuid: &'a str,
    pub host: &'a str,
    pub port: i64,
    #[view(since = "2.99")]
    pub tls_port: Option<i64>,
    pub internal_access_path: Option<&'a str>,
}

impl<'a> ConsoleView<'a> {
    /// The console that a token opens.
    pub fn new(token: &'a ConsoleToken) -> Self {
        Self {
            instance_uuid: &token.server_id,
            host: &token.host,
            port: token.port,
            tls_port: token.tls_port,
            internal_access_path: token.internal_access_path.as_deref(),
        }
    }
}
