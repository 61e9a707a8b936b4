use std::{env, fs, path::PathBuf};

const SCRIPT: &str = "
MEMORY { FLASH : ORIGIN = 0x08000000, LENGTH = 64K }
ENTRY(Reset)
EXTERN(RESET_VECTOR)
SECTIONS {
    .vector_table ORIGIN(FLASH) : { KEEP(*(.vector_table.*)) } > FLASH
    .text : { *(.text .text.*) } > FLASH
    /DISCARD/ : { *(.ARM.exidx .ARM.exidx.*) }
}
";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    fs::write(out.join("link.x"), SCRIPT).unwrap();
    println!("cargo:rustc-link-search={}", out.display());
}
