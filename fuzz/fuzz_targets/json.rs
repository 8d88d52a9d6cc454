//! Hands `json_text` to libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| starmap_tests::fuzz::json_text(data));
