//! Questions that several rules ask of a case.

use crate::{
    Triple,
    explain::{facts::Kind, weigh::Case},
    targets::{Family, Parts, renames::RENAMES},
};

pub(super) fn families(case: &Case<'_>) -> Vec<Family> {
    case.targets.iter().map(family).collect()
}

/// clang also takes an architecture alone for a triple: `--target=wasm32`; and MinGW's own is GNU's.
fn family(target: &Triple) -> Family {
    match target.as_str() {
        "wasm32" | "wasm64" => Family::Wasm,
        gnu if gnu.ends_with("-mingw32") => Family::WindowsGnu,
        _ => Family::of(target),
    }
}

/// Every target is of one of these families, and there is one.
pub(super) fn is_for(case: &Case<'_>, wanted: &[Family]) -> bool {
    !case.targets.is_empty() && families(case).iter().all(|family| wanted.contains(family))
}

/// Some target is known, and none is of these families.
pub(super) fn is_not_for(case: &Case<'_>, unwanted: &[Family]) -> bool {
    !case.targets.is_empty() && !families(case).iter().any(|family| unwanted.contains(family))
}

pub(super) fn runs_on(case: &Case<'_>, system: &str) -> bool {
    case.facts.says(Kind::System, system)
        || case.facts.all(Kind::Host).any(|host| match system {
            "windows" => host.contains("-windows-"),
            "macos" => host.contains("-apple-darwin"),
            "linux" => host.contains("-linux-"),
            _ => false,
        })
}

pub(super) fn on_linux(case: &Case<'_>) -> bool {
    runs_on(case, "linux") && !runs_on(case, "macos")
}

pub(super) fn on_macos(case: &Case<'_>) -> bool {
    runs_on(case, "macos") && !runs_on(case, "linux")
}

pub(super) fn on_windows(case: &Case<'_>) -> bool {
    runs_on(case, "windows") && !runs_on(case, "macos") && !runs_on(case, "linux")
}

pub(super) fn is_renamed(case: &Case<'_>) -> bool {
    case.targets.iter().any(|target| RENAMES.iter().any(|rename| rename.old == target.as_str()))
}

/// The target needs another linker and other libraries than the host's.
pub(super) fn is_foreign(case: &Case<'_>) -> bool {
    let hosts: Vec<_> = case.facts.all(Kind::Host).map(Triple::new).collect();
    if hosts.is_empty() {
        let linux = is_for(case, &[Family::LinuxGnu, Family::LinuxMusl]);
        if linux && on_macos(case) || is_for(case, &[Family::Android]) && !case.facts.says(Kind::System, "termux") {
            return true;
        }
        return linux
            && !case
                .targets
                .iter()
                .any(|target| Parts::of(target).is_none_or(|parts| OFTEN_HOSTS.contains(&parts.arch)));
    }
    case.targets.iter().any(|target| hosts.iter().all(|host| differ(target, host)))
}

/// Where a log does not say on what it was made, it may have been on one of these.
pub(super) const OFTEN_HOSTS: [&str; 4] = ["x86_64", "i686", "i586", "aarch64"];

fn differ(target: &Triple, host: &Triple) -> bool {
    let (Some(a), Some(b)) = (Parts::of(target), Parts::of(host)) else { return target != host };
    let is_x86 = |arch: &str| matches!(arch, "x86_64" | "i686" | "i586");
    let is_apple = |parts: &Parts<'_>| parts.vendor == Some("apple");
    if is_apple(&a) && is_apple(&b) {
        return false;
    }
    let same_arch = a.arch == b.arch || is_x86(a.arch) && is_x86(b.arch);
    let libc = |env: Option<&str>| env.map(|env| env.starts_with("android"));
    !same_arch || a.os != b.os || libc(a.env) != libc(b.env)
}
