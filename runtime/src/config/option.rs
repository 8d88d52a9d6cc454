//! The registry of options: what a service declares, as `const` data.
//!
//! [`options!`](crate::options) declares each option once, as a typed [`Opt`], and lists them all; a second declaration of the
//! same name, an integer default out of its own bounds and a choice that its default does not meet are compile errors.
//! Nothing here reads a file.

use std::marker::PhantomData;

use super::value::Value;

/// An option whose values have the type `T`: `bool`, `i64`, `u16`, `f64`, `String`, `Vec<String>`, or an `Option` of one.
///
/// `Option<T>` is for options that have no default.
#[derive(Debug)]
pub struct Opt<T> {
    /// Everything about the option that does not depend on `T`.
    pub declared: Declared,
    value: PhantomData<fn() -> T>,
}

/// An option as the registry lists it.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// The section, `DEFAULT` for the options without a group; case counts.
    pub group: &'static str,
    /// The name, with underscores; a dash in a file reads as an underscore.
    pub name: &'static str,
    /// Deprecated `(group, name)` pairs that still set the option.
    pub aliases: &'static [(&'static str, &'static str)],
    /// What is accepted.
    pub kind: Kind,
    /// The value without any source.
    pub default: Default,
    /// Whether the value is masked wherever it is shown.
    pub secret: bool,
    /// Whether a reload applies a new value; others wait for a restart.
    pub mutable: bool,
    /// Whether sections `[group.NAME]` exist beside `[group]`, which then is where their defaults come from.
    pub subgroups: bool,
    /// One sentence for `check-config` and the sample file.
    pub help: &'static str,
}

/// What text an option accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// `true`, `1`, `on`, `yes` and their opposites, in any case.
    Bool,
    /// A decimal integer between two bounds, both included.
    Int {
        /// The lowest value.
        min: i64,
        /// The highest value.
        max: i64,
    },
    /// A decimal number between two bounds, both included.
    Float {
        /// The lowest value.
        min: f64,
        /// The highest value.
        max: f64,
    },
    /// A TCP port, 0 to 65,535.
    Port,
    /// Any text.
    Text,
    /// One of these words.
    Choice {
        /// The words.
        of: &'static [&'static str],
        /// Whether `Days` counts as `days`.
        any_case: bool,
    },
    /// A URI with a scheme and a host.
    Uri {
        /// The schemes accepted; any when empty.
        schemes: &'static [&'static str],
    },
    /// Words separated by commas.
    List {
        /// The words accepted; any when empty.
        of: &'static [&'static str],
    },
    /// One value a line: the key may be repeated, and every file adds to it.
    Multi,
}

/// The value of an option that no source sets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// None.
    Unset,
    /// A boolean.
    Bool(bool),
    /// An integer or a port.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text; `$name` in it stands for another option's value, as in a file.
    Text(&'static str),
    /// The items of a list or of a repeated key.
    Items(&'static [&'static str]),
}

impl<T> Opt<T> {
    const fn new(group: &'static str, name: &'static str, kind: Kind, default: Default) -> Self {
        let declared = Declared {
            group,
            name,
            aliases: &[],
            kind,
            default,
            secret: false,
            mutable: false,
            subgroups: false,
            help: "",
        };
        Self { declared, value: PhantomData }
    }

    /// Names the deprecated `(group, name)` pairs.
    pub const fn was(mut self, aliases: &'static [(&'static str, &'static str)]) -> Self {
        self.declared.aliases = aliases;
        self
    }

    /// Masks the value wherever it is shown.
    pub const fn secret(mut self) -> Self {
        self.declared.secret = true;
        self
    }

    /// Lets a reload apply a new value.
    pub const fn mutable(mut self) -> Self {
        self.declared.mutable = true;
        self
    }

    /// Lets sections `[group.NAME]` hold the option too.
    pub const fn subgroups(mut self) -> Self {
        self.declared.subgroups = true;
        self
    }

    /// Says what the option does, in one sentence.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.declared.help = help;
        self
    }

    /// The lowest value, for integers and numbers.
    ///
    /// # Panics
    ///
    /// At build time, for an option of another kind.
    pub const fn min(mut self, lowest: i64) -> Self {
        self.declared.kind = match self.declared.kind {
            Kind::Int { max, .. } => Kind::Int { min: lowest, max },
            Kind::Float { max, .. } => Kind::Float { min: lowest as f64, max },
            _ => panic!("only an integer or a number has a lowest value"),
        };
        self
    }

    /// The highest value, for integers and numbers.
    ///
    /// # Panics
    ///
    /// At build time, for an option of another kind.
    pub const fn max(mut self, highest: i64) -> Self {
        self.declared.kind = match self.declared.kind {
            Kind::Int { min, .. } => Kind::Int { min, max: highest },
            Kind::Float { min, .. } => Kind::Float { min, max: highest as f64 },
            _ => panic!("only an integer or a number has a highest value"),
        };
        self
    }
}

