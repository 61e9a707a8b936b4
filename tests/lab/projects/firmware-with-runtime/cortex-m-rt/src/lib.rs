#![no_std]

extern "C" {
    fn main() -> !;
}

#[no_mangle]
pub unsafe extern "C" fn Reset() -> ! {
    main()
}

#[link_section = ".vector_table.reset"]
#[no_mangle]
pub static RESET_VECTOR: unsafe extern "C" fn() -> ! = Reset;
