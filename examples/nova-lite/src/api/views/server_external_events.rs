//! What became of events.

/// `{"events": […]}`
#[derive(Debug, starmap::View)]
pub struct EventList {
    /// As they came, with what became of them.
    pub events: Vec<EventView>,
}

/// An event.
#[derive(Debug, starmap::View)]
#[expect(missing_docs, reason = "the fields are Nova's, by Nova's names")]
pub struct EventView {
    pub name: String,
    pub server_uuid: String,
    pub status: &'static str,
    #[view(skip_none)]
    pub tag: Option<String>,
    /// The status that this event would have had for itself.
    pub code: u16,
}
