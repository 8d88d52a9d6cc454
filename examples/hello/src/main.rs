//! The smallest Starmap service.

fn main() {}
