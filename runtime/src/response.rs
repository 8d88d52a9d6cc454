//! Replies: how what an action returns becomes a response.
//!
//! The status is the row's success status at the request's microversion; the media type is the negotiated one.

use std::fmt;
use std::marker::PhantomData;

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};

use crate::body::Body;
use crate::extract::Call;
use crate::fault::{Fault, IntoFault};
use crate::filter::Response;
use crate::json::{Value, Writer};
use crate::microversion::Microversion;
use crate::request::MediaType;
use crate::route::Answer;
use crate::schema::Schema;
use crate::spare;
use crate::view::View;

/// What an action may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an answer",
    label = "an action cannot return this",
    note = "return `()`, `Json<T>`, `Viewed<T>` for a type with `#[derive(View)]`, a `Response`, or a `Result` of one of them and a type that is `Into<Fault>`"
)]
pub trait Reply {
    /// What a success holds, for the description of the API.
    const ANSWER: Answer = Answer::Any;

    /// Makes the response.
    ///
    /// # Errors
    ///
    /// The fault that the client is shown.
    fn reply(self, call: &Call<'_>) -> Result<Response, Fault>;
}

impl<T: Reply, E: IntoFault> Reply for Result<T, E> {
    const ANSWER: Answer = T::ANSWER;

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        self.map_err(IntoFault::into_fault)?.reply(call)
    }
}

impl Reply for Response {
    fn reply(self, _: &Call<'_>) -> Result<Response, Fault> {
        Ok(self)
    }
}

/// No content, but still with a content type, as Nova's empty 202 and 204 have.
impl Reply for () {
    const ANSWER: Answer = Answer::Nothing;

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        Ok(success(call, Body::empty()))
    }
}

/// A view, written at the request's microversion.
#[derive(Clone, Copy, Debug)]
pub struct Viewed<T>(pub T);

impl<T: View> Reply for Viewed<T> {
    const ANSWER: Answer = Answer::Json(T::SCHEMA);

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut out = Writer::within(spare::buffer());
        self.0.write(&mut out, call.version);
        Ok(success(call, Body::owned(out.finish())))
    }
}

/// A view that was written already, for views that borrow what only the action holds.
///
/// The type says which view it was: `Written<FlavorBody<'_>>` in a signature takes one of any lifetime, for what was borrowed is
/// needed no longer.
pub struct Written<V: ?Sized>(Vec<u8>, PhantomData<fn(&V)>);

impl<V: View + ?Sized> Written<V> {
    /// Writes a view as it is at `version`.
    pub fn of(view: &V, version: Microversion) -> Self {
        Self(crate::view::to_json(view, version), PhantomData)
    }
}

impl<V: View + ?Sized> Reply for Written<V> {
    const ANSWER: Answer = Answer::Json(V::SCHEMA);

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        Ok(success(call, Body::owned(self.0)))
    }
}

impl<V: ?Sized> fmt::Debug for Written<V> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Written({})", String::from_utf8_lossy(&self.0))
    }
}

/// The answer of an API that was removed for good: the fault 410.
#[derive(Clone, Copy, Debug)]
pub struct Gone;

impl Reply for Gone {
    const ANSWER: Answer = Answer::Fault(410);

    fn reply(self, _: &Call<'_>) -> Result<Response, Fault> {
        Err(Fault::gone())
    }
}

impl Reply for Value {
    const ANSWER: Answer = Answer::Json(&Schema::ANY);

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut out = Writer::within(spare::buffer());
        out.value(&self);
        Ok(success(call, Body::owned(out.finish())))
    }
}

#[cfg(feature = "json")]
impl<T: serde::Serialize> Reply for crate::extract::Json<T> {
    const ANSWER: Answer = Answer::Json(&Schema::ANY);

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut text = spare::buffer();
        serde_json::to_writer(&mut text, &self.0).map_err(|error| {
            Fault::escaped(format!("{} cannot be written as JSON: {error}", std::any::type_name::<T>()))
        })?;
        Ok(success(call, Body::owned(text)))
    }
}

/// An answer with headers of its own.
#[derive(Clone, Debug)]
pub struct WithHeaders<T> {
    /// The answer.
    pub reply: T,
    /// Added after the answer's own; a name that stands there already is replaced.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl<T: Reply> Reply for WithHeaders<T> {
    const ANSWER: Answer = T::ANSWER;

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut response = self.reply.reply(call)?;
        response.headers_mut().extend(self.headers);
        Ok(response)
    }
}

/// An answer with a status that the row does not name.
#[derive(Clone, Copy, Debug)]
pub struct WithStatus<T>(pub StatusCode, pub T);

impl<T: Reply> Reply for WithStatus<T> {
    const ANSWER: Answer = T::ANSWER;

    fn reply(self, call: &Call<'_>) -> Result<Response, Fault> {
        let mut response = self.1.reply(call)?;
        *response.status_mut() = self.0;
        Ok(response)
    }
}

#[inline]
fn success(call: &Call<'_>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = success_status(call);
    spare::lend_headers(response.headers_mut());
    response.headers_mut().insert(CONTENT_TYPE, media_type(call));
    response
}

#[inline]
fn media_type(call: &Call<'_>) -> HeaderValue {
    // Made while compiling; any other is checked byte by byte.
    const JSON: HeaderValue = HeaderValue::from_static(MediaType::JSON.0);
    if call.request.media_type == MediaType::JSON { JSON } else { HeaderValue::from_static(call.request.media_type.0) }
}

/// The row's success status at the request's microversion, 200 where it names none.
#[inline]
pub fn success_status(call: &Call<'_>) -> StatusCode {
    StatusCode::from_u16(call.route.success_at(call.version)).unwrap_or(StatusCode::OK)
}
