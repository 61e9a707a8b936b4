//! What the answers of a host mean. Each fact says what it asks, and is concluded once for its key.

pub mod apple;
pub mod build_std;
pub mod cargo_config;
pub mod config_layout;
pub mod container;
pub mod demands;
pub mod homebrew;
pub mod libc_users;
pub mod linker;
pub mod msvc;
pub mod ndk;
pub mod project;
pub mod raw_dylib;
pub mod refusals;
pub mod release;
pub mod rustc;
pub mod rustup_release;
pub mod std_gap;
pub mod std_library;
pub mod sysroot;
pub mod toolchain;
pub mod worlds;
pub mod zig;
