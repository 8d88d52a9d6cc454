//! The rows as tokens, so that a clash between two controllers is shown under both `#[action]`s.
//!
//! The runtime's `const` check is the truth, but it can point at `router!` only. So each `#[resource]` also emits a macro that
//! hands its rows on, and `router!` chains those macros to [`report`], whose literals still carry the spans of the attributes.
//! The same goes for what only `router!` knows: the microversions of the API and its policy rules.
//! Rows under `#[cfg]` stay out: they are not known to exist when tokens are all there is.
//!
//! Nesting stays far below the default recursion limit: macros are chained in groups, and a chain of groups follows.

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit, LitStr, Path};

use crate::check::microversion;
use crate::diagnostics::Diagnostics;
use crate::expand::expand_range;
use crate::hash::hash;
use crate::model::{Action, Literals, Range};
use crate::path::PathTemplate;
use crate::place::Place;

/// The most macros in one chain: the square root of some hundred controllers.
const GROUP_MAX: usize = 24;

/// Emits the macro of a controller, under the name of its type, so that whoever imports the one has the other.
pub(crate) fn expand_callback(controller: &Ident, actions: &[Action], nodes: &[usize], runtime: &Path) -> TokenStream {
    let krate = std::env::var("CARGO_CRATE_NAME").unwrap_or_default();
    let name = controller.unraw().to_string();
    let place = Place::of(controller.span());
    let rows = actions.iter().zip(nodes).enumerate();
    let rows = rows.flat_map(|(id, (action, nodes))| expand_row(id, action, *nodes));
    let file = &place.file;
    // Exported macros share one namespace in a crate, types do not.
    let callback = format_ident!("__starmap_{}_{:016x}", name, hash(&place.to_string()));
    quote!(#runtime::__private::hand_on! { $ #callback #controller { #krate #name #file #(#rows)* } })
}

/// A row is one literal with the span of its `#[action]`, and one more for each literal that `router!` may point at: a token
/// costs more than its text. Of a row under `#[cfg]` there is only the number.
fn expand_row(id: usize, action: &Action, nodes: usize) -> Vec<Literal> {
    if !action.cfgs.is_empty() {
        return vec![literal(&format!("cfg {id}"), action.span)];
    }
    let Action { method, template, range, body, name, line, .. } = action;
    let (template, name, body) = (template.text(), name.unraw(), body.as_deref().unwrap_or(""));
    let [since, until] = range.ends();
    // What may hold a space comes last.
    let row = format!("{method} {template} {since} {until} {name} {nodes} {line} {body}");
    let mut literals = vec![literal(&row, action.span)];
    let Literals { since, until, policy } = &action.literals;
    for (name, written) in [("since", since), ("until", until), ("policy", policy)] {
        literals.extend(written.as_ref().map(|text| literal(&format!("{name} {}", text.value()), text.span())));
    }
    for (name, holds) in [("gap", action.gap_allowed), ("types", action.may_break_a_limit())] {
        literals.extend(holds.then(|| literal(name, action.span)));
    }
    literals
}

fn literal(text: &str, span: Span) -> Literal {
    let mut literal = Literal::string(text);
    literal.set_span(span);
    literal
}

/// What `router!` says of its API that rows are checked against.
pub(crate) struct Api {
    /// The first and the last microversion.
    pub(crate) versions: Option<(LitStr, LitStr)>,
    /// The constant that holds the policy rules.
    pub(crate) policies: Option<Path>,
}

/// Emits the expression, of the runtime's type `Size`, that asks every controller for its rows and shows what is wrong with them.
pub(crate) fn expand_chain(name: &Ident, controllers: &[&Path], api: &Api, krate: &Path) -> TokenStream {
    let Api { versions, policies } = api;
    let versions = versions.iter().flat_map(|(min, max)| [min, max]);
    let names: Vec<_> = (0..controllers.len()).map(|index| format_ident!("__rows_{index}")).collect();
    let groups: Vec<_> = (0..controllers.len().div_ceil(GROUP_MAX)).map(|at| format_ident!("__group_{at}")).collect();
    let chains = names.chunks(GROUP_MAX).zip(&groups).map(|(names, group)| {
        let (first, rest) = (&names[0], &names[1..]);
        quote!(#first! { [] #(#rest)* __gather #group })
    });
    let (chains, last): (Vec<_>, _) = if groups.len() > 1 { (chains.collect(), &groups) } else { (Vec::new(), &names) };
    let (first, rest) = (&last[0], &last[1..]);
    let imports = controllers
        .iter()
        .zip(&names)
        .map(|(path, name)| quote_spanned!(last_span(quote!(#path))=> #[allow(unused_imports)] use #path as #name;));
    quote! {{
        // A type without `#[resource]` has no macro of its name; then the outer name is found, and the trait's error shown.
        mod __absent {
            macro_rules! __absent {
                ([$($before:tt)*] $next:ident $($rest:tt)*) => { $next! { [$($before)* {}] $($rest)* } };
            }
            #(#[allow(unused_imports)] pub(super) use __absent as #names;)*
        }
        #[allow(unused_imports)]
        use __absent::{#(#names),*};
        {
            #(#imports)*
            use #krate::__private::{__gather, __report};
            // A block of its own: while macros are left in a block, its names are not settled.
            {
                #(#chains)*
                #first! { [] #(#rest)* __report #name [#(#versions)*] [#policies] (#krate) #((#controllers))* }
            }
        }
    }}
}

/// Expands the end of one chain: a macro that holds what was gathered.
pub(crate) fn gather(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let (Some(TokenTree::Group(rows)), Some(TokenTree::Ident(group))) = (tokens.next(), tokens.next()) else {
        return TokenStream::new();
    };
    let rows = rows.stream();
    quote! {
        macro_rules! #group {
            ([$($before:tt)*] $next:ident $($rest:tt)*) => { $next! { [$($before)* #rows] $($rest)* } };
        }
    }
}

/// Expands the end of the chain of groups: the errors, and the size of the table. Where not all rows were seen, the compiler looks
/// through them.
pub(crate) fn report(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let rows = tokens.next();
    let mut input: Gathered = match syn::parse2(tokens.collect()) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    if let Some(TokenTree::Group(rows)) = rows {
        input.add_all(rows.stream());
    }
    let mut diagnostics = Diagnostics::new();
    check_clashes(&input.rows, &mut diagnostics);
    // Nobody knows here whether a row under `#[cfg]` fills a gap; and most APIs have no range that could leave one.
    let known = input.controllers.iter().all(|listed| listed.conditional.is_empty());
    if known && input.rows.iter().any(|row| row.range.since.is_some()) {
        check_gaps(&input.rows, &mut diagnostics);
    }
    check_ranges(&input.rows, input.versions, &mut diagnostics);
    let policies = expand_policy_checks(&input);
    let Gathered { krate, name, .. } = &input;
    match diagnostics.finish() {
        Some(errors) => {
            let conditional = expand_conditional_check(&input);
            quote!({ #policies #conditional #errors #krate::mapper::Size::NONE })
        }
        None if input.is_whole() => {
            let size = input.expand_size();
            quote!({ #policies #size })
        }
        None => {
            // Shown at the API, since a clash has two places.
            let check = quote_spanned! {name.span()=>
                const _: () = <#name as #krate::router::Dispatch>::Table::refuse_clashes();
            };
            quote!({ #policies #check #krate::mapper::Size::of(<#name as #krate::router::Merged>::ROWS) })
        }
    }
}

/// The rows of every controller, and what they are checked against.
struct Gathered {
    /// The type of the API.
    name: Ident,
    rows: Vec<Row>,
    /// The microversions of the API.
    versions: Option<Range>,
    /// The path of the policy rules; empty where none was given.
    policies: TokenStream,
    krate: TokenStream,
    controllers: Vec<Listed>,
}

/// A controller as `router!` lists it.
struct Listed {
    path: TokenStream,
    /// Whether its macro was found, which has the name of the type, and no row may break a limit by its types.
    known: bool,
    /// The numbers of its rows under `#[cfg]`.
    conditional: Vec<u16>,
}

/// A row as it came through the macros.
struct Row {
    method: String,
    template: PathTemplate,
    range: Range,
    body: Option<String>,
    /// `Controller::action`
    action: String,
    /// `FILE:LINE`
    place: String,
    /// The `#[action]`, as it came through the macros.
    span: Span,
    /// The controller in `router!`.
    listed_at: Span,
    /// Whether the controller is of another crate.
    foreign: bool,
    controller: usize,
    /// No fewer than the nodes that it adds to a trie of the rows.
    nodes: usize,
    /// Where the ends of the range and the policy rule are written.
    since: Option<Span>,
    until: Option<Span>,
    policy: Option<(String, Span)>,
    /// Whether there may be microversions without an action before it.
    gap_allowed: bool,
}

impl Parse for Gathered {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let ends = texts(input.parse::<Group>()?.stream());
        let end = |at: usize| ends.get(at).and_then(|(end, _)| microversion(end));
        let policies = input.parse::<Group>()?.stream();
        let krate = input.parse::<Group>()?.stream();
        let mut gathered = Self {
            name,
            rows: Vec::new(),
            versions: (!ends.is_empty()).then(|| Range { since: end(0), until: end(1) }),
            policies,
            krate,
            controllers: Vec::new(),
        };
        while !input.is_empty() {
            let path = input.parse::<Group>()?.stream();
            gathered.controllers.push(Listed { path, known: false, conditional: Vec::new() });
        }
        Ok(gathered)
    }
}

impl Gathered {
    /// Whether there are no other rows, and nothing to say of these that is not known here.
    fn is_whole(&self) -> bool {
        self.controllers.iter().all(|listed| listed.known && listed.conditional.is_empty())
    }

    fn expand_size(&self) -> TokenStream {
        let krate = &self.krate;
        let rows = self.rows.len();
        // And the root.
        let nodes: usize = 1 + self.rows.iter().map(|row| row.nodes).sum::<usize>();
        quote!(#krate::mapper::Size { rows: #rows, nodes: #nodes })
    }

    /// Adds what the controllers' macros have handed on.
    fn add_all(&mut self, rows: TokenStream) {
        let krate = std::env::var("CARGO_CRATE_NAME").unwrap_or_default();
        for (controller, tokens) in rows.into_iter().enumerate() {
            let TokenTree::Group(tokens) = tokens else { continue };
            debug_assert_eq!(tokens.delimiter(), Delimiter::Brace);
            self.add(controller, &texts(tokens.stream()), &krate);
        }
    }

    /// Adds what one controller's macro has handed on.
    fn add(&mut self, controller: usize, literals: &[(String, Span)], here: &str) {
        let ([krate, name, file, rest @ ..], Some(listed)) = (literals, self.controllers.get_mut(controller)) else {
            return;
        };
        listed.known = true;
        let listed_at = last_span(listed.path.clone());
        let foreign = krate.0 != here;
        for (text, span) in rest {
            let span = *span;
            if let Some(row) = Row::from_text(text, &name.0, &file.0) {
                self.rows.push(Row { span, listed_at, foreign, controller, ..row });
                continue;
            }
            let mut row = self.rows.last_mut().filter(|row| row.controller == controller);
            match (&mut row, text.as_str()) {
                (Some(row), "gap") => row.gap_allowed = true,
                (_, "types") => listed.known = false,
                _ => {}
            }
            match (text.split_once(' '), row) {
                (Some(("cfg", id)), _) => listed.conditional.extend(id.parse::<u16>()),
                (Some(("since", _)), Some(row)) => row.since = Some(span),
                (Some(("until", _)), Some(row)) => row.until = Some(span),
                (Some(("policy", rule)), Some(row)) => row.policy = Some((rule.to_owned(), span)),
                _ => {}
            }
        }
    }
}

/// The texts of literals, with their spans. Nearly all are as they are written, and unescaping is dear in a debug build.
fn texts(literals: TokenStream) -> Vec<(String, Span)> {
    let text = |token| {
        let TokenTree::Literal(literal) = token else { return None };
        let (span, written) = (literal.span(), literal.to_string());
        match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) if !text.contains('\\') => Some((text.to_owned(), span)),
            _ => match Lit::new(literal) {
                Lit::Str(text) => Some((text.value(), span)),
                _ => None,
            },
        }
    };
    literals.into_iter().filter_map(text).collect()
}

fn last_span(tokens: TokenStream) -> Span {
    tokens.into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

impl Row {
    /// Reads what [`expand_row`] writes.
    fn from_text(text: &str, controller: &str, file: &str) -> Option<Self> {
        // A request method, and no word before a text of its own.
        let mut fields = text.starts_with(|first: char| first.is_ascii_uppercase()).then(|| text.splitn(8, ' '))?;
        let mut next = || fields.next();
        Some(Self {
            method: next()?.to_owned(),
            template: PathTemplate::from_text(next()?),
            range: Range { since: microversion(next()?), until: microversion(next()?) },
            action: format!("{controller}::{}", next()?),
            nodes: next()?.parse().ok()?,
            place: format!("{file}:{}", next()?),
            body: next().filter(|key| !key.is_empty()).map(str::to_owned),
            span: Span::call_site(),
            listed_at: Span::call_site(),
            foreign: false,
            controller: 0,
            since: None,
            until: None,
            policy: None,
            gap_allowed: false,
        })
    }

    /// Where to show an error about one of its literals: there, as if the user had written it, since the macros that it came
    /// through would be shown too. The compiler shows spans of another crate at a wrong line.
    fn shown_at(&self, span: Span) -> Span {
        if self.foreign { self.listed_at } else { span.resolved_at(self.listed_at) }
    }

    /// The request that a row answers, by place of the parameters; equal for rows that could clash.
    fn shape(&self) -> String {
        format!("{} {}", self.method, self.template.shape())
    }

    fn clashes_with(&self, other: &Self) -> bool {
        let same_body = match (&self.body, &other.body) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        self.controller != other.controller && same_body && self.range.overlaps(other.range)
    }
}

/// Shows every pair of rows of two controllers that answer the same request. (Within one, `#[resource]` did.)
fn check_clashes(rows: &[Row], diagnostics: &mut Diagnostics) {
    let mut by_shape: Vec<(String, usize)> = rows.iter().enumerate().map(|(at, row)| (row.shape(), at)).collect();
    by_shape.sort();
    let mut clashes = Vec::new();
    for group in by_shape.chunk_by(|one, other| one.0 == other.0) {
        for (index, &(_, second)) in group.iter().enumerate() {
            let firsts = group[..index].iter().map(|&(_, first)| first);
            clashes
                .extend(firsts.filter(|&first| rows[first].clashes_with(&rows[second])).map(|first| (second, first)));
        }
    }
    // In the order of the list, whatever the sort by shape made of it.
    clashes.sort_unstable();
    for (second, first) in clashes {
        show_clash(&rows[first], &rows[second], diagnostics);
    }
}

fn show_clash(first: &Row, second: &Row, diagnostics: &mut Diagnostics) {
    let help = if first.body == second.body {
        "give them disjoint `since`/`until` ranges, other paths or other body keys"
    } else {
        "a body with the key would fit both; give both a body key, or disjoint `since`/`until` ranges"
    };
    diagnostics.push(
        second.shown_at(second.span),
        format!(
            "`{}` answers {} {}{} ({}), which `{}` at {} claims too ({})\nnote: {help}",
            second.named(),
            second.method,
            second.template.text(),
            second.body_note(),
            second.range,
            first.action,
            first.place,
            first.range
        ),
    );
    diagnostics.push(first.shown_at(first.span), format!("`{}` claims it first", first.named()));
}

/// Shows the microversions that lie between the ranges of two controllers. (Within one, `#[resource]` did.)
fn check_gaps(rows: &[Row], diagnostics: &mut Diagnostics) {
    let mut by_request: Vec<((String, &Option<String>), usize)> =
        rows.iter().enumerate().map(|(at, row)| ((row.shape(), &row.body), at)).collect();
    by_request.sort();
    let mut gaps = Vec::new();
    for group in by_request.chunk_by(|one, other| one.0 == other.0) {
        let others = group.iter().map(|&(_, at)| (rows[at].range, &rows[at]));
        for &(_, at) in group.iter().filter(|(_, at)| !rows[*at].gap_allowed) {
            let hole = rows[at].range.hole_before(others.clone());
            gaps.extend(hole.filter(|(_, earlier)| earlier.controller != rows[at].controller).map(|found| (at, found)));
        }
    }
    gaps.sort_by_key(|(at, _)| *at);
    for (at, (hole, earlier)) in gaps {
        let later = &rows[at];
        diagnostics.push(
            later.shown_at(later.span),
            format!(
                "no action answers {} {}{} {hole}, between `{}` at {} and `{}`\nnote: let the ranges meet, or say `gap = allowed` here",
                later.method,
                later.template.text(),
                later.body_note(),
                earlier.action,
                earlier.place,
                later.named(),
            ),
        );
    }
}

/// An end of a range that no request can have. An open end is whatever the API has.
fn check_ranges(rows: &[Row], api: Option<Range>, diagnostics: &mut Diagnostics) {
    let Some(api) = api else { return };
    for row in rows {
        for (name, end, span) in [("since", row.range.since, row.since), ("until", row.range.until, row.until)] {
            let (Some(end), Some(span)) = (end, span) else { continue };
            if !api.overlaps(Range { since: Some(end), until: Some(end) }) {
                diagnostics.push(
                    row.shown_at(span),
                    format!(
                        "`{}` says `{name} = \"{}.{}\"`, and the API has {api}\nnote: no request can ask for it; write a microversion of the API, or leave `{name}` out",
                        row.named(), end.0, end.1
                    ),
                );
            }
        }
    }
}

/// A constant that shows what the rows under `#[cfg]` clash with: where errors are shown, there is no table to find it out from.
fn expand_conditional_check(input: &Gathered) -> TokenStream {
    let Gathered { versions, krate, controllers, .. } = input;
    if controllers.iter().all(|listed| listed.conditional.is_empty()) {
        return TokenStream::new();
    }
    let Ok(path) = syn::parse2::<Path>(krate.clone()) else { return TokenStream::new() };
    let versions = match versions {
        Some(range) => {
            let range = expand_range(*range, &path);
            quote!(::core::option::Option::Some(#range))
        }
        None => quote!(::core::option::Option::None),
    };
    let tables = controllers.iter().map(|Listed { path, .. }| quote!(<#path as #krate::Controller>::ROWS));
    let conditional = controllers.iter().map(|Listed { conditional, .. }| quote!(&[#(#conditional),*]));
    quote! {
        const _: () = #krate::mapper::refuse_clashes_of(
            &[#(#tables),*],
            &[#(#conditional),*],
            #krate::mapper::Options { project: false, versions: #versions },
        );
    }
}

/// A constant for each policy rule that is named, so that an unknown one is shown under its literal: only constants know the
/// rules. Rows under `#[cfg]` are looked up in the controller's table.
fn expand_policy_checks(input: &Gathered) -> TokenStream {
    let Gathered { rows, policies, krate, controllers, .. } = input;
    if policies.is_empty() {
        return TokenStream::new();
    }
    // Told apart from the checks, so that a path to something else is shown where it is written.
    let rules = quote!(const __POLICIES: &[#krate::policy::RuleDefault] = #policies;);
    let named = rows.iter().filter_map(|row| {
        let (rule, span) = row.policy.as_ref()?;
        let action = row.named();
        let check = quote!(const _: () = #krate::__private::refuse_unknown_policy(__POLICIES, #rule, #action););
        Some(at(row.shown_at(*span), check))
    });
    let conditional = controllers.iter().filter(|listed| !listed.conditional.is_empty()).map(|listed| {
        let Listed { path, conditional, .. } = listed;
        let check = quote! {
            const _: () = #krate::__private::refuse_unknown_policies(
                __POLICIES,
                &<#path as #krate::Controller>::ROWS,
                &[#(#conditional),*],
            );
        };
        at(last_span(path.clone()), check)
    });
    quote!(#rules #(#named)* #(#conditional)*)
}

/// The tokens, all with one span: the compiler shows an expression from its first token to its last, and what stands in two
/// places in neither.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), at(span, group.stream())).into();
        }
        token.set_span(span);
        token
    });
    moved.collect()
}

impl Row {
    /// With the place where the span does not show it.
    fn named(&self) -> String {
        if self.foreign { format!("{}` at `{}", self.action, self.place) } else { self.action.clone() }
    }

    fn body_note(&self) -> String {
        self.body.as_ref().map(|key| format!(" with the body key `{key}`")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[(usize, &str)]) -> String {
        let row = |&(controller, text): &(usize, &str)| Row {
            controller,
            ..Row::from_text(text, "C", "a.rs").expect("a row")
        };
        let rows: Vec<_> = rows.iter().map(row).collect();
        let mut diagnostics = Diagnostics::new();
        check_clashes(&rows, &mut diagnostics);
        diagnostics.finish().map(|tokens| tokens.to_string()).unwrap_or_default()
    }

    const SHOW: &str = "GET /a/{id} 2.1 2.9 show 2 1 ";

    #[test]
    fn rows_clash_over_method_shape_range_and_key() {
        for (other, clashes) in [
            ("GET /a/{name} 2.9  show 2 1 ", true),
            ("GET /a/{id} 2.10  show 2 1 ", false),
            ("PUT /a/{id}   update 2 1 ", false),
            ("GET /a/detail   detail 2 1 ", false),
            ("GET /a   index 2 1 ", false),
        ] {
            assert_eq!(!shown(&[(0, SHOW), (1, other)]).is_empty(), clashes, "{other}");
            assert_eq!(shown(&[(0, SHOW), (0, other)]), "", "one controller's own are shown by its attribute");
        }
        let act = |key: &str| format!("POST /a   act 1 1 {key}");
        for (one, other, clashes) in [("x", "x", true), ("x", "y", false), ("x", "", true)] {
            assert_eq!(!shown(&[(0, &act(one)), (1, &act(other))]).is_empty(), clashes, "{one} {other}");
        }
    }

    #[test]
    fn every_pair_is_shown_once() {
        assert_eq!(shown(&[(0, SHOW), (1, SHOW), (2, SHOW)]).matches("compile_error").count(), 6);
    }
}
