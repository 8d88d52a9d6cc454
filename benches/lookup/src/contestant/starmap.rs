//! Starmap's mapper, built while compiling for Nova's table, and by the same steps when the benchmark starts for the others.

use starmap::mapper::{Built, Mapper, Options, build_at_run_time};
use starmap::route::{Method, Route};

use super::Contestant;
use crate::routes::Template;
use crate::set::{Set, Table};
use crate::tables;

/// As the router uses it: Nova's mount is taken off first, and the project id is no part of the templates.
pub struct Starmap {
    table: Mapper<'static>,
    /// Whether the table stands below a mount.
    mounted: bool,
    /// The number of the template with a project id, by that of the one without.
    below_project: Vec<u16>,
}

impl Contestant for Starmap {
    const FALLS_BACK: bool = true;

    fn new(set: &'static Set) -> Option<Self> {
        if set.table != Table::Nova {
            return Some(Self { table: built(&set.templates), mounted: false, below_project: Vec::new() });
        }
        const OPTIONS: Options = Options { project: true, versions: None };
        let table = starmap::mapper!(&[tables::NOVA_BELOW_MOUNT], OPTIONS);
        let number = |text: &str| set.templates.iter().position(|template| template.text == text).unwrap_or(0) as u16;
        let below_project =
            set.templates.iter().map(|template| number(&template.text.replacen("/v2.1", "/v2.1/{project_id}", 1)));
        Some(Self { table, mounted: true, below_project: below_project.collect() })
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let path = if self.mounted { path.strip_prefix("/v2.1")? } else { path };
        let method = Method::ALL[method];
        let found = self.table.find_method(path, method)?;
        let template = found.rows(method).as_slice().first()?.route.id;
        if let Some(project) = found.project() {
            read(project.of(path));
        }
        for span in found.parameters.spans() {
            read(span.of(path));
        }
        if found.project().is_some() { self.below_project.get(usize::from(template)).copied() } else { Some(template) }
    }
}

/// The table as it is, which for Nova has every template twice.
pub struct Plain(Mapper<'static>);

impl Contestant for Plain {
    const FALLS_BACK: bool = true;

    fn new(set: &'static Set) -> Option<Self> {
        (set.table == Table::Nova).then(|| Self(starmap::mapper!(&[tables::NOVA], Options::PLAIN)))
    }

    #[inline(never)]
    fn find(&self, method: usize, path: &str, mut read: impl FnMut(&str)) -> Option<u16> {
        let method = Method::ALL[method];
        let found = self.0.find_method(path, method)?;
        let template = found.rows(method).as_slice().first()?.route.id;
        for span in found.parameters.spans() {
            read(span.of(path));
        }
        Some(template)
    }
}

fn built(templates: &'static [Template]) -> Mapper<'static> {
    let mut rows: Vec<Route> = Vec::new();
    for (number, template) in templates.iter().enumerate() {
        let methods = Method::ALL.into_iter().filter(|method| template.methods >> *method as u8 & 1 == 1);
        rows.extend(methods.map(|method| tables::row(number as u16, method, &template.text)));
    }
    let built: &Built = Box::leak(Box::new(build_at_run_time(&[Vec::leak(rows)], Options::PLAIN).expect("no clash")));
    built.mapper()
}
