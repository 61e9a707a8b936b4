//! `cargo xdoctor ...`: cargo runs `cargo-xdoctor xdoctor ...`, and that is `xdoctor ...`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xdoctor::cli::cargo_main()
}