const ANY_INT: Kind = Kind::Int { min: i64::MIN, max: i64::MAX };
const ANY_FLOAT: Kind = Kind::Float { min: f64::NEG_INFINITY, max: f64::INFINITY };

impl Opt<bool> {
    /// A boolean.
    pub const fn bool(group: &'static str, name: &'static str, default: bool) -> Self {
        Self::new(group, name, Kind::Bool, Default::Bool(default))
    }
}

impl Opt<i64> {
    /// An integer.
    pub const fn int(group: &'static str, name: &'static str, default: i64) -> Self {
        Self::new(group, name, ANY_INT, Default::Int(default))
    }
}

impl Opt<Option<i64>> {
    /// An integer without a default.
    pub const fn int_or_none(group: &'static str, name: &'static str) -> Self {
        Self::new(group, name, ANY_INT, Default::Unset)
    }
}

impl Opt<f64> {
    /// A number.
    pub const fn float(group: &'static str, name: &'static str, default: f64) -> Self {
        Self::new(group, name, ANY_FLOAT, Default::Float(default))
    }
}

impl Opt<u16> {
    /// A TCP port.
    pub const fn port(group: &'static str, name: &'static str, default: u16) -> Self {
        Self::new(group, name, Kind::Port, Default::Int(default as i64))
    }
}

impl Opt<String> {
    /// Any text.
    pub const fn text(group: &'static str, name: &'static str, default: &'static str) -> Self {
        Self::new(group, name, Kind::Text, Default::Text(default))
    }

    /// One of some words.
    pub const fn choice(
        group: &'static str,
        name: &'static str,
        default: &'static str,
        of: &'static [&'static str],
    ) -> Self {
        Self::new(group, name, Kind::Choice { of, any_case: false }, Default::Text(default))
    }

    /// One of some words, in any case.
    pub const fn choice_in_any_case(
        group: &'static str,
        name: &'static str,
        default: &'static str,
        of: &'static [&'static str],
    ) -> Self {
        Self::new(group, name, Kind::Choice { of, any_case: true }, Default::Text(default))
    }

    /// A URI of one of these schemes; of any scheme when there are none.
    pub const fn uri(
        group: &'static str,
        name: &'static str,
        default: &'static str,
        schemes: &'static [&'static str],
    ) -> Self {
        Self::new(group, name, Kind::Uri { schemes }, Default::Text(default))
    }
}

impl Opt<Option<String>> {
    /// Any text, without a default.
    pub const fn text_or_none(group: &'static str, name: &'static str) -> Self {
        Self::new(group, name, Kind::Text, Default::Unset)
    }

    /// One of some words, without a default.
    pub const fn choice_or_none(group: &'static str, name: &'static str, of: &'static [&'static str]) -> Self {
        Self::new(group, name, Kind::Choice { of, any_case: false }, Default::Unset)
    }

    /// A URI without a default.
    pub const fn uri_or_none(group: &'static str, name: &'static str, schemes: &'static [&'static str]) -> Self {
        Self::new(group, name, Kind::Uri { schemes }, Default::Unset)
    }
}

impl Opt<Vec<String>> {
    /// Words separated by commas.
    pub const fn list(group: &'static str, name: &'static str, default: &'static [&'static str]) -> Self {
        Self::new(group, name, Kind::List { of: &[] }, Default::Items(default))
    }

    /// Some of these words, separated by commas.
    pub const fn list_of(
        group: &'static str,
        name: &'static str,
        default: &'static [&'static str],
        of: &'static [&'static str],
    ) -> Self {
        Self::new(group, name, Kind::List { of }, Default::Items(default))
    }

    /// A key that may be repeated.
    pub const fn multi(group: &'static str, name: &'static str, default: &'static [&'static str]) -> Self {
        Self::new(group, name, Kind::Multi, Default::Items(default))
    }
}

/// A type that an option's value can be read as; the types named at [`Opt`] and no others.
pub trait Setting: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn from_value(value: &Value) -> Option<Self>;
}

mod sealed {
    pub trait Sealed {}
    impl<T: Sealed> Sealed for Option<T> {}
    impl Sealed for bool {}
    impl Sealed for i64 {}
    impl Sealed for u16 {}
    impl Sealed for f64 {}
    impl Sealed for String {}
    impl Sealed for Vec<String> {}
}

