fn main() {
    c_part::call();
}
