//! The rules of `#[resource]`: from the impl as written to the checked [`Resource`].
//!
//! Every rule reports at the smallest span and goes on, so that one build shows all mistakes.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::token::Paren;
use syn::{
    Attribute, FnArg, Ident, ImplItem, ImplItemFn, ItemImpl, LitInt, LitStr, Pat, PatType, ReceiverKind, ReturnType,
    Signature, Type, TypeTuple,
};

use crate::args::{ActionArgs, RawSuccess, ResourceArgs};
use crate::diagnostics::Diagnostics;
use crate::model::{Action, Argument, Literals, Range, Resource, Role};
use crate::path::PathTemplate;
use crate::place::Place;
use crate::ready::Ready;
use crate::spelling::nearest;
use crate::types::{last_word, mentions_impl};

/// Checks an impl under `#[resource]`: what is known of its actions, whatever is wrong beside. `None` where the impl has no
/// controller.
pub(crate) fn check(args: &ResourceArgs, item: &ItemImpl, diagnostics: &mut Diagnostics) -> Option<Resource> {
    let controller = check_impl(item, diagnostics);
    let base = args.path.as_ref().and_then(|path| PathTemplate::from_literal(path, diagnostics));
    let mut actions = Vec::new();
    let mut count = 0;
    for method in methods(item) {
        let attributes: Vec<_> = method.attrs.iter().filter(|attribute| is_action(attribute)).collect();
        count += attributes.len();
        if attributes.is_empty() {
            continue;
        }
        let (before, first) = (diagnostics.count(), actions.len());
        check_signature(&method.sig, diagnostics);
        for attribute in attributes {
            actions.extend(check_action(base.as_ref(), attribute, method, diagnostics));
        }
        for action in &mut actions[first..] {
            action.sound = diagnostics.count() == before;
            // A method of a trait returns what the trait says.
            action.ready = action.ready.filter(|_| item.trait_.is_none());
        }
    }
    if count == 0 {
        diagnostics.push(
            item.self_ty.span(),
            "this resource has no action\nnote: put `#[action(GET)]` or another above a method of this impl",
        );
    }
    check_other_items(item, diagnostics);
    check_clashes(&actions, diagnostics);
    check_gaps(&actions, diagnostics);
    Some(Resource { controller: controller?, krate: args.krate(), actions })
}

/// Whether an attribute is ours, written `action` or with the crate's path before it.
pub(crate) fn is_action(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "action")
}

