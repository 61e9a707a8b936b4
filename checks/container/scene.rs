//! Machines for the tests of this family: a project whose target for `aarch64` is built by cross.

use xdoctor_fixes::cargo_config::Layout;

use crate::{
    facts::{
        config_layout::ConfigLayout,
        linker::scene::{self, HOST},
    },
    machine::Command,
    testing::{Fake, path},
};

pub(crate) use scene::AARCH64;

/// cross's own question for the server.
pub(crate) const SERVER: &str = "{{ .Server.Os }},,,{{ .Server.Arch }}";

/// Debian, with a route by container and no engine.
pub(crate) fn linux() -> Fake {
    by_container(scene::debian(), "/p", "/home/user/.cargo")
}

/// A host whose project in `dir` says that cross builds for `aarch64`.
pub(crate) fn by_container(fake: Fake, dir: &str, cargo_home: &str) -> Fake {
    let layout = Layout {
        project: path(dir),
        cargo_home: path(cargo_home),
        files: Vec::new(),
        include_guaranteed: false,
        gitignore: None,
    };
    let dir = path(dir);
    fake.file(dir.join("xdoctor.toml").as_str(), &format!("[targets.{AARCH64}]\nroute = \"container\"\n"))
        .granted((), ConfigLayout(layout))
}

/// A Mac with Apple silicon, by the same way.
pub(crate) fn mac() -> Fake {
    by_container(scene::toolchain(Fake::macos(), scene::DARWIN), "/p", "/Users/user/.cargo")
}

/// Docker that answers, on `amd64`.
pub(crate) fn docker(fake: Fake) -> Fake {
    docker_on(fake, "amd64")
}

pub(crate) fn docker_on(fake: Fake, arch: &str) -> Fake {
    let security = "[name=seccomp,profile=builtin name=cgroupns]\n";
    fake.program("/usr/bin/docker")
        .ran(Command::prints(["/usr/bin/docker", "version", "-f", SERVER], &format!("linux,,,{arch}\n")))
        .command(["/usr/bin/docker", "info", "-f", "{{.SecurityOptions}}"], security)
}

/// Docker whose service does not answer, and what it says.
pub(crate) fn docker_says(fake: Fake, said: &str) -> Fake {
    fake.program("/usr/bin/docker").ran(Command::exits(["/usr/bin/docker", "version", "-f", SERVER], 1, "\n", said))
}

/// cross as cargo installed it: `"0.2.5 (registry+...)"`.
pub(crate) fn cross(fake: Fake, installed: &str) -> Fake {
    let home = fake.0.host.home.clone().expect("a home").join(".cargo");
    let entry = format!("[v1]\n\"cross {installed}\" = [\"cross\", \"cross-util\"]\n");
    fake.program("/usr/bin/cross").file(home.join(".crates.toml").as_str(), &entry)
}

pub(crate) const RELEASE: &str = "0.2.5 (registry+https://github.com/rust-lang/crates.io-index)";
pub(crate) const REPOSITORY: &str = "0.2.5 (git+https://github.com/cross-rs/cross#8c1a8aa)";

/// The host's triple of [`linux`].
pub(crate) const LINUX: &str = HOST;
