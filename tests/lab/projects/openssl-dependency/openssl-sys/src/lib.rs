extern "C" {
    fn lab_ssl() -> i32;
}

pub fn answer() -> i32 {
    unsafe { lab_ssl() }
}
