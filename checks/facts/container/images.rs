//! The images that cross provides, by its version.

use super::{Cross, CrossTarget};
use crate::Triple;

/// The image in which cross builds a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// cross's own.
    Provided {
        /// Its full name, where the tag is known.
        name: Option<String>,
        /// The glibc of the system in it: major is always 2.
        glibc: Option<u32>,
    },
    /// The project names it.
    Named(String),
    /// It is built from a file of the project.
    Built,
    /// cross has none, and the project names none: it falls back to the host's cargo.
    None,
    /// One of the versions has an image, and which version is installed is not known.
    Unknown,
}

/// Ubuntu's release in an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Xenial,
    Bionic,
    Focal,
    Noble,
    /// Not Ubuntu's own.
    Other,
    /// There is no image.
    Absent,
}

use Base::{Absent, Bionic, Focal, Noble, Other, Xenial};

impl Base {
    fn glibc(self) -> Option<u32> {
        match self {
            Self::Xenial => Some(23),
            Self::Bionic => Some(27),
            Self::Focal => Some(31),
            Self::Noble => Some(39),
            Self::Other | Self::Absent => None,
        }
    }
}

/// Each target with the base of its image in release 0.2.5 (`docker/Dockerfile.*` of the package on crates.io) and in the
/// repository (`src/docker/provided_images.rs` and `docker/Dockerfile.*` at 8c1a8aa).
const IMAGES: &[(&str, Base, Base)] = &[
    ("aarch64-linux-android", Focal, Noble),
    ("aarch64-unknown-freebsd", Absent, Noble),
    ("aarch64-unknown-linux-gnu", Xenial, Noble),
    ("aarch64-unknown-linux-musl", Bionic, Noble),
    ("aarch64_be-unknown-linux-gnu", Absent, Noble),
    ("arm-linux-androideabi", Focal, Noble),
    ("arm-unknown-linux-gnueabi", Xenial, Noble),
    ("arm-unknown-linux-gnueabihf", Bionic, Noble),
    ("arm-unknown-linux-musleabi", Bionic, Noble),
    ("arm-unknown-linux-musleabihf", Bionic, Noble),
    ("armv5te-unknown-linux-gnueabi", Bionic, Noble),
    ("armv5te-unknown-linux-musleabi", Bionic, Noble),
    ("armv7-linux-androideabi", Focal, Noble),
    ("armv7-unknown-linux-gnueabi", Bionic, Noble),
    ("armv7-unknown-linux-gnueabihf", Xenial, Noble),
    ("armv7-unknown-linux-musleabi", Bionic, Noble),
    ("armv7-unknown-linux-musleabihf", Focal, Noble),
    ("asmjs-unknown-emscripten", Other, Absent),
    ("i586-unknown-linux-gnu", Xenial, Noble),
    ("i586-unknown-linux-musl", Bionic, Noble),
    ("i686-linux-android", Focal, Noble),
    ("i686-pc-windows-gnu", Bionic, Noble),
    ("i686-unknown-freebsd", Xenial, Noble),
    ("i686-unknown-linux-gnu", Xenial, Noble),
    ("i686-unknown-linux-musl", Bionic, Noble),
    ("loongarch64-unknown-linux-gnu", Absent, Noble),
    ("loongarch64-unknown-linux-musl", Absent, Noble),
    ("mips-unknown-linux-gnu", Xenial, Noble),
    ("mips-unknown-linux-musl", Bionic, Absent),
    ("mips64-unknown-linux-gnuabi64", Xenial, Noble),
    ("mips64-unknown-linux-muslabi64", Bionic, Absent),
    ("mips64el-unknown-linux-gnuabi64", Xenial, Noble),
    ("mips64el-unknown-linux-muslabi64", Bionic, Absent),
    ("mipsel-unknown-linux-gnu", Xenial, Noble),
    ("mipsel-unknown-linux-musl", Bionic, Absent),
    ("powerpc-unknown-linux-gnu", Xenial, Noble),
    ("powerpc64-unknown-linux-gnu", Xenial, Noble),
    ("powerpc64le-unknown-linux-gnu", Xenial, Noble),
    ("riscv64gc-unknown-linux-gnu", Bionic, Noble),
    ("riscv64gc-unknown-linux-musl", Absent, Noble),
    ("s390x-unknown-linux-gnu", Xenial, Noble),
    ("sparc64-unknown-linux-gnu", Xenial, Noble),
    ("sparcv9-sun-solaris", Xenial, Noble),
    ("thumbv6m-none-eabi", Xenial, Noble),
    ("thumbv7em-none-eabi", Xenial, Noble),
    ("thumbv7em-none-eabihf", Xenial, Noble),
    ("thumbv7m-none-eabi", Xenial, Noble),
    ("thumbv7neon-linux-androideabi", Focal, Noble),
    ("thumbv7neon-unknown-linux-gnueabihf", Xenial, Noble),
    ("thumbv8m.base-none-eabi", Absent, Noble),
    ("thumbv8m.main-none-eabi", Absent, Noble),
    ("thumbv8m.main-none-eabihf", Absent, Noble),
    ("wasm32-unknown-emscripten", Other, Other),
    ("x86_64-linux-android", Focal, Noble),
    ("x86_64-pc-solaris", Absent, Noble),
    ("x86_64-pc-windows-gnu", Bionic, Noble),
    ("x86_64-sun-solaris", Xenial, Absent),
    ("x86_64-unknown-dragonfly", Xenial, Noble),
    ("x86_64-unknown-freebsd", Xenial, Noble),
    ("x86_64-unknown-illumos", Focal, Noble),
    ("x86_64-unknown-linux-gnu", Xenial, Noble),
    ("x86_64-unknown-linux-musl", Focal, Noble),
    ("x86_64-unknown-netbsd", Xenial, Noble),
];

