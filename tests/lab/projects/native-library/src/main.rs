#[link(name = "part")]
extern "C" {
    fn part() -> i32;
}

fn main() {
    assert_eq!(unsafe { part() }, 42);
    println!("works");
}
