//! Package names per package manager, as data.
//!
//! Sources of the names: the Debian package index (bookworm), Fedora's spec files, Arch's PKGBUILDs, Alpine's aports,
//! homebrew-core's formulae, macports-ports, microsoft/winget-pkgs, `ScoopInstaller/Main`. A name that was not seen in
//! such an index is a hint only ([`Package::hint`]): shown, never run.

mod manager;
mod names;

pub use manager::Manager;
pub use names::{Need, package};

use crate::CommandLine;

/// What to install for a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub names: Vec<String>,
    /// The names are from memory, or bring only a part: show them, do not run the command.
    pub hint: bool,
    /// What the reader must know: a limit, a further step.
    pub note: Option<&'static str>,
}

/// The command that installs `packages`. `root`: the user is root already, so no `sudo` is put before it.
pub fn install(manager: Manager, packages: &[String], root: bool) -> CommandLine {
    let mut words: Vec<String> = manager.install().iter().map(|&word| word.to_owned()).collect();
    words.extend(packages.iter().map(|name| match manager {
        Manager::Nix => format!("nixpkgs#{name}"),
        Manager::Apt
        | Manager::Dnf
        | Manager::Pacman
        | Manager::Apk
        | Manager::Zypper
        | Manager::Brew
        | Manager::Port
        | Manager::Winget
        | Manager::Choco
        | Manager::Scoop => name.clone(),
    }));
    if manager.needs_root() && !root && manager.on_unix() {
        words.insert(0, "sudo".to_owned());
    }
    let program = words.remove(0);
    CommandLine { program, args: words, env: Vec::new() }
}

/// The names of every package that `needs` want from `manager`, each once; none where one of them has no package there.
pub fn packages(manager: Manager, needs: &[Need]) -> Option<Package> {
    let mut all = Package { names: Vec::new(), hint: false, note: None };
    for need in needs {
        let one = package(manager, need)?;
        all.hint |= one.hint;
        all.note = all.note.or(one.note);
        for name in one.names {
            if !all.names.contains(&name) {
                all.names.push(name);
            }
        }
    }
    (!all.names.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cross_compiler_is_named_as_each_manager_has_it() {
        let need = Need::of_program("aarch64-linux-gnu-gcc").expect("known");
        assert_eq!(need, Need::CrossGcc("aarch64-linux-gnu".into()));
        for (manager, expected) in [
            (Manager::Apt, Some("gcc-aarch64-linux-gnu libc6-dev-arm64-cross")),
            (Manager::Pacman, Some("aarch64-linux-gnu-gcc aarch64-linux-gnu-glibc")),
            // Fedora's cross gcc has no libc, Alpine has none at all.
            (Manager::Dnf, None),
            (Manager::Apk, None),
            (Manager::Brew, Some("messense/macos-cross-toolchains/aarch64-unknown-linux-gnu")),
        ] {
            let names = package(manager, &need).map(|package| package.names.join(" "));
            assert_eq!(names.as_deref(), expected, "{manager:?}");
        }
    }

    #[test]
    fn cpp_has_packages_of_its_own_where_a_manager_keeps_it_apart() {
        let need = Need::CrossGpp("aarch64-linux-gnu".into());
        for (manager, expected) in [
            (Manager::Apt, Some("g++-aarch64-linux-gnu libc6-dev-arm64-cross")),
            (Manager::Pacman, Some("aarch64-linux-gnu-gcc aarch64-linux-gnu-glibc")),
            (Manager::Dnf, None),
        ] {
            let names = package(manager, &need).map(|package| package.names.join(" "));
            assert_eq!(names.as_deref(), expected, "{manager:?}");
        }
        let names = package(Manager::Dnf, &Need::HostCpp).expect("there").names;
        assert_eq!(names, ["gcc-c++"]);
    }

    #[test]
    fn debian_writes_x86_64_with_a_dash() {
        let need = Need::of_program("/usr/bin/x86_64-linux-gnu-gcc").expect("known");
        let names = package(Manager::Apt, &need).expect("there").names;
        assert_eq!(names, ["gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross"]);
    }

    #[test]
    fn programs_lead_to_needs() {
        for (program, need) in [
            ("cc", Some(Need::HostCc)),
            ("c++", Some(Need::HostCpp)),
            ("aarch64-linux-gnu-g++", Some(Need::CrossGpp("aarch64-linux-gnu".into()))),
            ("x86_64-w64-mingw32-g++", Some(Need::MingwCpp("x86_64"))),
            ("x86_64-w64-mingw32-gcc", Some(Need::Mingw("x86_64"))),
            ("musl-gcc", Some(Need::MuslGcc)),
            ("ld.lld", Some(Need::Lld)),
            ("clang.exe", Some(Need::Clang)),
            ("qemu-aarch64", Some(Need::QemuUser)),
            ("wasmtime", Some(Need::Wasmtime)),
            ("arm-none-eabi-gcc", Some(Need::ArmNoneEabi)),
            ("my-own-linker", None),
        ] {
            assert_eq!(Need::of_program(program), need, "{program}");
        }
    }

    #[test]
    fn commands_ask_for_root_where_they_need_it() {
        let names = ["lld".to_owned(), "clang".to_owned()];
        for (manager, root, expected) in [
            (Manager::Apt, false, "sudo apt-get install -y lld clang"),
            (Manager::Apt, true, "apt-get install -y lld clang"),
            (Manager::Brew, false, "brew install lld clang"),
            (Manager::Nix, false, "nix profile install nixpkgs#lld nixpkgs#clang"),
            (Manager::Pacman, false, "sudo pacman -S --needed --noconfirm lld clang"),
            (Manager::Choco, false, "choco install -y lld clang"),
        ] {
            assert_eq!(install(manager, &names, root).to_string().replace('\'', ""), expected);
        }
    }

    #[test]
    fn distributions_lead_to_their_manager() {
        for (ids, manager) in [
            (&["ubuntu", "debian"][..], Some(Manager::Apt)),
            (&["rocky", "rhel centos fedora"], Some(Manager::Dnf)),
            (&["endeavouros", "arch"], Some(Manager::Pacman)),
            (&["alpine"], Some(Manager::Apk)),
            (&["opensuse-tumbleweed", "opensuse suse"], Some(Manager::Zypper)),
            (&["nixos"], Some(Manager::Nix)),
            (&["unheard-of"], None),
        ] {
            assert_eq!(Manager::of_distribution(ids), manager, "{ids:?}");
        }
    }
}
