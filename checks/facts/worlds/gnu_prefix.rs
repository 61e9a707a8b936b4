//! The prefixes under which the crate cc looks for a cross compiler.

/// cc 1.11 `src/lib.rs`, `GNU_PREFIXES` and `GNU_PREFIX_CANDIDATES`: of several names the first that is on `PATH`, else
/// the first. None: the target has no entry, and `cc` itself is run.
pub(super) fn gnu_prefixes(target: &str) -> Option<Vec<String>> {
    let one = |name: &str| Some(vec![name.to_owned()]);
    let several = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    match target {
        "i686-unknown-linux-gnu" => return several(&["i686-linux-gnu", "x86_64-linux-gnu"]),
        "x86_64-unknown-linux-gnu" => return one("x86_64-linux-gnu"),
        "x86_64-unknown-linux-musl" => return several(&["x86_64-linux-musl", "musl"]),
        "i686-unknown-linux-musl" | "i586-unknown-linux-musl" => return one("musl"),
        // As that table has it.
        "armv5te-unknown-linux-musleabi" => return one("arm-linux-gnueabi"),
        _ => {}
    }
    let (arch, rest) = target.split_once('-')?;
    let is_arm = arch.starts_with("arm") || arch.starts_with("thumb");
    match rest {
        "none-eabi" | "none-eabihf" if is_arm => one("arm-none-eabi"),
        "unknown-none-elf" | "unknown-xous-elf" if arch.starts_with("riscv32") => {
            several(&["riscv32-unknown-elf", "riscv64-unknown-elf", "riscv-none-embed"])
        }
        "unknown-none-elf" if arch.starts_with("riscv64") => {
            several(&["riscv64-unknown-elf", "riscv32-unknown-elf", "riscv-none-embed"])
        }
        "esp-espidf" if arch.starts_with("riscv32") => one("riscv32-esp-elf"),
        "pc-windows-gnu" | "uwp-windows-gnu" | "pc-windows-gnullvm"
            if ["x86_64", "i686", "aarch64"].contains(&arch) =>
        {
            one(&format!("{arch}-w64-mingw32"))
        }
        "unknown-linux-gnueabi" | "unknown-linux-gnueabihf" if is_arm && arch != "armeb" => {
            one(&format!("arm-linux-{}", &rest["unknown-linux-".len()..]))
        }
        "unknown-linux-musleabihf" if is_arm => one("arm-linux-musleabihf"),
        "unknown-linux-musleabi" if arch == "arm" => one("arm-linux-musleabi"),
        _ if arch.starts_with("xtensa") => one("xtensa-esp-elf"),
        _ => {
            let environment = rest.strip_prefix("unknown-linux-")?;
            let arch = match (arch, environment) {
                ("riscv64gc" | "riscv64a23", "gnu") | ("riscv64gc", "musl") => "riscv64",
                ("riscv32gc", "gnu" | "musl") => "riscv32",
                ("aarch64" | "mips" | "mipsel", "gnu" | "musl")
                | ("hexagon", "musl")
                | (
                    "aarch64_be" | "loongarch64" | "m68k" | "powerpc" | "powerpc64" | "powerpc64le" | "s390x" | "sparc"
                    | "sparc64",
                    "gnu",
                )
                | ("powerpc", "gnuspe")
                | ("mips64" | "mips64el", "gnuabi64") => arch,
                _ => return None,
            };
            Some(vec![format!("{arch}-linux-{environment}")])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_crate() {
        for (target, expected) in [
            ("aarch64-unknown-linux-gnu", Some("aarch64-linux-gnu")),
            ("armv7-unknown-linux-gnueabihf", Some("arm-linux-gnueabihf")),
            ("thumbv8m.main-none-eabi", Some("arm-none-eabi")),
            ("riscv64gc-unknown-linux-gnu", Some("riscv64-linux-gnu")),
            ("x86_64-unknown-linux-musl", Some("x86_64-linux-musl musl")),
            ("i686-pc-windows-gnu", Some("i686-w64-mingw32")),
            // no entry: the host's own `cc`
            ("powerpc64le-unknown-linux-musl", None),
            ("armv7-unknown-linux-musleabi", None),
            ("x86_64-unknown-freebsd", None),
            ("aarch64-apple-darwin", None),
        ] {
            assert_eq!(gnu_prefixes(target).map(|names| names.join(" ")).as_deref(), expected, "{target}");
        }
    }
}
