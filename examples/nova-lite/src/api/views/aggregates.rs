//! What host aggregates look like.

use std::collections::BTreeMap;

use crate::compute::aggregate::Aggregate;

/// `{"aggregates": […]}`
#[derive(Debug, starmap::View)]
pub struct AggregateList<'a> {
    /// All of them.
    pub aggregates: Vec<AggregateView<'a>>,
}

/// `{"aggregate": …}`
#[derive(Debug, starmap::View)]
pub struct AggregateBody<'a> {
    /// The aggregate.
    pub aggregate: AggregateView<'a>,
}

/// An aggregate with what is in it.
#[derive(Debug, starmap::View)]
pub struct AggregateView<'a> {
    /// What it is.
    #[view(flatten)]
    pub head: AggregateHead<'a>,
    /// The names of its hosts.
    pub hosts: &'a [String],
    /// Its metadata, the zone included.
    pub metadata: &'a BTreeMap<String, String>,
}

impl<'a> AggregateView<'a> {
    /// An aggregate in full.
    pub fn new(aggregate: &'a Aggregate) -> Self {
        Self { head: AggregateHead::new(aggregate), hosts: &aggregate.hosts, metadata: &aggregate.metadata.0 }
    }
}

/// `{"aggregate": …}` of a new one, which names neither hosts nor metadata.
#[derive(Debug, starmap::View)]
pub struct NewAggregateBody<'a> {
    /// The aggregate.
    pub aggregate: AggregateHead<'a>,
}

impl<'a> NewAggregateBody<'a> {
    /// The answer to a creation.
    pub fn new(aggregate: &'a Aggregate) -> Self {
        Self { aggregate: AggregateHead::new(aggregate) }
    }
}

/// What an aggregate is, without what is in it.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct AggregateHead<'a> {
    pub id: i64,
    #[view(since = "2.41")]
    pub uuid: &'a str,
    pub name: &'a str,
    pub created_at: String,
    pub updated_at: Option<String>,
    /// Deleted ones are never shown.
    pub deleted_at: Option<String>,
    pub deleted: bool,
    pub availability_zone: Option<&'a str>,
}

impl<'a> AggregateHead<'a> {
    fn new(aggregate: &'a Aggregate) -> Self {
        Self {
            id: aggregate.id,
            uuid: &aggregate.uuid,
            name: &aggregate.name,
            created_at: aggregate.created_at.micros_text(),
            updated_at: aggregate.updated_at.map(|at| at.micros_text()),
            deleted_at: None,
            deleted: false,
            availability_zone: aggregate.zone(),
        }
    }
}
