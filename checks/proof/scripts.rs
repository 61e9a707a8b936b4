//! Link scripts that the project's own files do not have: a dependency's build script writes them (`link.x` of
//! cortex-m-rt), so that a package without that dependency cannot be linked.

use crate::{
    Cx, HostPath, Pause,
    answer::Metadata,
    facts::{cargo_config::TargetSettings, project::Project},
};

/// Whether the flags name a script that stands neither beside the project's manifest nor on a path that they give.
pub(super) fn has_foreign_script(
    settings: &TargetSettings,
    project: Option<&Project>,
    cwd: &HostPath,
    cx: &Cx<'_>,
) -> Result<bool, Pause> {
    let base = project.map_or(cwd, |project| &project.root);
    let flags: Vec<_> = settings.rustflags.flags.iter().map(|flag| flag.value.as_str()).collect();
    let dirs: Vec<_> = std::iter::once(base.clone()).chain(search_dirs(&flags).map(|dir| base.join(dir))).collect();
    let found: Vec<Vec<_>> =
        scripts(&flags).iter().map(|script| dirs.iter().map(|dir| cx.metadata(&dir.join(script))).collect()).collect();
    let mut foreign = false;
    for places in found {
        let mut here = false;
        for place in places {
            here |= matches!(place?, Metadata::Found(_));
        }
        foreign |= !here;
    }
    Ok(foreign)
}

/// The arguments that reach the linker, `-Wl,` taken apart.
fn link_args<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = flags.iter();
    while let Some(flag) = rest.next() {
        let option = match *flag {
            "-C" | "--codegen" => rest.next().copied().unwrap_or_default(),
            flag => flag.strip_prefix("-C").or_else(|| flag.strip_prefix("--codegen=")).unwrap_or_default(),
        };
        if let Some(arg) = option.strip_prefix("link-arg=") {
            found.push(arg);
        } else if let Some(args) = option.strip_prefix("link-args=") {
            found.extend(args.split_whitespace());
        }
    }
    found.iter().flat_map(|arg| arg.strip_prefix("-Wl,").map_or(vec![*arg], |args| args.split(',').collect())).collect()
}

/// The link scripts that flags name.
pub(crate) fn scripts<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    let args = link_args(flags);
    let mut found = Vec::new();
    for (at, arg) in args.iter().enumerate() {
        let script = match *arg {
            "-T" | "--script" => args.get(at + 1).copied(),
            arg if arg.starts_with("-Ttext") || arg.starts_with("-Tdata") || arg.starts_with("-Tbss") => None,
            arg => arg.strip_prefix("-T").or_else(|| arg.strip_prefix("--script=")),
        };
        found.extend(script.filter(|script| !script.is_empty()));
    }
    found
}

fn search_dirs<'a>(flags: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let own = flags.iter().enumerate().filter_map(|(at, flag)| match *flag {
        "-L" => flags.get(at + 1).copied(),
        flag => flag.strip_prefix("-L").filter(|dir| !dir.is_empty()),
    });
    let own = own.map(|dir| dir.split_once('=').map_or(dir, |(_, dir)| dir));
    let linker = link_args(flags).into_iter().filter_map(|arg| arg.strip_prefix("-L"));
    own.collect::<Vec<_>>().into_iter().chain(linker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_in_every_form() {
        let flags = ["-C", "link-arg=-Tlink.x", "-Clink-args=-T memory.x --nmagic", "-Clink-arg=-Wl,-T,a.ld,-Ttext=0"];
        assert_eq!(scripts(&flags), ["link.x", "memory.x", "a.ld"]);
    }

    #[test]
    fn directories_come_from_rustc_s_and_the_linker_s_options() {
        let flags = ["-Lnative=a", "-L", "b", "-Clink-arg=-Lc"];
        assert_eq!(search_dirs(&flags).collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
