mod c {
    unsafe extern "C" {
        pub(super) fn number() -> i32;
    }
}

pub fn number() -> i32 {
    // SAFETY: it takes nothing and keeps nothing
    unsafe { c::number() }
}
