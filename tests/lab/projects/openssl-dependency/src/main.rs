fn main() {
    assert_eq!(openssl_sys::answer(), 42);
    println!("works");
}