impl Image {
    /// What cross takes for the target (cross `src/docker/shared.rs`, `get_image`): of the settings, else of its table.
    pub fn of(target: &Triple, settings: &CrossTarget, cross: &Cross) -> Self {
        if let Some(name) = &settings.image {
            let whole = !name.starts_with(['-', ':', '@']);
            return if whole { Self::Named(name.clone()) } else { qualified(target, name, cross) };
        }
        let row = IMAGES.iter().find(|(name, ..)| *name == target.as_str());
        let (release, repository) = row.map_or((Absent, Absent), |(_, release, repository)| (*release, *repository));
        let base = match cross {
            Cross::Release { .. } => release,
            Cross::Repository { .. } => repository,
            Cross::Absent | Cross::Unknown { .. } if (release == Absent) == (repository == Absent) => release,
            Cross::Absent | Cross::Unknown { .. } => return Self::Unknown,
        };
        // Release 0.2.5 wants an image even where a Dockerfile is given (cross-rs/cross issue 1355).
        let builds = settings.dockerfile && !matches!(cross, Cross::Release { .. });
        match base {
            Absent if settings.zig && matches!(cross, Cross::Repository { .. }) => provided("zig", Noble, cross),
            Absent if builds => Self::Built,
            Absent => Self::None,
            Xenial | Bionic | Focal | Noble | Other if settings.dockerfile => Self::Built,
            Xenial | Bionic | Focal | Noble | Other => provided(target.as_str(), base, cross),
        }
    }
}

fn provided(name: &str, base: Base, cross: &Cross) -> Image {
    let name = cross.image_tag().map(|tag| format!("ghcr.io/cross-rs/{name}:{tag}"));
    // The two generations differ.
    let glibc = name.as_ref().and_then(|_| base.glibc());
    Image::Provided { name, glibc }
}

/// `-centos`, `:edge` and `@sha256:...` belong to cross's own name.
fn qualified(target: &Triple, part: &str, cross: &Cross) -> Image {
    match (part.strip_prefix('-'), cross.image_tag()) {
        (None, _) => Image::Named(format!("ghcr.io/cross-rs/{target}{part}")),
        (Some(_), Some(tag)) => Image::Named(format!("ghcr.io/cross-rs/{target}:{tag}{part}")),
        (Some(_), None) => Image::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::path;

    fn release() -> Cross {
        Cross::Release { path: path("/c"), version: semver::Version::new(0, 2, 5) }
    }

    fn image(target: &str, settings: &CrossTarget, cross: &Cross) -> Image {
        Image::of(&Triple::new(target), settings, cross)
    }

    #[test]
    fn each_version_has_its_images() {
        let plain = CrossTarget::default();
        let (main, unknown) = (Cross::Repository { path: path("/c") }, Cross::Unknown { path: path("/c") });
        let provided = |name: &str, glibc| Image::Provided { name: Some(name.into()), glibc: Some(glibc) };
        let aarch64 = "aarch64-unknown-linux-gnu";
        let name = "ghcr.io/cross-rs/aarch64-unknown-linux-gnu";
        assert_eq!(image(aarch64, &plain, &release()), provided(&format!("{name}:0.2.5"), 23));
        assert_eq!(image(aarch64, &plain, &main), provided(&format!("{name}:main"), 39));
        assert_eq!(image(aarch64, &plain, &unknown), Image::Provided { name: None, glibc: None });
        let loongarch = "loongarch64-unknown-linux-gnu";
        assert_eq!(image(loongarch, &plain, &release()), Image::None);
        assert_eq!(image(loongarch, &plain, &unknown), Image::Unknown);
        assert_eq!(image("aarch64-apple-darwin", &plain, &unknown), Image::None);
    }

    #[test]
    fn the_projects_own_image_comes_first() {
        let named = CrossTarget { image: Some("ours/csky:1".into()), ..CrossTarget::default() };
        assert_eq!(image("csky-unknown-linux-gnuabiv2", &named, &release()), Image::Named("ours/csky:1".into()));
        let part = CrossTarget { image: Some("-centos".into()), ..CrossTarget::default() };
        let centos = "ghcr.io/cross-rs/x86_64-unknown-linux-gnu:0.2.5-centos";
        assert_eq!(image("x86_64-unknown-linux-gnu", &part, &release()), Image::Named(centos.into()));
        let file = CrossTarget { dockerfile: true, ..CrossTarget::default() };
        assert_eq!(image("csky-unknown-linux-gnuabiv2", &file, &release()), Image::None);
        let main = Cross::Repository { path: path("/c") };
        assert_eq!(image("csky-unknown-linux-gnuabiv2", &file, &main), Image::Built);
    }
}
