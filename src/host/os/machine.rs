//! Which machine this is.

use std::{
    env::consts,
    fs,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use xdoctor_checks::{Failure, HostPath, answer::Host, policy::Day};

use super::Environment;

/// The places of `os-release(5)`, in its order.
const OS_RELEASE: [&str; 2] = ["/etc/os-release", "/usr/lib/os-release"];

/// The day by this machine's clock.
pub(super) fn today() -> Result<Day, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let days = since.and_then(|since| u32::try_from(since.as_secs() / 86_400).ok());
    days.and_then(Day::of_unix).ok_or_else(|| Failure::Failed { message: "this machine's clock names no day".into() })
}

pub(super) fn host(cwd: &HostPath, env: &Environment) -> Host {
    let release = OS_RELEASE.iter().find_map(|path| fs::read_to_string(Path::new(path)).ok());
    Host {
        os: consts::OS.to_owned(),
        arch: architecture(env),
        cwd: cwd.clone(),
        home: env.home().and_then(|home| HostPath::parse(&home.to_string_lossy())),
        distribution: release.as_deref().map(distribution).unwrap_or_default(),
    }
}

/// The machine's architecture: this program may run translated (Rosetta), or as a 32-bit one on a 64-bit kernel.
#[cfg(unix)]
fn architecture(_: &Environment) -> String {
    let name = rustix::system::uname();
    // Rosetta reports `x86_64` to what it translates, but the kernel's version still names its own build.
    if consts::OS == "macos" && name.version().to_string_lossy().contains("RELEASE_ARM64") {
        return "aarch64".to_owned();
    }
    rust_name(&name.machine().to_string_lossy()).map_or_else(|| consts::ARCH.to_owned(), str::to_owned)
}

/// A 32-bit or emulated process sees the machine's own architecture in the second variable ("WOW64 Implementation
/// Details" of the Windows API's pages), any other one in the first.
#[cfg(not(unix))]
fn architecture(env: &Environment) -> String {
    let names = ["PROCESSOR_ARCHITEW6432", "PROCESSOR_ARCHITECTURE"];
    let machine = names.iter().find_map(|name| env.text(name)).map(|name| name.to_ascii_lowercase());
    machine.as_deref().and_then(rust_name).unwrap_or(consts::ARCH).to_owned()
}

/// What the machine is called.
#[cfg(unix)]
pub(in crate::host) fn machine_name(_: &Environment) -> Option<String> {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    // Without the domain: that name is a part of the whole one.
    name.split('.').next().filter(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(not(unix))]
pub(in crate::host) fn machine_name(env: &Environment) -> Option<String> {
    env.text("COMPUTERNAME")
}

/// rustc's name of what `uname -m` or Windows calls a machine.
fn rust_name(machine: &str) -> Option<&'static str> {
    Some(match machine {
        "x86_64" | "amd64" | "x64" => "x86_64",
        "aarch64" | "arm64" | "aarch64_be" => "aarch64",
        "i386" | "i486" | "i586" | "i686" | "x86" | "i86pc" => "x86",
        "ppc64" | "ppc64le" | "powerpc64" | "powerpc64le" => "powerpc64",
        "ppc" | "powerpc" => "powerpc",
        "riscv64" => "riscv64",
        "riscv32" => "riscv32",
        "s390x" => "s390x",
        "loongarch64" => "loongarch64",
        "mips" => "mips",
        "mips64" => "mips64",
        "sparc64" | "sun4v" => "sparc64",
        other if other.starts_with("armv") || other == "arm" => "arm",
        _ => return None,
    })
}

/// `ID`, then `ID_LIKE` ("in order of how closely the local system is related", `os-release(5)`).
fn distribution(release: &str) -> Vec<String> {
    let value = |key: &str| {
        let mut lines = release.lines().filter_map(|line| line.trim().split_once('='));
        lines.find(|(name, _)| *name == key).map(|(_, value)| value.trim().trim_matches(['"', '\'']))
    };
    let names = [value("ID"), value("ID_LIKE")].into_iter().flatten().flat_map(str::split_whitespace);
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_comes_before_those_it_is_like() {
        for (text, expected) in [
            ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", &["ubuntu", "debian"][..]),
            ("# comment\nID_LIKE=\"rhel centos fedora\"\nID='rocky'\r\n", &["rocky", "rhel", "centos", "fedora"]),
            ("VERSION_ID=1\n", &[]),
        ] {
            assert_eq!(distribution(text), expected, "{text}");
        }
    }

    #[test]
    fn machines_have_rustcs_names() {
        for (machine, name) in
            [("arm64", Some("aarch64")), ("armv7l", Some("arm")), ("i686", Some("x86")), ("vax", None)]
        {
            assert_eq!(rust_name(machine), name, "{machine}");
        }
    }
}
