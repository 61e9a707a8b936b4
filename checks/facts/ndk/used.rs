//! The NDK that a target is built with.

use super::{Contents, FoundBy, Ndk, NdkSearch, Wrapper, has_gnu_tools, is_gnu_tool};
use crate::{
    Cx, Fact, HostPath, Pause, Triple,
    facts::linker::{ChosenBy, Linker, Tool},
};

/// The NDK whose compiler links for a target: that of the linker which is set; where none is, the one that is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetNdk {
    pub ndk: Option<Ndk>,
    /// The API level that the linker, or clang's `--target=` among its arguments, names.
    pub level: Option<u32>,
    /// A linker is set.
    pub is_set: bool,
}

impl Fact for TargetNdk {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (linker, search) = (cx.fact::<Linker>(triple.clone())?, cx.fact::<NdkSearch>(()));
        if matches!(linker.chosen_by, ChosenBy::Default | ChosenBy::Specification) {
            return Ok(Self { ndk: search?.ndk.clone(), level: None, is_set: false });
        }
        let told = linker.options.args.iter().filter_map(|arg| arg.value.strip_prefix("--target="));
        let told = told.filter_map(Wrapper::of_target).next_back();
        let level = told.or_else(|| Wrapper::parse(linker.name())).map(|wrapper| wrapper.level);
        let paths = match &*cx.fact::<Tool>(linker.program.clone())? {
            Tool::Executable(executable) => vec![executable.path.clone(), executable.real.clone()],
            Tool::Absent | Tool::Dangling { .. } | Tool::Directory { .. } | Tool::NotExecutable { .. } => {
                HostPath::parse(&linker.program).into_iter().collect()
            }
        };
        let asked: Vec<_> = paths.iter().filter_map(ndk_of).map(|root| at(&root, FoundBy::Linker, cx)).collect();
        for ndk in asked {
            if let Some(ndk) = ndk? {
                return Ok(Self { ndk: Some(ndk), level, is_set: true });
            }
        }
        Ok(Self { ndk: None, level, is_set: true })
    }
}

/// The NDK at this path, if one stands there.
fn at(root: &HostPath, found_by: FoundBy, cx: &Cx<'_>) -> Result<Option<Ndk>, Pause> {
    let contents = cx.fact::<Contents>(root.clone())?;
    let (revision, tools) = (contents.revision.clone(), contents.tools.clone());
    Ok(revision.map(|revision| Ndk { root: root.clone(), revision, found_by, tools }))
}

/// The root of the NDK whose `toolchains/llvm/prebuilt/<host>/bin` a program stands in.
fn ndk_of(program: &HostPath) -> Option<HostPath> {
    let mut above = program.ancestors();
    let mut next = |name: &str| above.next().filter(|dir| name.is_empty() || dir.file_name() == Some(name));
    next("")?;
    next("bin")?;
    next("")?;
    next("prebuilt")?;
    next("llvm")?;
    next("toolchains")?;
    above.next()
}

/// Why a program that a setting names is not in the NDK that it points into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub ndk: Ndk,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is one of GNU's tools, which this NDK no longer has.
    GnuTool,
    /// A wrapper for an API level below the lowest that this NDK has.
    LevelTooLow { level: u32, lowest: u32 },
    /// A wrapper for an API level above the highest that this NDK has, or one of an NDK that has none at all.
    LevelTooHigh { level: u32, highest: Option<u32> },
}

/// Why nothing stands at `path`, if that is for the NDK it points into to answer. It is asked of paths that are gone.
pub fn missing(path: &HostPath, cx: &Cx<'_>) -> Result<Option<Missing>, Pause> {
    let (Some(root), Some(name)) = (ndk_of(path), path.file_name()) else { return Ok(None) };
    let Some(ndk) = at(&root, FoundBy::Linker, cx)? else { return Ok(None) };
    let why = if is_gnu_tool(name) && !has_gnu_tools(&ndk.revision) {
        Why::GnuTool
    } else if let Some(Wrapper { prefix, level }) = Wrapper::parse(name) {
        let levels = ndk.levels(&prefix);
        match (levels.first(), levels.last()) {
            (Some(lowest), _) if level < *lowest => Why::LevelTooLow { level, lowest: *lowest },
            (_, Some(highest)) if level <= *highest => return Ok(None),
            (_, highest) => Why::LevelTooHigh { level, highest: highest.copied() },
        }
    } else {
        return Ok(None);
    };
    Ok(Some(Missing { ndk, why }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::ndk::scene::with_ndk,
        testing::{Fake, path},
    };

    const BIN: &str = "/ndk/toolchains/llvm/prebuilt/linux-x86_64/bin";

    #[test]
    fn the_ndk_says_why_a_program_is_not_in_it() {
        let why = |revision: &str, name: &str| {
            let fake = with_ndk(Fake::linux(), "/ndk", revision).missing_rest();
            let path = path(&format!("{BIN}/{name}"));
            fake.ask(|cx| missing(&path, cx)).expect("an answer").map(|missing| missing.why)
        };
        assert_eq!(why("23.1.7779620", "arm-linux-androideabi-ar"), Some(Why::GnuTool));
        let low = Why::LevelTooLow { level: 19, lowest: 21 };
        assert_eq!(why("26.3.11579264", "aarch64-linux-android19-clang"), Some(low));
        let high = Why::LevelTooHigh { level: 36, highest: Some(33) };
        assert_eq!(why("25.2.9519653", "x86_64-linux-android36-clang"), Some(high));
        let none = Why::LevelTooHigh { level: 23, highest: None };
        assert_eq!(why("12.1.2977051", "aarch64-linux-android23-clang"), Some(none));
        assert_eq!(why("27.2.12479018", "aarch64-linux-android24-gcc-wrapper"), None);
        let elsewhere = with_ndk(Fake::linux(), "/ndk", "23.1.7779620").missing_rest();
        assert_eq!(elsewhere.ask(|cx| missing(&path("/usr/bin/arm-linux-androideabi-ar"), cx)), Ok(None));
    }

    #[test]
    fn the_root_is_five_directories_above_a_compiler() {
        assert_eq!(ndk_of(&path(&format!("{BIN}/clang"))), Some(path("/ndk")));
        assert_eq!(ndk_of(&path("/usr/bin/clang")), None);
    }
}
