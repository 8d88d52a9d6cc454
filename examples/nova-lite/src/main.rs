//! The command line of nova-lite.

fn main() {}
