//! Hands `microversion_header` to libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| starmap_tests::fuzz::microversion_header(data));
