//! The macro by which a controller hands the tokens of its rows on to `router!`.
//!
//! It is written here and not by `#[resource]`, because the compiler is quicker with tokens than macros that nobody optimised.

/// Declares it: under the name of the controller, so that whoever imports the one has the other. The first token is a `$`.
#[doc(hidden)]
#[macro_export]
macro_rules! __hand_on {
    ($d:tt $callback:ident $controller:ident $rows:tt) => {
        #[doc(hidden)]
        #[macro_export]
        #[allow(non_local_definitions)]
        // In one line, because rustfmt indents it anew each time.
        macro_rules! $callback { ([$d($d before:tt)*] $d next:ident $d($d rest:tt)*) => { $d next! { [$d($d before)* $rows] $d($d rest)* } }; }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        pub use $callback as $controller;
    };
}
