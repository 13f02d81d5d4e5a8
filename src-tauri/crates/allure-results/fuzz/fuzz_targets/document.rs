#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allure_results::fuzzing::document(data));
