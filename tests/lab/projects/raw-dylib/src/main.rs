#[link(name = "kernel32", kind = "raw-dylib")]
extern "system" {
    fn GetTickCount() -> u32;
}

fn main() {
    assert!(unsafe { GetTickCount() } > 0);
    println!("works");
}
