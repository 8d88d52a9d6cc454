//! What the arms of a generated `_dispatch` call: one function for each number of arguments, for actions that wait and for those
//! that do not.
//!
//! One call an arm, and no future named in it, is what an arm costs the compiler least: it is paid for at every change of a
//! service's crate. Everything else an arm does is compiled here.

#![expect(clippy::too_many_arguments, reason = "they are those of the action")]

use std::future::{Future, Ready};

use stackfuture::StackFuture;

use super::{Answer, Replied};
use crate::extract::{Call, Extract, Parameter};
use crate::fault::Fault;
use crate::response::Reply;

/// The most bytes of an action's future that a request has room for; one that needs more is boxed.
const FUTURE_BYTES: usize = 1024;

/// What has become of a call: an answer already, or a future of one, in place.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the future is not to be boxed: it is what the room is for")]
pub enum Pending<'c> {
    /// The action did not wait for anything.
    Answered(Answer),
    /// It may wait.
    Waiting(Waiting<'c>),
}

/// The future of an answer.
pub struct Waiting<'c>(pub(crate) StackFuture<'c, Answer, FUTURE_BYTES>);

impl std::fmt::Debug for Waiting<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Waiting")
    }
}

/// A controller, and the call that an action of it is for.
#[derive(Debug)]
pub struct At<'c, 'r, C>(pub &'c C, pub &'c mut Call<'r>);

/// How an argument is bound: by its type.
#[derive(Clone, Copy, Debug)]
pub struct Given;

/// Takes an argument out of a call; without one, the call has the fault.
pub trait Bind<'r, T>: Copy + Send + 'static {
    /// Takes it.
    fn bind(self, call: &mut Call<'r>) -> Option<T>;
}

macro_rules! places {
    ($($name:ident $place:literal)*) => {$(
        /// How an argument is bound: as the path parameter of this number, counted from 0.
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl<'r, T: Parameter<'r>> Bind<'r, T> for $name {
            fn bind(self, call: &mut Call<'r>) -> Option<T> {
                bind_parameter($place, call)
            }
        }
    )*};
}

// One for each parameter that a template may have: a name costs less than a value.
places!(Path0 0 Path1 1 Path2 2 Path3 3 Path4 4 Path5 5 Path6 6 Path7 7);

#[inline]
fn bind_parameter<'r, T: Parameter<'r>>(place: usize, call: &mut Call<'r>) -> Option<T> {
    let missing = || Fault::escaped(format!("the matched path has no parameter {place}"));
    let text = call.parameters.text(call.path, place).ok_or_else(missing);
    keep_fault(text.and_then(T::parse), call)
}

impl<'r, T: Extract<'r>> Bind<'r, T> for Given {
    fn bind(self, call: &mut Call<'r>) -> Option<T> {
        keep_fault(T::extract(call), call)
    }
}

#[inline]
fn keep_fault<T>(taken: Result<T, Fault>, call: &mut Call<'_>) -> Option<T> {
    taken.map_err(|fault| call.refusal = Some(fault)).ok()
}

/// The answer to a request of which an argument could not be taken.
#[cold]
fn refused(call: &mut Call<'_>) -> Answer {
    Err(call.refusal.take().unwrap_or_else(|| Fault::escaped("an argument was refused without a fault".to_owned())))
}

/// Makes a response of what an action returned.
#[inline]
fn reply<T: Reply>(answer: T, call: &Call<'_>) -> Answer {
    answer.reply(call).map(Replied::of)
}

macro_rules! acts {
    ($act:ident $now:ident $($binding:ident $argument:ident $value:ident),*) => {
        /// Calls an action that may wait.
        // Its future is made inside, so that it is not kept twice.
        pub fn $act<'c, 'r, C: Sync, $($argument, $binding: Bind<'r, $argument>,)* F>(
            at: At<'c, 'r, C>,
            action: fn(&'c C $(, $argument)*) -> F,
            $($value: $binding,)*
        ) -> Pending<'c>
        where
            F: Future<Output: Reply> + Send + 'c,
            $($argument: 'c,)*
        {
            Pending::Waiting(Waiting(StackFuture::from_or_box(async move {
                let At(controller, call) = at;
                $(let Some($value) = $value.bind(call) else { return refused(call) };)*
                let answer = action(controller $(, $value)*).await;
                reply(answer, call)
            })))
        }

        /// Calls an action that waits for nothing.
        pub fn $now<'c, 'r, C, $($argument, $binding: Bind<'r, $argument>,)* T: Reply>(
            at: At<'c, 'r, C>,
            action: fn(&'c C $(, $argument)*) -> Ready<T>,
            $($value: $binding,)*
        ) -> Pending<'c> {
            let At(controller, call) = at;
            $(let Some($value) = $value.bind(call) else { return Pending::Answered(refused(call)) };)*
            Pending::Answered(reply(action(controller $(, $value)*).into_inner(), call))
        }
    };
}

// One call a line: the compiler shows the line beside a bound that is not met.
acts!(act0 now0);
acts!(act1 now1 X0 A0 a0);
acts!(act2 now2 X0 A0 a0, X1 A1 a1);
acts!(act3 now3 X0 A0 a0, X1 A1 a1, X2 A2 a2);
acts!(act4 now4 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3);
acts!(act5 now5 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4);
acts!(act6 now6 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5);
acts!(act7 now7 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6);
acts!(act8 now8 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6, X7 A7 a7);
acts!(act9 now9 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6, X7 A7 a7, X8 A8 a8);
acts!(act10 now10 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6, X7 A7 a7, X8 A8 a8, X9 A9 a9);
acts!(act11 now11 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6, X7 A7 a7, X8 A8 a8, X9 A9 a9, X10 A10 a10);
acts!(act12 now12 X0 A0 a0, X1 A1 a1, X2 A2 a2, X3 A3 a3, X4 A4 a4, X5 A5 a5, X6 A6 a6, X7 A7 a7, X8 A8 a8, X9 A9 a9, X10 A10 a10, X11 A11 a11);
