//! Bodies and queries of images.

use starmap::Body;
use starmap::microversion::Microversion;
use starmap::schema::{
    Additional, FromQuery, Keyword, Map, Mismatch, Property, QueryParams, Schema, Schematic, Type, types,
};

const ANY: &Schema = &Schema::ANY;
/// `limit` and its like have to be positive here, though no other collection asks for it.
const POSITIVE: &Schema = &Schema::new(&[Keyword::Type(&[Type::Array]), Keyword::Items(&types::POSITIVE_INTEGER)]);

/// `GET /images` and `GET /images/detail`
#[derive(Debug)]
pub struct ListImages {
    /// The most images of a page.
    pub limit: Option<String>,
    /// The last image of the page before.
    pub marker: Option<String>,
    /// What an image has to be, by the name of the parameter.
    pub filters: Vec<(String, String)>,
}

/// Derived queries know no patterns of names, which `property-…` is.
impl Schematic for ListImages {
    const SCHEMA: &'static Schema = &Schema::new(&[
        Keyword::Type(&[Type::Object]),
        Keyword::Properties(&[
            // Not of Nova's: openstacksdk asks for several images by it where this API stands in for Glance's.
            Property::new("id", ANY),
            Property::new("name", ANY),
            Property::new("status", ANY),
            Property::new("changes-since", ANY),
            Property::new("server", ANY),
            Property::new("type", ANY),
            Property::new("minRam", ANY),
            Property::new("minDisk", ANY),
            Property::new("limit", POSITIVE),
            Property::new("page_size", POSITIVE),
            Property::new("marker", ANY),
            Property::new("offset", POSITIVE),
        ]),
        Keyword::PatternProperties(&[("^property-.*$", ANY)]),
        Keyword::AdditionalProperties(Additional::Allow),
    ]);
}

impl FromQuery for ListImages {
    fn from_query(query: &QueryParams, _: Microversion) -> Result<Self, Mismatch> {
        let text = |name: &str| query.last(name).map(str::to_owned);
        let paging = ["limit", "page_size", "marker", "offset"];
        let filters = query.iter().filter(|(name, _)| !paging.contains(name));
        Ok(Self {
            limit: text("limit").or_else(|| text("page_size")),
            marker: text("marker"),
            filters: filters.filter_map(|(name, values)| Some((name.to_owned(), values.last()?.clone()))).collect(),
        })
    }
}

/// `POST` and `PUT /images/{image_id}/metadata`
#[derive(Debug, Body)]
pub struct SetImageMetadata {
    /// The items.
    #[schema(with = types::METADATA)]
    pub metadata: Map<String>,
}

/// One item of metadata.
const ONE_ITEM: Schema = Schema::new(&[
    Keyword::Type(&[Type::Object]),
    Keyword::PatternProperties(&[("^[a-zA-Z0-9-_:. ]{1,255}$", &types::METADATA_VALUE)]),
    Keyword::AdditionalProperties(Additional::Refuse),
    Keyword::MinProperties(1),
    Keyword::MaxProperties(1),
]);

/// `PUT /images/{image_id}/metadata/{id}`
#[derive(Debug, Body)]
pub struct SetImageMetadataItem {
    /// The item.
    #[schema(with = ONE_ITEM)]
    pub meta: Map<String>,
}
