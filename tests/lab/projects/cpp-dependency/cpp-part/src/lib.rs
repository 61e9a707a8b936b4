unsafe extern "C" {
    fn part();
}

pub fn call() {
    // SAFETY: it takes nothing and keeps nothing
    unsafe { part() }
}
