fn main() {
    cc::Build::new().file("part.c").compile("part");
}
