//! Hands `validation` to libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| starmap_tests::fuzz::validation(data));