impl Setting for bool {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bool(flag) = value { Some(*flag) } else { None }
    }
}

impl Setting for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(number) = value { Some(*number) } else { None }
    }
}

impl Setting for u16 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(number) = value { Self::try_from(*number).ok() } else { None }
    }
}

impl Setting for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Float(number) = value { Some(*number) } else { None }
    }
}

impl Setting for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}

impl Setting for Vec<String> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Items(items) = value { Some(items.clone()) } else { None }
    }
}

impl<T: Setting> Setting for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if *value == Value::Unset { Some(None) } else { T::from_value(value).map(Some) }
    }
}

/// Declares options and the list of them.
///
/// Each becomes a public `const` of type [`Opt`](crate::config::Opt); the name after `list` becomes the `const` list that
/// [`Sources::registry`](crate::config::Sources::registry) takes.
///
/// ```
/// starmap::options! {
///     list OPTIONS;
///     /// How many servers one page shows at most.
///     MAX_LIMIT: i64 = Opt::int("api", "max_limit", 1000).min(0);
/// }
/// assert_eq!(OPTIONS[0].name, MAX_LIMIT.declared.name);
/// ```
#[macro_export]
macro_rules! options {
    (list $list:ident; $($(#[$meta:meta])* $name:ident: $ty:ty = Opt::$make:ident($($argument:expr),* $(,)?) $(.$with:ident($($value:expr)?))*;)+) => {
        $(
            $(#[$meta])*
            #[allow(unreachable_pub, reason = "how far the options reach is up to the module they stand in")]
            pub const $name: $crate::config::Opt<$ty> =
                $crate::config::Opt::<$ty>::$make($($argument),*)$(.$with($($value)?))*;
        )+
        /// The options declared here, in the order of their declaration.
        #[allow(unreachable_pub, reason = "how far the options reach is up to the module they stand in")]
        pub const $list: &[$crate::config::Declared] = &[$($name.declared),+];
        const _: () = $crate::config::check_registry($list);
    };
}

/// Checks a registry in a `const`: one declaration a name, defaults that their own kind accepts.
///
/// # Panics
///
/// When it is wrong; in a `const` that is a compile error.
pub const fn check_registry(registry: &[Declared]) {
    let mut at = 0;
    while at < registry.len() {
        let one = &registry[at];
        check_default(one);
        let mut other = at + 1;
        while other < registry.len() {
            let twice = same_text(one.name, registry[other].name) && same_text(one.group, registry[other].group);
            assert!(!twice, "an option is declared twice");
            other += 1;
        }
        at += 1;
    }
}

const fn check_default(one: &Declared) {
    match (one.kind, one.default) {
        (Kind::Int { min, max }, Default::Int(default)) => {
            assert!(min <= default && default <= max, "the default of an option lies outside its bounds");
        }
        (Kind::Choice { of, .. }, Default::Text(default)) => {
            let mut at = 0;
            while at < of.len() && !same_text(of[at], default) {
                at += 1;
            }
            assert!(at < of.len(), "the default of an option is not one of its choices");
        }
        _ => {}
    }
}

pub(crate) const fn same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    // Names of one registry begin alike more often than they end alike.
    let mut at = one.len();
    while at > 0 {
        at -= 1;
        if one[at] != other[at] {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::options! {
        list OPTIONS;
        /// An integer.
        LIMIT: i64 = Opt::int("api", "max_limit", 1000).min(0).was(&[("DEFAULT", "osapi_max_limit")]);
        /// Optional text.
        PASSWORD: Option<String> = Opt::text_or_none("auth", "password").secret();
    }

    #[test]
    fn declarations_become_a_list() {
        assert_eq!(OPTIONS.len(), 2);
        assert_eq!(LIMIT.declared.kind, Kind::Int { min: 0, max: i64::MAX });
        assert!(OPTIONS[1].secret && PASSWORD.declared.secret);
    }

    #[test]
    #[should_panic(expected = "declared twice")]
    fn a_second_declaration_is_refused() {
        check_registry(&[LIMIT.declared, PASSWORD.declared, LIMIT.declared]);
    }

    #[test]
    #[should_panic(expected = "outside its bounds")]
    fn a_default_out_of_bounds_is_refused() {
        check_registry(&[Opt::int("a", "b", 5).max(4).declared]);
    }

    #[test]
    #[should_panic(expected = "not one of its choices")]
    fn a_default_that_is_no_choice_is_refused() {
        check_registry(&[Opt::choice("a", "b", "c", &["d", "e"]).declared]);
    }
}