fn methods(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// An action is a method, and its attribute is written out, because nobody expands `cfg_attr` before `#[resource]` reads it.
fn check_other_items(item: &ItemImpl, diagnostics: &mut Diagnostics) {
    for item in &item.items {
        let attributes = match item {
            ImplItem::Fn(method) => {
                for attribute in method.attrs.iter().filter(|attribute| hides_action(attribute)) {
                    diagnostics.push_at(attribute, "`#[resource]` cannot see an `#[action]` within `cfg_attr`\nnote: write the `#[action]` as it is, and `#[cfg(…)]` above the whole method");
                }
                continue;
            }
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => continue,
        };
        for attribute in attributes.iter().filter(|attribute| is_action(attribute)) {
            diagnostics.push_at(
                attribute,
                "only a method can be an action\nnote: put `#[action]` above an `async fn` of this impl",
            );
        }
    }
}

pub(crate) fn hides_action(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    let holds = |token| matches!(token, TokenTree::Ident(word) if word == "action");
    list.path.is_ident("cfg_attr") && list.tokens.clone().into_iter().any(holds)
}

/// The impl is an inherent one on a plain type: the table is a constant of the type, and one type is one row of `router!`.
fn check_impl(item: &ItemImpl, diagnostics: &mut Diagnostics) -> Option<Ident> {
    if let Some((path, _)) = &item.trait_ {
        diagnostics.push_at(path, "`#[resource]` stands on an impl of a type, not of a trait\nnote: move the actions into `impl YourController { … }`");
    }
    if !item.generics.params.is_empty() {
        diagnostics.push_at(
            &item.generics.params,
            "a controller has no generic parameters\nnote: put what varies behind a field, for example an `Arc<dyn …>`",
        );
    }
    match &*item.self_ty {
        Type::Path(path) if path.qself.is_none() && path.path.get_ident().is_some() => path.path.get_ident().cloned(),
        other => {
            diagnostics.push_at(other, "expected the controller's plain type name\nnote: `#[resource]` stands in the module that defines the type: `impl ServersController { … }`");
            None
        }
    }
}

/// An action is `async fn name(&self, …)` without generic parameters: `_dispatch` calls it with what a request has.
fn check_signature(signature: &Signature, diagnostics: &mut Diagnostics) {
    if signature.asyncness.is_none() {
        diagnostics.push(
            signature.fn_token.span,
            format!("action `{}` is not async\nnote: write `async fn {}`", signature.ident, signature.ident),
        );
    }
    if !signature.generics.params.is_empty() {
        diagnostics.push_at(
            &signature.generics.params,
            format!("action `{}` has generic parameters, which a request cannot choose\nnote: name the types; lifetimes of arguments can be left out", signature.ident),
        );
    }
    if let Some(clause) = &signature.generics.where_clause {
        diagnostics.push_at(
            clause,
            format!("action `{}` has a `where` clause, which a request cannot answer\nnote: name types of which it holds, and leave it out", signature.ident),
        );
    }
    if let syn::Safety::Unsafe(word) = &signature.safety {
        diagnostics.push_at(
            word,
            format!(
                "action `{}` is unsafe, and any client can call it\nnote: keep what it demands inside a safe method",
                signature.ident
            ),
        );
    }
    for input in &signature.inputs {
        if let FnArg::Typed(argument) = input
            && mentions_impl(&argument.ty)
        {
            diagnostics.push_at(
                &argument.ty,
                "an argument of type `impl …` is a generic parameter, which a request cannot choose\nnote: name the type",
            );
        }
    }
    match signature.receiver().map(|receiver| (receiver, &receiver.kind)) {
        None => diagnostics.push(
            signature.ident.span(),
            format!(
                "action `{}` does not take `&self`\nnote: write `async fn {}(&self, …)`",
                signature.ident, signature.ident
            ),
        ),
        Some((receiver, ReceiverKind::Value | ReceiverKind::Typed(..))) => {
            diagnostics
                .push_at(receiver, "an action borrows its controller, which all requests share\nnote: write `&self`");
        }
        Some((receiver, ReceiverKind::Reference(_, _, Some(_)))) => {
            diagnostics.push_at(receiver, "an action cannot change its controller, which all requests share\nnote: write `&self`, and put what changes behind a lock or a channel");
        }
        Some(_) => {}
    }
}

/// The type that a method returns; a `()` that is not written has the place of the method's name.
pub(crate) fn returned(signature: &Signature) -> Type {
    match &signature.output {
        ReturnType::Default => Type::Tuple(TypeTuple {
            attrs: Vec::new(),
            paren_token: Paren(signature.ident.span()),
            elems: Punctuated::new(),
        }),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

fn check_action(
    base: Option<&PathTemplate>,
    attribute: &Attribute,
    method: &ImplItemFn,
    diagnostics: &mut Diagnostics,
) -> Option<Action> {
    let args = ActionArgs::from_attribute(attribute, diagnostics)?;
    let range = check_range(args.since.as_ref(), args.until.as_ref(), diagnostics);
    let success = check_success(&args.success, range, diagnostics);
    let also = check_also(&args.also, &success, diagnostics);
    let body = check_body_key(&args, diagnostics);
    let policy = check_policy(&args, diagnostics);
    let below = match &args.path {
        Some(path) => PathTemplate::from_literal(path, diagnostics),
        None => Some(PathTemplate::default()),
    };
    let template = base?.join(&below?);
    let span = args.path.as_ref().map_or(args.method.span(), LitStr::span);
    check_parameters_differ(&template, span, diagnostics);
    check_limits(&template, span, diagnostics);
    let arguments = check_arguments(&template, &args, method, span, diagnostics);
    let returns = returned(&method.sig);
    let cfgs: Vec<_> = method.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect();
    Some(Action {
        name: method.sig.ident.clone(),
        method: args.method.to_string(),
        template,
        range,
        body,
        policy,
        success,
        also,
        gap_allowed: args.gap.is_some(),
        arguments,
        sound: true,
        summary: summary(&method.attrs),
        span: args.method.span(),
        line: Place::line_of(args.method.span()),
        literals: Literals { since: args.since, until: args.until, policy: args.policy },
        // Of two methods of one name, each under its `#[cfg]`, one may wait.
        ready: if cfgs.is_empty() { Ready::of(method, &returns) } else { None },
        cfgs,
        returns,
    })
}

/// A range holds at least one microversion, and both ends are well formed.
pub(crate) fn check_range(since: Option<&LitStr>, until: Option<&LitStr>, diagnostics: &mut Diagnostics) -> Range {
    let mut read = |literal: Option<&LitStr>| {
        let literal = literal?;
        let version = microversion(&literal.value());
        if version.is_none() {
            diagnostics.push(
                literal.span(),
                format!(
                    "`{}` is not a microversion\nnote: write `major.minor` without leading zeros, such as `\"2.53\"`",
                    literal.value()
                ),
            );
        }
        version
    };
    let range = Range { since: read(since), until: read(until) };
    if let (true, Some(until)) = (range.is_empty(), until) {
        diagnostics.push(
            until.span(),
            format!("no microversion lies in the range {range}\nnote: `until` is inclusive and not below `since`"),
        );
    }
    range
}

/// Reads `major.minor`.
pub(crate) fn microversion(text: &str) -> Option<(u16, u16)> {
    let number = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
        plain.then(|| part.parse().ok()).flatten()
    };
    let (major, minor) = text.split_once('.')?;
    Some((number(major).filter(|&major| major > 0)?, number(minor)?))
}

/// Success statuses are from 200 to 299, do not overlap in their ranges, and each can be sent.
fn check_success(raw: &[RawSuccess], action: Range, diagnostics: &mut Diagnostics) -> Vec<(u16, Range)> {
    let mut checked: Vec<(u16, Range)> = Vec::new();
    for success in raw {
        let range = check_range(success.since.as_ref(), success.until.as_ref(), diagnostics);
        let status = success.status.base10_parse::<u16>().unwrap_or(0);
        if !(200..300).contains(&status) {
            diagnostics.push(
                success.status.span(),
                format!(
                    "`{}` is not a success status\nnote: expected a number from 200 to 299; an error is a `Fault`",
                    success.status
                ),
            );
        }
        if !range.is_empty() && !action.is_empty() && !range.overlaps(action) {
            diagnostics.push(
                success.status.span(),
                format!("status {status} is never sent: it is for {range}, the action for {action}\nnote: give it a range within the action's"),
            );
        }
        if let Some((other, _)) = checked.iter().find(|(_, known)| known.overlaps(range)) {
            diagnostics.push(
                success.status.span(),
                format!("status {status} and status {other} both apply at some microversion\nnote: give them disjoint ranges: `status(201, since = \"2.2\"), status(200, until = \"2.1\")`"),
            );
        }
        checked.push((status, range));
    }
    if let Some(success) = raw.get(SUCCESSES_MAX) {
        diagnostics.push(
            success.status.span(),
            format!("an action has at most {SUCCESSES_MAX} statuses of success, and this one has {}\nnote: write an action for some of their microversions", raw.len()),
        );
    }
    checked
}

/// The most statuses of success; the runtime's row has the same limit.
const SUCCESSES_MAX: usize = 4;

/// The other statuses are none of those of success, and each stands once.
fn check_also(raw: &[LitInt], success: &[(u16, Range)], diagnostics: &mut Diagnostics) -> Vec<u16> {
    let mut checked = Vec::new();
    for literal in raw {
        let status = literal.base10_parse::<u16>().unwrap_or(0);
        if !(200..600).contains(&status) {
            diagnostics.push(
                literal.span(),
                format!("`{literal}` is not the status of an answer\nnote: expected a number from 200 to 599"),
            );
        }
        if checked.contains(&status) || success.iter().any(|(known, _)| *known == status) {
            diagnostics.push(literal.span(), format!("status {status} is given twice\nnote: keep one"));
        }
        checked.push(status);
    }
    checked
}

/// Only a POST's body selects a server action.
fn check_body_key(args: &ActionArgs, diagnostics: &mut Diagnostics) -> Option<String> {
    let body = args.body.as_ref()?;
    if args.method != "POST" {
        diagnostics.push(
            body.span(),
            format!(
                "a body key selects an action of a POST, not of a {}\nnote: write `#[action(POST, …, body = …)]`",
                args.method
            ),
        );
    }
    if body.value().is_empty() {
        diagnostics.push(
            body.span(),
            "the body key is empty\nnote: it is the single key of the request body, such as `\"reboot\"`",
        );
    }
    check_is_plain(body, "a body key", diagnostics);
    Some(body.value())
}

fn check_policy(args: &ActionArgs, diagnostics: &mut Diagnostics) -> Option<String> {
    let policy = args.policy.as_ref()?;
    if policy.value().is_empty() {
        diagnostics.push(
            policy.span(),
            "the policy rule has no name\nnote: write the rule that guards the action, or leave `policy` out",
        );
    }
    check_is_plain(policy, "the name of a policy rule", diagnostics);
    Some(policy.value())
}

/// A row is a line of fields between tabs.
fn check_is_plain(text: &LitStr, what: &str, diagnostics: &mut Diagnostics) {
    if text.value().contains(char::is_control) {
        diagnostics.push(
            text.span(),
            format!("{what} has no control characters\nnote: leave out the tab, the line's end or what else is in it"),
        );
    }
}

/// Two parameters of one template have two names, because a name binds an argument.
fn check_parameters_differ(template: &PathTemplate, span: Span, diagnostics: &mut Diagnostics) {
    for name in template.repeated() {
        diagnostics.push(span, format!("`{{{name}}}` stands twice in `{}`\nnote: give the parent's parameter a name of its own, such as `{{server_id}}`", template.text()));
    }
}

/// The most segments and parameters of a template; the runtime's mapper has the same limits.
const SEGMENTS_MAX: usize = 16;
const PARAMETERS_MAX: usize = 8;

fn check_limits(template: &PathTemplate, span: Span, diagnostics: &mut Diagnostics) {
    let segments = template.segments.len();
    if segments > SEGMENTS_MAX {
        diagnostics.push(
            span,
            format!("a path template has at most {SEGMENTS_MAX} segments, and `{}` has {segments}\nnote: move the rest into a mount or the query", template.text()),
        );
    }
    let parameters = template.parameters().count();
    if parameters > PARAMETERS_MAX {
        diagnostics.push(
            span,
            format!("a path template has at most {PARAMETERS_MAX} parameters, and `{}` has {parameters}\nnote: move the others into the query or the body", template.text()),
        );
    }
}

/// Every parameter is taken by the argument of its name, every other argument is of a type that says where it comes from.
fn check_arguments(
    template: &PathTemplate,
    args: &ActionArgs,
    method: &ImplItemFn,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Vec<Argument> {
    let named: Vec<_> = method.sig.inputs.iter().filter_map(|input| named_argument(input, diagnostics)).collect();
    check_number(&named, diagnostics);
    let is_argument =
        |parameter: &str| named.iter().any(|(_, name)| name.as_ref().is_some_and(|name| name == parameter));
    let mut untaken: Vec<_> = template.parameters().filter(|parameter| !is_argument(parameter)).collect();
    let mut arguments = Vec::new();
    let mut bodies: Vec<&Type> = Vec::new();
    for (argument, name) in &named {
        let ty = (*argument.ty).clone();
        let place = name.as_ref().and_then(|name| template.parameters().position(|parameter| name == parameter));
        let name = name.as_ref().map(Ident::to_string);
        if let (Some(place), Some(name)) = (place, &name) {
            arguments.push(Argument { name: name.clone(), ty, role: Role::Parameter(place) });
            continue;
        }
        if is_scalar(&ty) {
            let meant = meant_parameter(name.as_deref(), &untaken);
            // Said once: the argument is what is wrong, and it takes the parameter when it is put right.
            untaken.retain(|parameter| Some(*parameter) != meant);
            report_unbound(&argument.pat, name.as_deref(), meant, template, diagnostics);
        }
        if is_body(&ty) {
            bodies.push(&argument.ty);
        }
        let role = if is_described(&ty) { Role::Described } else { Role::Extracted };
        arguments.push(Argument { name: name.unwrap_or_else(|| "_".to_owned()), ty, role });
    }
    for parameter in untaken {
        diagnostics.push(span, format!("`{{{parameter}}}` of `{}` is taken by no argument of `{}`\nnote: add the argument `{parameter}: &str`, or take the parameter out of the template", template.text(), method.sig.ident));
    }
    check_bodies(&bodies, args, diagnostics);
    arguments
}

/// The most arguments of an action beside `&self`; the runtime has a function for each number of them.
const ARGUMENTS_MAX: usize = 12;

fn check_number(named: &[(&PatType, Option<Ident>)], diagnostics: &mut Diagnostics) {
    if let Some((argument, _)) = named.get(ARGUMENTS_MAX) {
        diagnostics.push_at(
            argument,
            format!("an action has at most {ARGUMENTS_MAX} arguments, and this one has {}\nnote: bind several in one type that implements `starmap::extract::Extract`", named.len()),
        );
    }
}

/// An argument but for `self`, with the name that binds it, if it has one.
fn named_argument<'m>(input: &'m FnArg, diagnostics: &mut Diagnostics) -> Option<(&'m PatType, Option<Ident>)> {
    let FnArg::Typed(argument) = input else { return None };
    check_attributes(&argument.attrs, diagnostics);
    Some((argument, argument_name(&argument.pat, diagnostics)))
}

/// The parameter that an argument was meant to take: the one with nearly its name, or for no name the only one left.
fn meant_parameter<'t>(name: Option<&str>, untaken: &[&'t str]) -> Option<&'t str> {
    match (name, untaken) {
        (Some(name), _) => nearest(name.trim_start_matches('_'), untaken.iter().copied()),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// At most one argument is the body, and only where the request method carries one.
fn check_bodies(bodies: &[&Type], args: &ActionArgs, diagnostics: &mut Diagnostics) {
    for body in bodies.iter().skip(1) {
        diagnostics.push_at(
            body,
            "a second argument takes the body, which can be read once\nnote: describe the whole body in one type",
        );
    }
    if let (Some(body), true) = (bodies.first(), args.method == "GET" || args.method == "DELETE") {
        diagnostics.push_at(
            body,
            format!("the body of a {} is never read\nnote: take a `Query<…>`, or use POST, PUT or PATCH", args.method),
        );
    }
}

/// Nothing tells `_dispatch` whether the compiler takes such an argument out.
fn check_attributes(attributes: &[Attribute], diagnostics: &mut Diagnostics) {
    for attribute in attributes {
        if attribute.path().is_ident("cfg") {
            diagnostics.push_at(
                attribute,
                "an argument of an action is always there\nnote: write two methods, each with its `#[cfg(…)]` above it",
            );
        }
    }
}

/// An argument that only a path can give, and that no parameter of the template gives.
fn report_unbound(
    pattern: &Pat,
    name: Option<&str>,
    meant: Option<&str>,
    template: &PathTemplate,
    diagnostics: &mut Diagnostics,
) {
    let (what, by) = match name {
        Some(name) => (format!("argument `{name}`"), format!("no `{{{name}}}`")),
        None => ("an argument without a name".to_owned(), "no parameter".to_owned()),
    };
    let names: Vec<_> = template.parameters().map(|name| format!("`{{{name}}}`")).collect();
    let note = match (name, meant) {
        (None, Some(meant)) => format!("call it `{meant}`"),
        (Some(name), Some(meant)) if name.trim_start_matches('_') == meant => {
            format!("call it `{meant}`; `let _ = {meant};` puts away what is not used")
        }
        (Some(_), Some(meant)) => format!("did you mean `{meant}`?"),
        (_, None) => format!(
            "{}; a query parameter comes in a `Query<…>`, a body in a `Body<…>`",
            if names.is_empty() {
                "the template has no parameter".to_owned()
            } else {
                format!("the parameters are {}", names.join(", "))
            }
        ),
    };
    diagnostics.push_at(pattern, format!("{what} is given by {by} of `{}`\nnote: {note}", template.text()));
}

/// The name that binds an argument, as a template writes it.
fn argument_name(pattern: &Pat, diagnostics: &mut Diagnostics) -> Option<Ident> {
    match pattern {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(ident.ident.unraw()),
        Pat::Wild(_) | Pat::TupleStruct(_) => None,
        other => {
            diagnostics.push_at(other, "expected a plain argument name\nnote: an argument is bound by its name or its type; take it apart inside the method");
            None
        }
    }
}

/// Types that are a piece of the path and nothing else.
fn is_scalar(ty: &Type) -> bool {
    const SCALARS: [&str; 18] = [
        "str", "String", "bool", "char", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize",
        "u128", "i128", "f32", "f64",
    ];
    last_word(ty).is_some_and(|name| SCALARS.contains(&name.as_str()))
}

fn is_body(ty: &Type) -> bool {
    last_word(ty).is_some_and(|name| name == "Body" || name == "Json" || name == "RawBody")
}

/// Whether the type may be one that describes a body or a query: any but those of the runtime that never are.
fn is_described(ty: &Type) -> bool {
    const OTHERS: [&str; 7] = ["Microversion", "RequestContext", "Request", "HeaderMap", "Links", "Policy", "Route"];
    last_word(ty).is_some_and(|name| !OTHERS.contains(&name.as_str()))
}

fn summary(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ").replace(char::is_control, " ")
}

/// Two actions of one resource do not answer the same request. (Between resources the runtime's `const` check says so.)
fn check_clashes(actions: &[Action], diagnostics: &mut Diagnostics) {
    for (index, second) in actions.iter().enumerate() {
        // Only one of two methods under `#[cfg]` may exist; the const check sees those that do.
        for first in actions[..index].iter().filter(|first| first.cfgs.is_empty() && second.cfgs.is_empty()) {
            if clash(first, second) {
                diagnostics.push(
                    second.span,
                    format!(
                        "`{}` and `{}` both answer {} {}{} ({} overlaps {})\nnote: give them disjoint `since`/`until` ranges, other paths or other body keys",
                        first.name, second.name, second.method, second.template.text(), body_note(second), first.range, second.range
                    ),
                );
                diagnostics.push(first.span, format!("`{}` claims it first", first.name));
            }
        }
    }
}

fn body_note(action: &Action) -> String {
    action.body.as_ref().map(|key| format!(" with the body key `{key}`")).unwrap_or_default()
}

fn clash(first: &Action, second: &Action) -> bool {
    let same_body = match (&first.body, &second.body) {
        (Some(first), Some(second)) => first == second,
        _ => true,
    };
    first.method == second.method
        && first.template.has_shape_of(&second.template)
        && same_body
        && first.range.overlaps(second.range)
}

/// Between two ranges of one request, every microversion has its action, or the later row says that there is none.
fn check_gaps(actions: &[Action], diagnostics: &mut Diagnostics) {
    for later in actions.iter().filter(|action| !action.gap_allowed && action.cfgs.is_empty()) {
        let others = actions.iter().filter(|other| {
            other.method == later.method && other.body == later.body && other.template.has_shape_of(&later.template)
        });
        if let Some((hole, earlier)) = later.range.hole_before(others.map(|other| (other.range, other))) {
            diagnostics.push(
                later.span,
                format!(
                    "no action answers {} {}{} {hole}, between `{}` and `{}`\nnote: let the ranges meet, or say `gap = allowed` here",
                    later.method, later.template.text(), body_note(later), earlier.name, later.name
                ),
            );
        }
    }
}
