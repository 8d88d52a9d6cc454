//! What the types of some rows say of them: of up to twelve answers and twelve arguments at once, each a tuple of types.
//!
//! All in one, because the compiler pays for a constant of a type by the constant. Where a type says nothing, nothing is said of any: that
//! is reported where the answer is made or the argument is bound, and must not be a second time here.

use std::marker::PhantomData;

use crate::extract::Extract;
use crate::response::Reply;
use crate::route::{Answer, Said, Source};

/// The types of the answers and those of the arguments.
#[derive(Debug)]
pub struct TypesOf<A, S>(PhantomData<(A, S)>);

impl<A: Replies, S: Extracts> TypesOf<A, S> {
    /// Found before the constant of the trait.
    pub const SAY: Said = Said(A::ANSWERS, S::SOURCES);
}

/// Stands in where a type is no [`Reply`] or cannot be extracted.
pub trait Speechless {
    /// Nothing.
    const SAY: Said = Said(&[], &[]);
}

impl<A, S> Speechless for TypesOf<A, S> {}

/// A tuple of replies.
pub trait Replies {
    /// What each says.
    const ANSWERS: &'static [Answer];
}

/// A tuple of what is extracted.
pub trait Extracts {
    /// What each says.
    const SOURCES: &'static [Source];
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*)?) => {
        impl<$($first: Reply, $($rest: Reply),*)?> Replies for ($($first, $($rest,)*)?) {
            const ANSWERS: &'static [Answer] = &[$($first::ANSWER, $($rest::ANSWER),*)?];
        }

        impl<$($first: Extract<'static>, $($rest: Extract<'static>),*)?> Extracts for ($($first, $($rest,)*)?) {
            const SOURCES: &'static [Source] = &[$($first::SOURCE, $($rest::SOURCE),*)?];
        }

        $(tuples!($($rest)*);)?
    };
}

tuples!(A B C D E F G H I J K L);
