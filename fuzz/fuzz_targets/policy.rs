//! Hands `policy` to libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| starmap_tests::fuzz::policy(data));
