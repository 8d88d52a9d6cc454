//! Shapes that several resources share.

use http::StatusCode;
use starmap::Query;
use starmap::extract::{Call, Extract};
use starmap::fault::Fault;
use starmap::schema::QueryParams;

/// A query without parameters of its own: others are dropped below 2.102 and refused from there on.
#[derive(Debug, Query)]
#[schema(additional(allow, until = "2.101"), additional(refuse, since = "2.102"))]
pub struct NoQuery {}

/// A query whose parameters nobody looks at, at any microversion.
#[derive(Debug, Query)]
#[schema(additional = allow)]
pub struct AnyQuery {}

/// A query for which Nova has no schema at all. Its legacy API stumbles over any parameter then.
#[derive(Clone, Copy, Debug)]
pub struct UncheckedQuery;

impl<'r> Extract<'r> for UncheckedQuery {
    fn extract(call: &mut Call<'r>) -> Result<Self, Fault> {
        let params = QueryParams::parse(call.request.query()).map_err(|error| Fault::bad_request(error.to_string()))?;
        if call.request.legacy && !params.is_empty() {
            let text = "Unexpected API Error. Please contact the administrator\n<class 'KeyError'>";
            return Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, text));
        }
        Ok(Self)
    }
}
