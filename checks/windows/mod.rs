//! Causes of the family *windows*, in order of precedence.

use crate::Check;

mod dlltool;
mod judge;
mod mend;
#[cfg(test)]
pub(crate) mod scene;
mod xwin;

pub mod dlltool_incompatible;
pub mod dlltool_missing;
pub mod import_library_name_case;
pub mod mingw_incompatible_distribution;
pub mod mingw_thread_model;
pub mod msvc_build_tools_missing;
pub mod msvc_flags_given_to_gnu_clang;
pub mod msvc_link_shadowed_by_gnu_link;
pub mod msvc_target_on_non_windows_host;
pub mod windows_sdk_missing;
pub mod windres_missing;

pub(crate) use mend::{Part, with_installer};

pub static CHECKS: &[&Check] = &[
    &msvc_target_on_non_windows_host::CHECK,
    &msvc_build_tools_missing::CHECK,
    &windows_sdk_missing::CHECK,
    &msvc_link_shadowed_by_gnu_link::CHECK,
    &dlltool_missing::CHECK,
    &dlltool_incompatible::CHECK,
    &mingw_incompatible_distribution::CHECK,
    &import_library_name_case::CHECK,
    &windres_missing::CHECK,
    &msvc_flags_given_to_gnu_clang::CHECK,
    &mingw_thread_model::CHECK,
];
