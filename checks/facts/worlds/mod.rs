//! The three worlds of a cross build beside rustc's own: cc's compiler, pkg-config and bindgen. Each is configured by
//! variables of its own, and none of them follows cargo's `linker`.

mod bindgen;
mod c_compiler;
mod environment;
mod gnu_prefix;
mod libclang;
mod openssl;
mod pkg_config;

pub use bindgen::{Bindgen, TargetHeaders};
pub use c_compiler::{CCompiler, CcChosenBy, CppCompiler};
pub use environment::{Set, first_set, names, targeted, variable};
pub use libclang::{Libclang, libclang_elsewhere};
pub use openssl::Openssl;
pub use pkg_config::{Module, PkgConfig};
