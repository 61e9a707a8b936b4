//! The Windows SDK: import libraries of the system (`um`) and the universal C runtime (`ucrt`).

use super::{Arch, split, tools::names};
use crate::{Cx, Fact, HostPath, Pause, answer::Ran, question::Run};

/// The SDK that find-msvc-tools takes (`get_ucrt_dir` and `get_sdk10_dir`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sdk {
    pub root: HostPath,
    /// The newest version that has the C runtime.
    pub ucrt: String,
    /// The newest version that has the system's libraries; some versions have the C runtime alone.
    pub um: Option<String>,
}

/// Which libraries of the SDK a link misses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdkLibraries {
    pub searched: Vec<HostPath>,
    pub absent: Vec<&'static str>,
}

impl Sdk {
    pub(super) fn libraries(&self, arch: Arch) -> impl Iterator<Item = HostPath> {
        let lib = self.root.join("Lib");
        let ucrt = lib.join(&self.ucrt).join("ucrt").join(arch.folder());
        let um = self.um.as_ref().map(|version| lib.join(version).join("um").join(arch.folder()));
        std::iter::once(ucrt).chain(um)
    }
}

impl SdkLibraries {
    /// What std links on Windows and only the SDK has; a link without them stops with LNK1181 or "could not open".
    const NEEDED: [&'static str; 2] = ["kernel32.lib", "ntdll.lib"];

    /// Looks for them in these directories.
    pub fn look(searched: Vec<HostPath>, cx: &Cx<'_>) -> Result<Self, Pause> {
        if searched.is_empty() {
            return Ok(Self { searched, absent: Self::NEEDED.to_vec() });
        }
        let hits = cx.search(searched.clone(), Self::NEEDED.map(str::to_owned))?;
        let absent = Self::NEEDED.into_iter().filter(|name| !hits.contains_key(*name)).collect();
        Ok(Self { searched, absent })
    }
}

/// The SDK of this machine; none where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sdks(pub(crate) Option<Sdk>);

impl Fact for Sdks {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let programs = cx.env("ProgramFiles(x86)");
        let (dir, version) = (cx.env("WindowsSdkDir"), cx.env("WindowsSDKVersion"));
        let programs = programs?.and_then(HostPath::parse).or_else(|| HostPath::parse("C:\\Program Files (x86)"));
        let prompt = dir?.and_then(HostPath::parse).zip(version?).map(|(root, version)| {
            let version = version.trim_end_matches('\\').to_owned();
            Sdk { root, ucrt: version.clone(), um: Some(version) }
        });
        let default = programs.map(|programs| programs.join("Windows Kits\\10"));
        if let Some(root) = default
            && let Some(sdk) = at(&root, cx)?
        {
            return Ok(Self(Some(prompt.unwrap_or(sdk))));
        }
        match registered(cx)? {
            Some(root) => Ok(Self(at(&root, cx)?.or(prompt))),
            None => Ok(Self(prompt)),
        }
    }
}

/// The SDK below a root: the greatest versions by name, as vcvars has it.
fn at(root: &HostPath, cx: &Cx<'_>) -> Result<Option<Sdk>, Pause> {
    let lib = root.join("Lib");
    let versions: Vec<_> = names(cx.list(&lib)?).filter(|name| name.starts_with("10.")).collect();
    let dirs = |part: &str| versions.iter().map(|version| lib.join(version).join(part)).collect::<Vec<_>>();
    let c_runtimes = cx.search(versions.iter().map(|version| lib.join(version)), ["ucrt".to_owned()]);
    // 32-bit and 64-bit libraries are always installed together
    let systems = cx.search(dirs("um\\x64"), ["kernel32.lib".to_owned()]);
    let version_of =
        |path: &HostPath| path.below(&lib).and_then(|rest| rest.split(['\\', '/']).next()).map(str::to_owned);
    let greatest = |hits: Option<&Vec<crate::answer::Hit>>| {
        hits.into_iter().flatten().filter_map(|hit| version_of(&hit.path)).max()
    };
    let (c_runtimes, systems) = (c_runtimes?, systems?);
    let um = greatest(systems.get("kernel32.lib"));
    Ok(greatest(c_runtimes.get("ucrt")).map(|ucrt| Sdk { root: root.clone(), ucrt, um }))
}

/// Where the SDK's installer says that it is: only asked where the usual place is empty.
fn registered(cx: &Cx<'_>) -> Result<Option<HostPath>, Pause> {
    let key = "HKLM\\SOFTWARE\\Microsoft\\Windows Kits\\Installed Roots";
    let run = Run::probe("reg", ["query", key, "/v", "KitsRoot10", "/reg:32"]);
    Ok(match cx.run(run)? {
        // `    KitsRoot10    REG_SZ    C:\Program Files (x86)\Windows Kits\10\`
        Ran::Finished { exit, stdout, .. } if exit.success() => stdout
            .lines()
            .find_map(|line| line.trim().strip_prefix("KitsRoot10")?.trim_start().strip_prefix("REG_SZ"))
            .and_then(|value| split(value).next()),
        Ran::Finished { .. } | Ran::NotFound | Ran::NotExecutable { .. } => None,
    })
}
