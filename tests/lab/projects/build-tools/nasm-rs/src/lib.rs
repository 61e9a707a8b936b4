pub fn run() {
    if let Err(error) = std::process::Command::new("nasm").arg("-v").output() {
        panic!("NASM build failed. Make sure you have nasm installed: {error}");
    }
}
