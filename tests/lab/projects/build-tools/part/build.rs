fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "cmake")]
    cmake::run();
    #[cfg(feature = "nasm-rs")]
    if std::env::var("TARGET").unwrap().starts_with("x86_64") {
        nasm_rs::run();
    }
}
