fn main() {
    assert_eq!(c_part::call(), 1);
}
