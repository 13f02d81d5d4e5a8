#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| telegram_kit::fuzzing::method(data));
