//! The shapes of answers: which keys they have, and of which types, by route and microversion.
//!
//! `response_shapes.expected` holds them as they were when every answer satisfied Nova's own schemas, so that a change of one
//! shows where those are not at hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use starmap::microversion::Microversion;

/// Lines like `server.links[].href: string`.
type Shape = BTreeSet<String>;

/// What all answers of each route looked like.
#[derive(Default)]
pub(super) struct Shapes {
    routes: BTreeMap<String, BTreeMap<Microversion, Shape>>,
}

impl Shapes {
    /// Adds an answer of a route to what is known of it.
    pub(super) fn add(&mut self, route: &str, version: Microversion, answer: &Value) {
        let shape = self.routes.entry(route.to_owned()).or_default().entry(version).or_default();
        walk(answer, "", shape);
    }

    /// One paragraph a route: the shape at its first microversion, then what each later one adds and takes.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (route, versions) in &self.routes {
            text.push_str(&format!("{route}\n"));
            let nothing = Shape::new();
            let mut before = &nothing;
            for (version, shape) in versions {
                if shape == before && !std::ptr::eq(before, &nothing) {
                    continue;
                }
                text.push_str(&format!("  {version}\n"));
                before.difference(shape).for_each(|line| text.push_str(&format!("    - {line}\n")));
                shape.difference(before).for_each(|line| text.push_str(&format!("    + {line}\n")));
                before = shape;
            }
        }
        text
    }
}

fn walk(value: &Value, path: &str, shape: &mut Shape) {
    let name = if path.is_empty() { "." } else { path };
    match value {
        Value::Object(object) if object.is_empty() => drop(shape.insert(format!("{name}: empty object"))),
        Value::Object(object) => {
            for (key, inner) in object {
                let dot = if path.is_empty() { "" } else { "." };
                walk(inner, &format!("{path}{dot}{key}"), shape);
            }
        }
        Value::Array(items) if items.is_empty() => drop(shape.insert(format!("{name}: empty array"))),
        Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{path}[]"), shape)),
        Value::Null => drop(shape.insert(format!("{name}: null"))),
        Value::Bool(_) => drop(shape.insert(format!("{name}: boolean"))),
        Value::Number(number) if number.is_f64() => drop(shape.insert(format!("{name}: number"))),
        Value::Number(_) => drop(shape.insert(format!("{name}: integer"))),
        Value::String(_) => drop(shape.insert(format!("{name}: string"))),
    }
}
