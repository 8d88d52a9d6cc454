//! Requests with the answers that a router has to give, worked out by trying every template.

use crate::routes::{METHODS, Template, is_parameter, method_number};

/// One request of a workload.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: usize,
    pub path: String,
}

/// Reads the requests of one kind from lines of `hit GET /path answer`.
pub fn parse(text: &str, kind: &str) -> Vec<Request> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let (this, method, path) = (words.next()?, words.next()?, words.next()?);
            let wanted = if kind == "hit" { matches!(this, "hit" | "static" | "deep") } else { this == kind };
            wanted.then(|| Request { method: method_number(method).expect("a known method"), path: path.to_owned() })
        })
        .collect()
}

/// Hits on at most 500 templates spread over a table.
pub fn synthetic(templates: &[Template]) -> Vec<Request> {
    let step = templates.len().div_ceil(500);
    // A step that shares a factor with the ten templates of a resource would meet the same few kinds only.
    let step = if step % 2 == 0 || step % 5 == 0 { step + 1 } else { step };
    let chosen = templates.iter().step_by(step).enumerate();
    chosen
        .map(|(turn, template)| {
            let method = (turn..).map(|at| at % METHODS.len()).find(|at| template.methods >> at & 1 == 1);
            let segments = template.text.split('/').map(|segment| match segment {
                "{id}" | "{member}" => format!("{:08x}-4a5d-4c93-b6f0-1f0e2d3c4b5a", turn * 2_654_435_761),
                "{tag}" | "{key}" => format!("value{turn}"),
                literal => literal.to_owned(),
            });
            let path = segments.collect::<Vec<_>>().join("/");
            Request { method: method.expect("a template has a method"), path }
        })
        .collect()
}

impl Request {
    /// The template that fits the path best and has the method, with the parameters' texts.
    ///
    /// `falls_back` tells whether one that fits less well is taken where the best lacks the method.
    pub fn expected(&self, templates: &[Template], falls_back: bool) -> Option<(u16, Vec<String>)> {
        let segments: Vec<&str> = self.path.split('/').collect();
        let mut fitting: Vec<_> = templates
            .iter()
            .enumerate()
            .filter_map(|(number, template)| {
                let (kinds, parameters) = fit(&template.text, &segments)?;
                Some((kinds, number as u16, parameters, template.methods >> self.method & 1 == 1))
            })
            .collect();
        // A literal sorts before a parameter at each segment from the left.
        fitting.sort();
        let chosen = if falls_back { fitting.into_iter().find(|fit| fit.3) } else { fitting.into_iter().next() };
        chosen.filter(|fit| fit.3).map(|(_, number, parameters, _)| (number, parameters))
    }
}

fn fit(template: &str, path: &[&str]) -> Option<(Vec<bool>, Vec<String>)> {
    let (mut kinds, mut parameters) = (Vec::new(), Vec::new());
    let mut segments = path.iter();
    for wanted in template.split('/') {
        let segment = segments.next()?;
        kinds.push(is_parameter(wanted));
        if is_parameter(wanted) && !segment.is_empty() {
            parameters.push((*segment).to_owned());
        } else if wanted != *segment {
            return None;
        }
    }
    segments.next().is_none().then_some((kinds, parameters))
}
