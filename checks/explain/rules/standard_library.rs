//! E0463 for `std` or `core`: one message, eight causes.

use super::{
    Effect::{AtLeast, AtMost, Excludes},
    Rule,
    circumstances::{OFTEN_HOSTS, families, is_for, is_renamed},
    tiers::{Prebuilt, prebuilt},
};
use crate::{
    Triple,
    explain::{facts::Kind, weigh::Case},
    targets::{Family, Parts},
};

fn has(case: &Case<'_>, what: Prebuilt) -> bool {
    !case.targets.is_empty() && case.targets.iter().all(|target| prebuilt(target) == Some(what))
}

fn nothing_prebuilt(case: &Case<'_>) -> bool {
    (has(case, Prebuilt::Nothing) || is_not_distributed(case)) && !a_build_script_lacks_std(case)
}

/// rustup says so of the toolchain, which may be older than what is known here.
fn is_not_distributed(case: &Case<'_>) -> bool {
    !case.targets.is_empty()
        && case
            .targets
            .iter()
            .all(|target| prebuilt(target).is_some() && case.facts.says(Kind::NotDistributed, target.as_str()))
}

const HOSTS: [Family; 5] =
    [Family::LinuxGnu, Family::LinuxMusl, Family::Darwin, Family::WindowsMsvc, Family::WindowsGnu];

/// The failure names a target that was not asked for, on which programs are built.
fn lacks_the_hosts_std(case: &Case<'_>) -> bool {
    let families = families(case);
    let is_host = |triple: &Triple| {
        let family = Family::of(triple);
        Parts::of(triple).is_some_and(|parts| OFTEN_HOSTS.contains(&parts.arch))
            && HOSTS.contains(&family)
            // Who builds for two of a kind (both halves of a universal program) may have named the other one.
            && !families.contains(&family)
    };
    case.facts.has(Kind::TargetNote) && !case.beside.is_empty() && case.beside.iter().all(is_host)
}

/// Up to 1.8x rustc notes the target only where it is not rustc's own host
/// (`rustc_metadata/src/errors.rs`, `CannotFindCrate`): a build script without that note is compiled for the host.
fn a_build_script_lacks_std(case: &Case<'_>) -> bool {
    (case.facts.has(Kind::BuildScriptSource) || case.facts.has(Kind::HostSide)) && !case.facts.has(Kind::TargetNote)
}

fn std_prebuilt(case: &Case<'_>) -> bool {
    has(case, Prebuilt::Std) && !is_not_distributed(case)
}

fn core_only(case: &Case<'_>) -> bool {
    has(case, Prebuilt::CoreOnly)
}

/// Neither a target of rustc's nor an old name of one.
fn unknown_target(case: &Case<'_>) -> bool {
    !case.targets.is_empty() && !is_renamed(case) && case.targets.iter().all(|target| prebuilt(target).is_none())
}

/// rustc names a specification file's target with a hash: `name-1234567890123456789`.
fn own_specification(case: &Case<'_>) -> bool {
    case.targets.iter().any(|target| target.as_str().strip_suffix(".json").is_some()) && !a_build_script_lacks_std(case)
}

fn installs_a_tool(case: &Case<'_>) -> bool {
    case.facts.says(Kind::Wrapper, "cargo install")
}

fn installs_a_tool_for_a_foreign_target(case: &Case<'_>) -> bool {
    installs_a_tool(case) && core_only(case)
}

/// What only procedural macros and build scripts use is compiled for the host, whatever the target; and rustc notes no
/// target where it is that host.
fn a_crate_for_the_host_failed(case: &Case<'_>) -> bool {
    const FOR_THE_HOST: [&str; 7] =
        ["proc-macro2", "quote", "syn", "autocfg", "version_check", "unicode-ident", "unicode-xid"];
    !case.facts.has(Kind::TargetNote) && case.own_facts.all(Kind::Package).any(|name| FOR_THE_HOST.contains(&name))
}

fn has_nothing_for_the_host(case: &Case<'_>) -> bool {
    case.facts.has(Kind::HostSide)
        || case.own_facts.has(Kind::BuildScriptSource)
        || a_build_script_lacks_std(case)
        || lacks_the_hosts_std(case)
        || a_crate_for_the_host_failed(case)
}

