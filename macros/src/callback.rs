//! The rows as tokens, so that a clash between two controllers is shown under both `#[action]`s.
//!
//! The runtime's `const` check is the truth, but it can point at `router!` only. So each `#[resource]` also emits a macro that
//! hands its rows on, and `router!` chains those macros to [`report`], whose literals still carry the spans of the attributes.
//! Rows under `#[cfg]` stay out: they are not known to exist when tokens are all there is.
//!
//! Nesting stays far below the default recursion limit: macros are chained in groups, and a chain of groups follows.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path};

use crate::check::microversion;
use crate::diagnostics::Diagnostics;
use crate::model::{Action, Range};
use crate::path::PathTemplate;

/// The most macros in one chain: the square root of some hundred controllers.
const GROUP_MAX: usize = 24;

/// Emits the macro of a controller, under the name of its type, so that whoever imports the one has the other.
pub(crate) fn expand_callback(controller: &Ident, actions: &[Action]) -> TokenStream {
    let krate = std::env::var("CARGO_CRATE_NAME").unwrap_or_default();
    let name = controller.to_string();
    let rows = actions.iter().filter(|action| action.cfgs.is_empty()).map(expand_row);
    // Exported macros share one namespace in a crate, types do not.
    let callback = format_ident!("__starmap_{}_{:016x}", name, hash(&place(controller.span())));
    quote! {
        #[doc(hidden)]
        #[macro_export]
        #[allow(non_local_definitions)]
        macro_rules! #callback {
            ([$($before:tt)*] $next:ident $($rest:tt)*) => {
                $next! { [$($before)* { #krate #name #(#rows)* }] $($rest)* }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        pub use #callback as #controller;
    }
}

/// A row is one literal with the span of its `#[action]`: a token costs more than its text.
fn expand_row(action: &Action) -> LitStr {
    let end = |end: Option<(u16, u16)>| end.map(|(major, minor)| format!("{major}.{minor}")).unwrap_or_default();
    let body = action.body.as_ref().map(|key| format!("={key}")).unwrap_or_default();
    let (since, until) = (end(action.range.since), end(action.range.until));
    let fields = [&action.method, &action.template.text(), &since, &until, &body, &action.name.to_string()];
    LitStr::new(&format!("{}\t{}", fields.map(String::as_str).join("\t"), place(action.span)), action.span)
}

/// `FILE:LINE` of a span. There is none outside a compiler, as in unit tests.
fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return "src/lib.rs:1".to_owned();
    }
    let span = span.unwrap();
    format!("{}:{}", span.file(), span.line())
}

/// FNV-1a: the name has to be the same in every build.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Emits the expression, of type `bool`, that asks every controller for its rows and tells whether errors were shown.
pub(crate) fn expand_chain(controllers: &[&Path], krate: &Path) -> TokenStream {
    let names: Vec<_> = (0..controllers.len()).map(|index| format_ident!("__rows_{index}")).collect();
    let groups: Vec<_> = (0..controllers.len().div_ceil(GROUP_MAX)).map(|at| format_ident!("__group_{at}")).collect();
    let chains = names.chunks(GROUP_MAX).zip(&groups).map(|(names, group)| {
        let (first, rest) = (&names[0], &names[1..]);
        quote!(#first! { [] #(#rest)* __gather #group })
    });
    let (first, rest) = (&groups[0], &groups[1..]);
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
                #first! { [] #(#rest)* __report #((#controllers))* }
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

/// Expands the end of the chain of groups: the errors and `true`, or `false`.
pub(crate) fn report(input: TokenStream) -> TokenStream {
    let input: Gathered = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diagnostics = Diagnostics::new();
    check_clashes(&input.rows, &mut diagnostics);
    match diagnostics.finish() {
        Some(errors) => quote!({ #errors true }),
        None => quote!(false),
    }
}

/// The rows of every controller.
struct Gathered {
    rows: Vec<Row>,
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
    /// Where to show an error: under the `#[action]`, or under the controller in `router!` when that is of another crate,
    /// whose spans the compiler shows at a wrong line.
    span: Span,
    foreign: bool,
    controller: usize,
}

impl Parse for Gathered {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let rows: Group = input.parse()?;
        let mut spans = Vec::new();
        while !input.is_empty() {
            let path: Group = input.parse()?;
            spans.push(last_span(path.stream()));
        }
        let own = std::env::var("CARGO_CRATE_NAME").unwrap_or_default();
        let mut gathered = Self { rows: Vec::new() };
        for (controller, (tokens, listed)) in rows.stream().into_iter().zip(spans).enumerate() {
            let TokenTree::Group(tokens) = tokens else { continue };
            debug_assert_eq!(tokens.delimiter(), Delimiter::Brace);
            let literals = syn::parse::Parser::parse2(all_literals, tokens.stream())?;
            let [krate, name, rows @ ..] = literals.as_slice() else { continue };
            let foreign = krate.value() != own;
            gathered.rows.extend(rows.iter().filter_map(|row| {
                // Read as if written by the user, the literal's place is shown without the macros that it came through.
                let span = if foreign { listed } else { row.span().resolved_at(listed) };
                Some(Row { span, foreign, controller, ..Row::from_text(&row.value(), &name.value())? })
            }));
        }
        Ok(gathered)
    }
}

fn all_literals(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let mut literals = Vec::new();
    while !input.is_empty() {
        literals.push(input.parse()?);
    }
    Ok(literals)
}

fn last_span(tokens: TokenStream) -> Span {
    tokens.into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

impl Row {
    fn from_text(text: &str, controller: &str) -> Option<Self> {
        let mut fields = text.split('\t');
        let mut next = || fields.next();
        Some(Self {
            method: next()?.to_owned(),
            template: PathTemplate::from_text(next()?),
            range: Range { since: microversion(next()?), until: microversion(next()?) },
            body: next()?.strip_prefix('=').map(str::to_owned),
            action: format!("{controller}::{}", next()?),
            place: next()?.to_owned(),
            span: Span::call_site(),
            foreign: false,
            controller: 0,
        })
    }

    /// The request that a row answers, by place of the parameters; equal for rows that could clash.
    fn shape(&self) -> String {
        let segments = self.template.segments.iter().map(|segment| match segment {
            crate::path::Segment::Literal(text) => text.as_str(),
            crate::path::Segment::Parameter(_) => "{}",
        });
        format!("{} /{}", self.method, segments.collect::<Vec<_>>().join("/"))
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
        second.span,
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
    diagnostics.push(first.span, format!("`{}` claims it first", first.named()));
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
        let row = |&(controller, text): &(usize, &str)| Row { controller, ..Row::from_text(text, "C").expect("a row") };
        let rows: Vec<_> = rows.iter().map(row).collect();
        let mut diagnostics = Diagnostics::new();
        check_clashes(&rows, &mut diagnostics);
        diagnostics.finish().map(|tokens| tokens.to_string()).unwrap_or_default()
    }

    const SHOW: &str = "GET\t/a/{id}\t2.1\t2.9\t\tshow\ta.rs:1";

    #[test]
    fn rows_clash_over_method_shape_range_and_key() {
        for (other, clashes) in [
            ("GET\t/a/{name}\t2.9\t\t\tshow\tb.rs:1", true),
            ("GET\t/a/{id}\t2.10\t\t\tshow\tb.rs:1", false),
            ("PUT\t/a/{id}\t\t\t\tupdate\tb.rs:1", false),
            ("GET\t/a/detail\t\t\t\tdetail\tb.rs:1", false),
            ("GET\t/a\t\t\t\tindex\tb.rs:1", false),
        ] {
            assert_eq!(!shown(&[(0, SHOW), (1, other)]).is_empty(), clashes, "{other}");
            assert_eq!(shown(&[(0, SHOW), (0, other)]), "", "one controller's own are shown by its attribute");
        }
        let act = |key: &str| format!("POST\t/a\t\t\t{key}\tact\ta.rs:1");
        for (one, other, clashes) in [("=x", "=x", true), ("=x", "=y", false), ("=x", "", true)] {
            assert_eq!(!shown(&[(0, &act(one)), (1, &act(other))]).is_empty(), clashes, "{one} {other}");
        }
    }

    #[test]
    fn every_pair_is_shown_once() {
        assert_eq!(shown(&[(0, SHOW), (1, SHOW), (2, SHOW)]).matches("compile_error").count(), 6);
    }
}
