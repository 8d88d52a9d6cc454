//! The rows of a controller as the parts of its table: texts, and the types of which is asked what they say.
//!
//! The runtime's `route::Written` says what stands in a row.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;
use syn::ext::IdentExt;

use crate::model::{Action, Argument, Role};
use crate::types::{mentions_impl, written};

/// The most types in one part: the runtime has a trait for tuples of so many.
const TYPES_MAX: usize = 12;

/// The rows of the actions, in parts: those under `#[cfg]` each in one of its own.
pub(crate) fn expand_rows(actions: &[Action], nodes: &[usize]) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    for (id, (action, nodes)) in actions.iter().zip(nodes).enumerate() {
        let sources: Vec<_> = described(action).collect();
        let is_full = part.answers.len() == TYPES_MAX || part.sources.len() + sources.len() > TYPES_MAX;
        let apart = !part.cfgs.is_empty() || !action.cfgs.is_empty();
        if !part.answers.is_empty() && (is_full || apart) {
            parts.push(std::mem::take(&mut part).expand());
        }
        part.cfgs = &action.cfgs;
        part.text += &text(id, action, *nodes, sources.len());
        part.answers.push(&action.returns);
        part.sources.extend(sources);
    }
    if !part.answers.is_empty() {
        parts.push(part.expand());
    }
    parts
}

#[derive(Default)]
struct Part<'a> {
    cfgs: &'a [syn::Attribute],
    text: String,
    answers: Vec<&'a Type>,
    sources: Vec<&'a Type>,
}

impl Part<'_> {
    fn expand(self) -> TokenStream {
        let Self { cfgs, text, answers, sources } = self;
        let answers = answers.into_iter().map(expand_answer);
        quote!(#(#cfgs)* __Rows(#text, __TypesOf::<(#(#answers,)*), (#(#sources,)*)>::SAY))
    }
}

/// The type whose constant says what a success holds. `impl Trait` cannot be named: it is some response.
fn expand_answer(returns: &Type) -> TokenStream {
    if mentions_impl(returns) { quote!(__Response) } else { quote!(#returns) }
}

/// The types of arguments that say what they are.
fn described(action: &Action) -> impl Iterator<Item = &Type> {
    action.arguments.iter().filter(|argument| matches!(argument.role, Role::Described)).map(|argument| &argument.ty)
}

fn text(id: usize, action: &Action, nodes: usize, sources: usize) -> String {
    let arguments: Vec<_> = action.arguments.iter().map(describe).collect();
    let success: Vec<_> = action.success.iter().map(|(status, range)| format!("{status}{}", range.written())).collect();
    let also: Vec<_> = action.also.iter().map(u16::to_string).collect();
    let Action { method, template, range, body, name, line, .. } = action;
    let (template, name, body) = (template.text(), name.unraw(), body.as_deref().unwrap_or(""));
    let [since, until] = range.ends();
    format!(
        "{method}\t{template}\t{since}\t{until}\t{body}\t{name}\t{nodes}\t{line}\t{id}\t{}\t{}\t{}\t{sources}\t{}\t{}\n",
        action.policy.as_deref().unwrap_or(""),
        success.join(", "),
        also.join(" "),
        action.summary,
        arguments.join("\t")
    )
}

/// An argument as the runtime's `Route::arguments` reads it.
fn describe(Argument { name, ty, role }: &Argument) -> String {
    // As a line's end may stand in a literal of a type.
    let text = written(ty).replace(char::is_control, " ");
    match role {
        Role::Parameter(..) => format!("{{{name}}}: {text}"),
        Role::Described => format!("{name}: {text}"),
        Role::Extracted => format!("{name} = {text}"),
    }
}

/// How many nodes each row adds to a trie of the rows: the beginnings of its template that no row before it has. Of rows under
/// `#[cfg]` nobody may count on one.
pub(crate) fn new_nodes(actions: &[Action]) -> Vec<usize> {
    let mut known = Vec::new();
    let mut nodes = Vec::new();
    for action in actions {
        let beginnings = action.template.beginnings();
        nodes.push(beginnings.iter().filter(|beginning| !known.contains(*beginning)).count());
        if action.cfgs.is_empty() {
            known.extend(beginnings);
        }
    }
    nodes
}
