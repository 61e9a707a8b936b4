unsafe extern "C" {
    fn part();
}

fn main() {
    // SAFETY: it takes nothing and keeps nothing
    unsafe { part() }
}
