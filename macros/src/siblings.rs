//! Whether a type has a `#[resource]` already, which the compiler tells no macro.
//!
//! So the source file is looked at, for the sake of the message alone: what is not found here is still refused by the compiler,
//! in its own words, as two implementations of one trait.

use std::fs;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, Ident, ImplItem, Item, ItemImpl};

/// The name of a method of an earlier resource of the same type in the same module.
pub(crate) fn earlier_resource(controller: &Ident, item: &ItemImpl) -> Option<String> {
    if !proc_macro::is_available() {
        return None;
    }
    let here = Span::call_site().unwrap();
    let text = fs::read_to_string(here.local_file()?).ok()?;
    let name = controller.to_string();
    // Every resource of a large file asks, so nothing is parsed until there is something to say.
    if !stands_before(&text, here.line(), &name) && !text.contains(&format!("super::{name}")) {
        return None;
    }
    find(&syn::parse_file(&text).ok()?.items, None, &name, item)
}

/// Whether an `impl` of that name under a `resource` attribute stands between a line and the brace that opens its module.
fn stands_before(text: &str, line: usize, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().take(line.saturating_sub(1)).map(str::trim_start).collect();
    let mut depth = 0_usize;
    for (at, line) in lines.iter().enumerate().rev().filter(|(_, line)| !line.starts_with("//")) {
        let impl_of = line.strip_prefix("impl ").and_then(|rest| rest.strip_prefix(name));
        let opens = impl_of.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        for byte in line.bytes().rev() {
            match byte {
                b'}' => depth += 1,
                b'{' if depth == 0 => return false,
                b'{' => depth -= 1,
                _ => {}
            }
        }
        if opens
            && depth == 0
            && lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).any(|line| line.contains("resource"))
        {
            return true;
        }
    }
    false
}

/// The first method of the resource that the type has besides `item`: before it in its module, or in the module around that,
/// where it is imported from there.
fn find(items: &[Item], outer: Option<&[Item]>, name: &str, item: &ItemImpl) -> Option<String> {
    let resources = resources_of(items, name);
    if let Some(place) = resources.iter().position(|other| body_of(other) == body_of(item)) {
        let imported = outer.filter(|_| items.iter().any(|item| imports(item, name)));
        let around = imported.and_then(|outer| resources_of(outer, name).first().copied());
        return resources[..place].first().copied().or(around).and_then(first_method);
    }
    items.iter().find_map(|inner| match inner {
        Item::Mod(module) => find(&module.content.as_ref()?.1, Some(items), name, item),
        _ => None,
    })
}

fn resources_of<'i>(items: &'i [Item], name: &str) -> Vec<&'i ItemImpl> {
    let resource =
        |item: &&ItemImpl| item.attrs.iter().any(is_resource) && item.self_ty.to_token_stream().to_string() == name;
    // Only one of two under `#[cfg]` may exist.
    let certain = |item: &&ItemImpl| !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
    let impls = items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item),
        _ => None,
    });
    impls.filter(resource).filter(certain).collect()
}

/// Whether the item is `use super::NAME;`.
fn imports(item: &Item, name: &str) -> bool {
    matches!(item, Item::Use(item) if item.tree.to_token_stream().to_string() == format!("super :: {name}"))
}

fn first_method(item: &ItemImpl) -> Option<String> {
    item.items.iter().find_map(|item| match item {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
        _ => None,
    })
}

fn is_resource(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "resource")
}

fn body_of(item: &ItemImpl) -> String {
    item.items.iter().map(|item| item.to_token_stream().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
struct A;
/// #[starmap::resource("a")]
/// impl B {}
#[starmap::resource("a")]
impl A {
    #[action(GET)]
    async fn index(&self) {}
}
mod inner {
    struct A;
    #[starmap::resource("a")]
    impl A { async fn show(&self) {} }
}
mod importing {
    use super::A;
    #[starmap::resource("a")]
    impl A { async fn update(&self) {} }
}
impl A {}
#[starmap::resource("a")]
impl A { async fn detail(&self) {} }
"#;

    fn line_of(text: &str) -> usize {
        FILE.lines().position(|line| line.contains(text)).expect("a line of the file") + 1
    }

    #[test]
    fn an_earlier_one_of_the_module_is_found() {
        assert!(stands_before(FILE, line_of("detail") - 1, "A"));
        assert!(!stands_before(FILE, line_of("show") - 1, "A"), "that of the outer module is another type's");
        assert!(!stands_before(FILE, 5, "A"));
        assert!(!stands_before(FILE, line_of("detail") - 1, "B"), "a comment is none");
        assert!(!stands_before(FILE, line_of("detail") - 1, "AB"));
    }

    #[test]
    fn the_earlier_one_is_named_to_the_later_alone() {
        let items = syn::parse_file(FILE).expect("a file").items;
        let found = |text: &str| find(&items, None, "A", &syn::parse_str(text).expect("an impl"));
        assert_eq!(found("impl A { async fn detail(&self) {} }").as_deref(), Some("index"));
        assert_eq!(found("impl A { #[action(GET)] async fn index(&self) {} }"), None);
        assert_eq!(found("impl A { async fn show(&self) {} }"), None);
        assert_eq!(found("impl A { async fn update(&self) {} }").as_deref(), Some("index"));
    }
}
