//! The names that a resource's generated code is written in: imported all at once, and short, because the compiler and the
//! macros pay for each word of a row. Two underscores keep them apart from whatever else the code around has.

#[rustfmt::skip] // One line a use: what is said of answers, of sources, of calls, of URLs.
pub use super::{Pending as __Pending, no_such_action as __no_such_action};
pub use super::act::{self as __by, At as __At};
pub use super::types::{Speechless as _, TypesOf as __TypesOf};
pub use super::{url as __url, url0 as __url0, url1 as __url1, url2 as __url2};

#[rustfmt::skip] // Not a name a line.
pub use super::act::{
    act0 as __act0, act1 as __act1, act2 as __act2, act3 as __act3, act4 as __act4, act5 as __act5, act6 as __act6,
    act7 as __act7, act8 as __act8, act9 as __act9, act10 as __act10, act11 as __act11, act12 as __act12,
    now0 as __now0, now1 as __now1, now2 as __now2, now3 as __now3, now4 as __now4, now5 as __now5, now6 as __now6,
    now7 as __now7, now8 as __now8, now9 as __now9, now10 as __now10, now11 as __now11, now12 as __now12,
};

pub use crate::controller::Controller as __Controller;
pub use crate::extract::Call as __Call;
pub use crate::filter::Response as __Response;
pub use crate::route::{Written as __Rows, WrittenRows as __Table};
