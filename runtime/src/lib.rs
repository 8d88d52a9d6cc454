//! Versioned, resource-oriented REST APIs with compiled routing.
