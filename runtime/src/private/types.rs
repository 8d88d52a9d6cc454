//! What the types of some rows say of them: the answers and the sources of up to twelve at once, as a tuple of types.
//!
//! All in one, because the compiler pays for a constant of a type by the constant. Where a type has none, there are none of all: that
//! is reported where the answer is made or the argument is bound, and must not be a second time here.

use std::marker::PhantomData;

use crate::extract::Extract;
use crate::response::Reply;
use crate::route::{Answer, Source};

/// What successes hold that are of the types of a tuple.
#[derive(Debug)]
pub struct AnswersOf<T>(PhantomData<T>);

impl<T: Replies> AnswersOf<T> {
    /// Found before the constant of the trait.
    pub const ANSWERS: &'static [Answer] = T::ANSWERS;
}

/// Stands in where a type is no [`Reply`].
pub trait NoReplies {
    /// Unknown.
    const ANSWERS: &'static [Answer] = &[];
}

impl<T> NoReplies for AnswersOf<T> {}

/// A tuple of replies.
pub trait Replies {
    /// What each says.
    const ANSWERS: &'static [Answer];
}

/// What of a request arguments are that are of the types of a tuple.
#[derive(Debug)]
pub struct SourcesOf<T>(PhantomData<T>);

impl<T: Extracts> SourcesOf<T> {
    /// Found before the constant of the trait.
    pub const SOURCES: &'static [Source] = T::SOURCES;
}

/// Stands in where a type cannot be extracted.
pub trait NoExtracts {
    /// Unknown.
    const SOURCES: &'static [Source] = &[];
}

impl<T> NoExtracts for SourcesOf<T> {}

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
