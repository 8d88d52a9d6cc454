//! Turns the route tables into Rust: rows for starmap's const mapper, and a generated match as the limit.
//!
//! The match has a function for each node of the trie. It never looks for the end of a literal segment: it switches on the byte
//! that tells most candidates apart and then compares the whole literal with the slash behind it.

#[path = "src/routes.rs"]
#[allow(dead_code, reason = "the binary uses the rest")]
mod routes;

use std::collections::BTreeMap;
use std::fmt::Write;

use routes::{METHODS, Template, is_parameter};

fn main() {
    println!("cargo::rerun-if-changed=../routes");
    println!("cargo::rerun-if-changed=src/routes.rs");
    let read = |name: &str| std::fs::read_to_string(format!("../routes/{name}.routes")).expect("a route table");
    let (nova, github) = (routes::parse(&read("nova")), routes::parse(&read("github")));
    let mut out = String::new();
    rows(&mut out, "NOVA", nova.iter().enumerate());
    let plain = nova.iter().enumerate().filter(|(_, template)| !template.text.contains("{project_id}"));
    let below: Vec<_> = plain
        .map(|(number, template)| {
            let text = template.text.strip_prefix("/v2.1").expect("Nova's routes are below its mount");
            (number, Template { text: text.to_owned(), ..template.clone() })
        })
        .collect();
    rows(&mut out, "NOVA_BELOW_MOUNT", below.iter().map(|(number, template)| (*number, template)));
    for (name, table) in [
        ("nova", &nova),
        ("github", &github),
        ("syn10", &routes::synthetic(10)),
        ("syn100", &routes::synthetic(100)),
        ("syn1000", &routes::synthetic(1000)),
    ] {
        matcher(&mut out, name, table);
    }
    let target = std::env::var("OUT_DIR").expect("cargo names the directory");
    std::fs::write(format!("{target}/tables.rs"), out).expect("the directory can be written");
}

fn rows<'t>(out: &mut String, name: &str, templates: impl Iterator<Item = (usize, &'t Template)>) {
    writeln!(out, "pub const {name}: &[Route] = &[").unwrap();
    for (number, template) in templates {
        for (at, method) in ["Get", "Post", "Put", "Delete", "Patch"].into_iter().enumerate() {
            if template.methods >> at & 1 == 1 {
                let text = &template.text;
                writeln!(out, "    row({number}, Method::{method}, {text:?}),").unwrap();
            }
        }
    }
    writeln!(out, "];").unwrap();
    assert_eq!(METHODS.len(), 5);
}

#[derive(Default)]
struct Node {
    literals: BTreeMap<String, Node>,
    parameter: Option<Box<Node>>,
    template: Option<usize>,
}

fn matcher(out: &mut String, name: &str, templates: &[Template]) {
    let mut root = Node::default();
    for (number, template) in templates.iter().enumerate() {
        let mut node = &mut root;
        for segment in template.text.split('/').skip(1) {
            node = match is_parameter(segment) {
                true => node.parameter.get_or_insert_default(),
                false => node.literals.entry(segment.to_owned()).or_default(),
            };
        }
        node.template = Some(number);
    }
    writeln!(out, "#[allow(unused_variables)]\npub mod {name} {{\n    use super::super::scan::*;").unwrap();
    let methods: Vec<String> = templates.iter().map(|template| template.methods.to_string()).collect();
    writeln!(out, "    pub const METHODS: &[u8] = &[{}];", methods.join(", ")).unwrap();
    let root = Functions { out, count: 0 }.function(&root, 0);
    writeln!(out, "    pub fn find<'p>(path: &'p str, texts: &mut Texts<'p>) -> u16 {{").unwrap();
    writeln!(out, "        match path.strip_prefix('/') {{ Some(rest) => n{root}(rest, texts), None => NONE }}")
        .unwrap();
    writeln!(out, "    }}\n}}").unwrap();
}

struct Functions<'o> {
    out: &'o mut String,
    count: usize,
}

impl Functions<'_> {
    /// Writes the function of a node below its children's; `parameters` of the path have been read when it is called.
    fn function(&mut self, node: &Node, parameters: usize) -> usize {
        let children: Vec<(&str, &Node, Option<usize>)> = node
            .literals
            .iter()
            .map(|(literal, child)| (literal.as_str(), child, self.below(child, parameters)))
            .collect();
        let parameter = node.parameter.as_deref().map(|child| (child, self.below(child, parameters + 1)));
        let number = self.count;
        self.count += 1;
        let mut code = String::new();
        let falls_back = parameter.is_some();
        switch(&mut code, &children, falls_back);
        if let Some((child, below)) = parameter {
            write!(code, "let end = end(b); if end == 0 {{ return NONE; }} let Some(text) = r.get(..end) else {{ return NONE }}; texts[{parameters}] = text; ").unwrap();
            if let Some(template) = child.template {
                write!(code, "if end == r.len() {{ return {template}; }} ").unwrap();
            }
            if let Some(below) = below {
                write!(code, "if let Some(rest) = r.get(end + 1..) {{ return n{below}(rest, texts); }} ").unwrap();
            }
        }
        writeln!(self.out, "    #[inline(never)] fn n{number}<'p>(r: &'p str, texts: &mut Texts<'p>) -> u16 {{ let b = r.as_bytes(); {code} NONE }}").unwrap();
        number
    }

    fn below(&mut self, child: &Node, parameters: usize) -> Option<usize> {
        let has = !child.literals.is_empty() || child.parameter.is_some();
        has.then(|| self.function(child, parameters))
    }
}

fn switch(code: &mut String, children: &[(&str, &Node, Option<usize>)], falls_back: bool) {
    match children {
        [] => {}
        [(literal, child, below)] => {
            if let Some(template) = child.template {
                write!(code, "if b == b\"{literal}\" {{ return {template}; }} ").unwrap();
            }
            if let Some(below) = below {
                let call = match falls_back {
                    true => format!("let found = n{below}(rest, texts); if found != NONE {{ return found; }}"),
                    false => format!("return n{below}(rest, texts);"),
                };
                write!(code, "if let Some(rest) = r.strip_prefix(\"{literal}/\") {{ {call} }} ").unwrap();
            }
        }
        _ => {
            let at = deciding_byte(children);
            let mut groups: BTreeMap<u8, Vec<_>> = BTreeMap::new();
            for child in children {
                groups.entry(byte(child.0, at)).or_default().push(*child);
            }
            write!(code, "match b.get({at}).copied().unwrap_or(b'/') {{ ").unwrap();
            for (byte, group) in groups {
                write!(code, "b'{}' => {{ ", byte as char).unwrap();
                switch(code, &group, falls_back);
                code.push_str("} ");
            }
            code.push_str("_ => {} } ");
        }
    }
}

/// The end of a literal reads as the slash or the end of the path behind it.
fn byte(literal: &str, at: usize) -> u8 {
    literal.as_bytes().get(at).copied().unwrap_or(b'/')
}

fn deciding_byte(children: &[(&str, &Node, Option<usize>)]) -> usize {
    let shortest = children.iter().map(|child| child.0.len()).min().unwrap_or(0);
    let kinds =
        |at: usize| children.iter().map(|child| byte(child.0, at)).collect::<std::collections::BTreeSet<_>>().len();
    (0..=shortest).max_by_key(|at| (kinds(*at), std::cmp::Reverse(*at))).expect("a range with an end has a first")
}
