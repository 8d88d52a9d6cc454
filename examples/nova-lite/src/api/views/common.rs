//! Shapes that several resources share.

use starmap::View;
use starmap::links::Links;

/// One link.
#[derive(Debug, View)]
pub struct Link {
    /// What it leads to: `self`, `bookmark` or `next`.
    pub rel: &'static str,
    /// Where.
    pub href: String,
}

/// The link to the resource at `path` and the one that holds at every version.
pub fn self_and_bookmark(links: &Links, path: &str) -> Vec<Link> {
    vec![Link { rel: "self", href: links.own(path) }, Link { rel: "bookmark", href: links.bookmark(path) }]
}

/// The links of a page: the one to the page after it.
pub fn next(href: String) -> Vec<Link> {
    vec![Link { rel: "next", href }]
}
