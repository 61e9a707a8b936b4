fn main() {
    cc::Build::new().cpp(true).file("part.cc").compile("part");
}
