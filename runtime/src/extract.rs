//! Extraction: how a part of a request becomes an argument of an action.
//!
//! `_dispatch` extracts the arguments in the order of the method's signature; the first that fails is the answer.
//! A path parameter is bound by its name ([`Parameter`]), everything else by its type ([`Extract`]).

use std::borrow::Cow;
use std::str::FromStr;

use bytes::Bytes;
use http::HeaderMap;

use crate::context::RequestContext;
use crate::fault::Fault;
use crate::json::{self, Value};
use crate::mapper::Parameters;
use crate::microversion::Microversion;
use crate::request::Request;
use crate::route::{Route, Source};
use crate::router::RouterSettings;
use crate::schema::{self, FromQuery, FromValue, Mismatch, Mode, QueryParams};

/// A matched request on its way into a controller.
#[derive(Debug)]
pub struct Call<'r> {
    /// The request; its body has been read into [`Call::body`].
    pub request: &'r Request,
    /// The row that matched.
    pub route: &'static Route,
    /// The negotiated microversion; the lowest where the service has none.
    pub version: Microversion,
    /// The path that the template matched.
    pub path: &'r str,
    /// Where the path's parameters stand in it, in the template's order.
    pub parameters: Parameters,
    /// The body, until an argument takes it.
    pub body: Content,
    /// What the router was given at start.
    pub settings: &'r RouterSettings,
    /// Why an argument could not be taken.
    pub(crate) refusal: Option<Fault>,
}

/// A body that was read: not there, as bytes, or as JSON.
#[derive(Debug, Default)]
pub enum Content {
    /// None, or taken already.
    #[default]
    None,
    /// As it was sent.
    Bytes(Bytes),
    /// As JSON.
    Json(Value),
}

impl Call<'_> {
    /// The microversion that schemas and fields are chosen by: 2.0 under the legacy API, which is read leniently.
    pub fn schema_version(&self) -> Microversion {
        if self.request.legacy { Microversion::new(2, 0) } else { self.version }
    }

    /// How strictly bodies and queries are read.
    pub fn mode(&self) -> Mode {
        if self.request.legacy { Mode::Legacy } else { Mode::Strict }
    }
}

/// A type that one segment of the path can become.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a path segment",
    label = "not a path parameter's type",
    note = "take `&str`, `String` or a number, or implement `starmap::extract::Parameter` for the type"
)]
pub trait Parameter<'r>: Sized {
    /// Reads the segment's text.
    ///
    /// # Errors
    ///
    /// The fault that the client is shown; by custom 404, because a wrong id names nothing.
    fn parse(text: &'r str) -> Result<Self, Fault>;
}

impl<'r> Parameter<'r> for &'r str {
    fn parse(text: &'r str) -> Result<Self, Fault> {
        Ok(text)
    }
}

impl<'r> Parameter<'r> for String {
    fn parse(text: &'r str) -> Result<Self, Fault> {
        Ok(text.to_owned())
    }
}

macro_rules! number_parameters {
    ($($number:ty),*) => {$(
        impl<'r> Parameter<'r> for $number {
            fn parse(text: &'r str) -> Result<Self, Fault> {
                <$number>::from_str(text).map_err(|_| Fault::generic(http::StatusCode::NOT_FOUND))
            }
        }
    )*};
}
number_parameters!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, u128);

/// A type that a matched request can become.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken from a request",
    label = "not an argument of an action",
    note = "a path parameter is bound by the argument's name; otherwise take `Body<T>`, `Query<T>`, `Json<T>`, `Microversion`, `&RequestContext`, `&HeaderMap` or `&Request`, or implement `starmap::extract::Extract<'r>` for the type"
)]
pub trait Extract<'r>: Sized {
    /// What of the request it is, for the description of the API.
    const SOURCE: Source = Source::Other;

    /// Takes the value from the request.
    ///
    /// # Errors
    ///
    /// The fault that the client is shown.
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault>;
}

impl<'r> Extract<'r> for &'r Request {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(call.request)
    }
}

impl<'r> Extract<'r> for &'r HeaderMap {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(&call.request.headers)
    }
}

impl<'r> Extract<'r> for &'static Route {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(call.route)
    }
}

impl<'r> Extract<'r> for Microversion {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(call.version)
    }
}

/// The context that the pipeline's authenticating filter has set. Without such a filter the answer is a 500 whose log line
/// says so.
impl<'r> Extract<'r> for &'r RequestContext {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let missing =
            || Fault::escaped("no filter of this pipeline sets the request context; add an authenticating one");
        call.request.context.as_ref().ok_or_else(missing)
    }
}

