#[no_mangle]
pub extern "C" fn answer() -> u32 {
    "works".len() as u32
}
