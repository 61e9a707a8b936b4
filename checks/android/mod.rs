//! Causes of the family *android*, in order of precedence.

use crate::Check;

mod build;
mod mend;
mod offer;
#[cfg(test)]
mod scene;

pub(crate) use offer::{is_missing_here, wrapper};

pub mod android_16kb_page_alignment;
pub mod android_api_level_too_low;
pub mod android_cc_not_configured;
pub mod android_env_var_missing;
pub mod android_host_unsupported;
pub mod android_ndk_not_found;
pub mod android_ndk_r23_lgcc;
pub mod android_ndk_too_new_for_tool;
pub mod android_ndk_too_old;
pub mod android_ndk_variables_disagree;

pub static CHECKS: &[&Check] = &[
    &android_host_unsupported::CHECK,
    &android_ndk_not_found::CHECK,
    &android_ndk_too_old::CHECK,
    &android_ndk_r23_lgcc::CHECK,
    &android_api_level_too_low::CHECK,
    &android_ndk_too_new_for_tool::CHECK,
    &android_cc_not_configured::CHECK,
    &android_env_var_missing::CHECK,
    &android_ndk_variables_disagree::CHECK,
    &android_16kb_page_alignment::CHECK,
];