/// The request body as a type that derives [`macro@crate::Body`], validated at the request's microversion.
///
/// A body that breaks the schema is a 400 in Nova's words; no body counts as JSON's `null`.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<'r, T: FromValue> Extract<'r> for Body<T> {
    const SOURCE: Source = Source::Body(T::SCHEMA);

    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let mut value = json_content(call)?;
        let version = call.schema_version();
        schema::validate_body(T::SCHEMA, &mut value, version, call.mode())
            .map_err(|invalid| Fault::bad_request(invalid.to_string()))?;
        T::from_value(value, version).map(Self).map_err(|mismatch| {
            Fault::escaped(format!(
                "a body passed its schema but does not fit {}: {mismatch}",
                std::any::type_name::<T>()
            ))
        })
    }
}

/// The query string as a type that derives [`macro@crate::Query`], validated at the request's microversion.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<'r, T: FromQuery> Extract<'r> for Query<T> {
    const SOURCE: Source = Source::Query(T::SCHEMA);

    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let params = validated_query::<T>(call)?;
        T::from_query(&params, call.schema_version()).map(Self).map_err(|mismatch| unfit_query::<T>(&mismatch))
    }
}

/// The query string and what of it survives validation, for `next` links.
#[derive(Clone, Debug)]
pub struct QueryWithParams<T>(pub T, pub QueryParams);

impl<'r, T: FromQuery> Extract<'r> for QueryWithParams<T> {
    const SOURCE: Source = Source::Query(T::SCHEMA);

    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let params = validated_query::<T>(call)?;
        let query = T::from_query(&params, call.schema_version()).map_err(|mismatch| unfit_query::<T>(&mismatch))?;
        Ok(Self(query, params))
    }
}

fn unfit_query<T>(mismatch: &Mismatch) -> Fault {
    Fault::escaped(format!("a query passed its schema but does not fit {}: {mismatch}", std::any::type_name::<T>()))
}

fn validated_query<T: FromQuery>(call: &Call<'_>) -> Result<QueryParams, Fault> {
    let mut params = QueryParams::parse(call.request.query())
        .map_err(|_| Fault::bad_request("Query string is not UTF-8 encoded"))?;
    schema::validate_query(T::SCHEMA, &mut params, call.schema_version(), call.mode())
        .map_err(|invalid| Fault::bad_request(invalid.to_string()))?;
    Ok(params)
}

/// The request body's bytes as they were sent, at most the size limit.
#[derive(Clone, Debug, Default)]
pub struct RawBody(pub Bytes);

impl<'r> Extract<'r> for RawBody {
    const SOURCE: Source = Source::Bytes;

    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        Ok(Self(match std::mem::take(&mut call.body) {
            Content::None => Bytes::new(),
            Content::Bytes(bytes) => bytes,
            Content::Json(value) => {
                let mut out = json::Writer::new();
                out.value(&value);
                Bytes::from(out.finish())
            }
        }))
    }
}

/// Any serde type: as an argument the JSON body, as an answer the JSON written.
///
/// Unlike [`Body`] it has no schema and no microversions; a body that does not fit is a 400 with serde's sentence.
#[cfg(feature = "json")]
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

#[cfg(feature = "json")]
impl<'r, T: serde::de::DeserializeOwned> Extract<'r> for Json<T> {
    const SOURCE: Source = Source::Bytes;

    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let RawBody(bytes) = RawBody::extract(call)?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Fault::bad_request(format!("Malformed request body: {error}")))
    }
}

fn json_content(call: &mut Call<'_>) -> Result<Value, Fault> {
    match std::mem::take(&mut call.body) {
        Content::None => Ok(Value::Null),
        Content::Json(value) => Ok(value),
        Content::Bytes(bytes) => parse_json(&bytes, call.settings),
    }
}

/// Parses a body.
///
/// # Errors
///
/// Malformed JSON is a 400; bytes that are not UTF-8 are an error of the server, as in Nova.
pub fn parse_json(bytes: &[u8], settings: &RouterSettings) -> Result<Value, Fault> {
    json::parse(bytes, settings.json_depth_max).map_err(|error| match error {
        json::JsonError::NotUtf8 => Fault::escaped("the request body is not UTF-8"),
        _ => malformed_body(),
    })
}

pub(crate) fn malformed_body() -> Fault {
    Fault::bad_request(Cow::Borrowed("Malformed request body"))
}
