extern "C" {
    fn part() -> i32;
}

pub fn call() -> i32 {
    unsafe { part() }
}
