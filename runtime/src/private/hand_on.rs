//! The macro by which a controller hands the tokens of its rows on to `router!`.
//!
//! It is written here and not by `#[resource]`, because the compiler is quicker with tokens than macros that nobody optimised.

/// Declares it: under the name of the controller, so that whoever imports the one has the other. The first token is a `$`.
#[doc(hidden)]
#[macro_export]
macro_rules! __hand_on {
    ($dollar:tt $callback:ident $controller:ident $rows:tt) => {
        #[doc(hidden)]
        #[macro_export]
        #[allow(non_local_definitions)]
        macro_rules! $callback {
                    ([$dollar($dollar before:tt)*] $dollar next:ident $dollar($dollar rest:tt)*) => {
                        $dollar next! { [$dollar($dollar before)* $rows] $dollar($dollar rest)* }
                    };
                }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        pub use $callback as $controller;
    };
}
