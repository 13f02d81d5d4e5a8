#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| case_files::fuzzing::parse(data));
