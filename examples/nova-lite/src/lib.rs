//! The OpenStack compute API in one binary.
