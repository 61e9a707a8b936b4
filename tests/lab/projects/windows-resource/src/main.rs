fn main() {
    println!("works");
}
