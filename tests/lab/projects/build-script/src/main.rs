fn main() {
    println!(env!("MADE"));
}
