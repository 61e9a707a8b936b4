fn main() {
    println!("{}", core_part::WORD);
}
