//! Apple's SDKs and tools: which SDK a target needs, which developer directory the tools come from, what `SDKROOT` and
//! the deployment variables say, and which `cc` runs.

mod compiler;
mod deployment;
mod developer_dir;
mod nix;
mod platform;
mod sdk;
mod sdk_root;
mod search;
mod system;
mod variable;

pub use compiler::{AppleCc, Maker, is_shim};
pub use deployment::{Deployment, Release};
pub use developer_dir::{Applications, DeveloperDir, DeveloperTools, SelectedBy};
pub use nix::NixLibraries;
pub use platform::Platform;
pub use sdk::{Library, Sdk, Xcrun};
pub use sdk_root::{SdkRoot, SdkRootUse};
pub use search::{SearchDir, SearchDirs};
pub use system::SystemVersion;
pub use variable::Variable;

use semver::Version;

/// From this release on rustc looks up the SDK of every Apple target, macOS included, and hands it to the linker
/// (rust-lang/rust#131477; RELEASES.md of 1.91).
pub fn hands_over_sdk(rustc: &Version) -> bool {
    (rustc.major, rustc.minor) >= (1, 91)
}
