//! Whether a type has a `#[resource]` already, which the compiler tells no macro.
//!
//! So the source file is looked at, for the sake of the message alone: what is not found here is still refused by the compiler,
//! in its own words, as two implementations of one trait.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, Ident, ImplItem, Item, ItemImpl};

/// The file that was looked at last, and the types that seem to have two resources in it: most have one, so that a file of many
/// is read once. Whatever is remembered here is only a reason to look again.
static SUSPECTS: Mutex<Option<(PathBuf, Vec<String>)>> = Mutex::new(None);

/// The name of a method of an earlier resource of the same type, in the same module or the one around it.
pub(crate) fn earlier_resource(controller: &Ident, item: &ItemImpl) -> Option<String> {
    if !proc_macro::is_available() {
        return None;
    }
    let path = Span::call_site().unwrap().local_file()?;
    let name = controller.to_string();
    let mut last = SUSPECTS.lock().unwrap_or_else(PoisonError::into_inner);
    if last.as_ref().is_none_or(|(known, _)| *known != path) {
        *last = Some((path.clone(), suspects(&fs::read_to_string(&path).ok()?)));
    }
    if !last.as_ref()?.1.contains(&name) {
        return None;
    }
    find(&syn::parse_file(&fs::read_to_string(&path).ok()?).ok()?.items, None, &name, item)
}

/// The types of which two impls stand under a `resource` attribute, wherever in the file.
fn suspects(text: &str) -> Vec<String> {
    let (mut seen, mut twice) = (Vec::new(), Vec::new());
    let mut attributed = false;
    for line in text.lines().map(str::trim_start) {
        if let Some(name) = line.strip_prefix("impl ").filter(|_| attributed) {
            let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
            if seen.contains(&name) { twice.push(name) } else { seen.push(name) }
        }
        attributed = line.starts_with("#[") && (attributed || line.contains("resource"));
    }
    twice
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

    #[test]
    fn types_with_two_resources_are_suspects() {
        assert_eq!(suspects(FILE), ["A", "A", "A"]);
        assert_eq!(suspects("#[resource(\"a\")]\nimpl A {\n}\nimpl A {\n}\n#[resource(\"b\")]\nimpl B {"), [""; 0]);
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
