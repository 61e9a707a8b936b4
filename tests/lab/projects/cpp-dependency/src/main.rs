fn main() {
    cpp_part::call();
}
