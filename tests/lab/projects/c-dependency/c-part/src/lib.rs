extern "C" {
    fn part();
}

pub fn call() {
    unsafe { part() }
}
