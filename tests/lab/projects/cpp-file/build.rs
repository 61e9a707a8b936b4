fn main() {
    cc::Build::new().file("src/part.cc").compile("part");
}
