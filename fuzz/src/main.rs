//! The fuzz target on `rest.handle`: `cargo xtask fuzz`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    vestibule_fuzz::play(bytes);
});