fn is_not_for_the_host(case: &Case<'_>) -> bool {
    !case.targets.is_empty() && !has_nothing_for_the_host(case)
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "no-prebuilt-std",
        when: unknown_target,
        then: AtLeast(0.8),
        because: "the target is none of rustc's own, so nobody builds a standard library for it",
    },
    Rule {
        id: "target-std-missing",
        when: unknown_target,
        then: AtMost(0.4),
        because: "the target is none of rustc's own, so rustup has nothing for it",
    },
    Rule {
        id: "target-renamed-or-removed",
        when: is_renamed,
        then: AtLeast(0.5),
        because: "the target has another name now, or is gone",
    },
    Rule {
        id: "target-spec-not-found",
        when: is_renamed,
        then: AtMost(0.45),
        because: "the target has another name now, or is gone",
    },
    Rule {
        id: "no-prebuilt-std",
        when: is_renamed,
        then: AtMost(0.45),
        because: "the target has another name now, or is gone",
    },
    Rule {
        id: "target-renamed-or-removed",
        when: |case| !case.targets.is_empty() && !is_renamed(case),
        then: Excludes,
        because: "the target has the name that it always had",
    },
    Rule {
        id: "no-prebuilt-std",
        when: nothing_prebuilt,
        then: AtLeast(0.85),
        because: "rustup has no standard library for this target, in any toolchain",
    },
    Rule {
        id: "target-spec-not-found",
        when: unknown_target,
        then: AtLeast(0.98),
        because: "the target is none of rustc's own, nor an old name of one",
    },
    Rule {
        id: "target-spec-not-found",
        when: nothing_prebuilt,
        then: AtMost(0.5),
        because: "rustc knows the target, and rustup has nothing for it",
    },
    Rule {
        id: "no-prebuilt-std",
        when: own_specification,
        then: AtLeast(0.85),
        because: "the target is a specification file, for which nobody builds a standard library",
    },
    Rule {
        id: "no-prebuilt-std",
        when: std_prebuilt,
        then: AtMost(0.1),
        because: "rustup has a standard library for this target",
    },
    Rule {
        id: "target-std-missing",
        when: nothing_prebuilt,
        then: AtMost(0.3),
        because: "rustup has no standard library for this target, so none can be added",
    },
    Rule {
        id: "toolchain-override-without-target",
        when: nothing_prebuilt,
        then: AtMost(0.2),
        because: "rustup has no standard library for this target, in any toolchain",
    },
    Rule {
        id: "bare-metal-target-has-no-std",
        when: core_only,
        then: AtLeast(0.75),
        because: "this target has `core` and `alloc`, and never a `std`",
    },
    Rule {
        id: "bare-metal-target-has-no-std",
        when: a_build_script_lacks_std,
        then: AtMost(0.5),
        because: "what failed is compiled for the host",
    },
    Rule { id: "bare-metal-target-has-no-std", when: std_prebuilt, then: Excludes, because: "this target has a `std`" },
    Rule {
        id: "ambient-build-target-applied",
        when: installs_a_tool_for_a_foreign_target,
        then: AtLeast(0.9),
        because: "a tool for this machine was compiled for a target without an operating system",
    },
    Rule {
        id: "bare-metal-target-has-no-std",
        when: installs_a_tool_for_a_foreign_target,
        then: AtMost(0.6),
        because: "a tool for this machine is not meant for a target without an operating system",
    },
    Rule {
        id: "host-std-missing",
        when: lacks_the_hosts_std,
        then: AtLeast(0.9),
        because: "what has no standard library is another target than the wanted one, and a host",
    },
    Rule {
        id: "no-prebuilt-std",
        when: lacks_the_hosts_std,
        then: AtMost(0.3),
        because: "what has no standard library is another target than the wanted one",
    },
    Rule {
        id: "host-std-missing",
        when: |case| case.facts.says(Kind::System, "termux") && is_for(case, &[Family::Android]),
        then: AtLeast(0.9),
        because: "it was built on Android itself, whose std comes in a package of its own",
    },
    Rule {
        id: "host-std-missing",
        when: has_nothing_for_the_host,
        then: AtLeast(0.8),
        because: "what failed is a build script, which is compiled for the host",
    },
    Rule {
        id: "host-std-missing",
        when: is_not_for_the_host,
        then: AtMost(0.15),
        because: "what failed is compiled for the target, not for the host",
    },
];
