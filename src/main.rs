//! Parse, choose a face, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    xdoctor::cli::main()
}
