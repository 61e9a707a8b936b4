//! The linker that rustc will run: which program, who says so, what stands there, and whether it can do the work.

mod driver;
mod flavor;
mod fuse;
mod gnu_triple;
mod need;
mod options;
#[cfg(test)]
pub(crate) mod scene;
mod state;
mod tool;

use std::sync::Arc;

pub use driver::{Driver, DriverKey, DriverKind, Says};
pub use flavor::Flavor;
pub use fuse::FuseLd;
pub use gnu_triple::{GnuTriple, Mismatch};
pub use need::{HostLinkerNeed, LinkNeed};
pub use options::LinkOptions;
pub use state::{HostLinkerState, LinkerState, States, Subject};
pub use tool::{Executable, Tool};

use crate::{
    Cx, Evidence, Fact, HostPath, Pause, Triple,
    facts::{
        cargo_config::{Located, Origin, ScriptSettings, TargetSettings},
        project::Project,
        rustc::TargetSpec,
    },
    proof::{ScriptArgs, settled},
};

/// The linker that rustc runs for a target.
///
/// Cargo hands the configured one over as `-C linker=`, before the rustflags, of which a later `-Clinker=` wins; then the
/// target's specification decides, then the flavor (rust-lang/rust `compiler/rustc_codegen_ssa/src/back/link.rs`,
/// `linker_and_flavor`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linker {
    pub triple: Triple,
    /// What rustc runs: an absolute path, or a bare name that is looked up in its own tools and on `PATH`.
    pub program: String,
    /// The same as somebody wrote it.
    pub written: String,
    pub chosen_by: ChosenBy,
    pub flavor: Flavor,
    pub options: LinkOptions,
    pub spec: Arc<TargetSpec>,
    /// The directory that rustc runs in, from which relative arguments are resolved.
    pub cwd: HostPath,
}

/// Who says which linker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// `target.<triple>.linker`, its variable, or a `cfg()` table's.
    Config { origin: Origin, key: Vec<String> },
    /// `-Clinker=` among the rustflags.
    Rustflags(Origin),
    /// The target's specification in rustc.
    Specification,
    /// Nobody: what rustc takes for the flavor.
    Default,
}

impl ChosenBy {
    /// Where the setting stands; none where nobody set it.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Config { origin, .. } | Self::Rustflags(origin) => Some(origin),
            Self::Specification | Self::Default => None,
        }
    }
}

impl Linker {
    fn choose(
        triple: &Triple,
        settings: &TargetSettings,
        options: LinkOptions,
        spec: Arc<TargetSpec>,
        cwd: HostPath,
    ) -> Self {
        let spec_name = spec.flavor_name();
        let spec_flavor = Flavor::of_spec(spec_name);
        let set = match (&options.linker, &settings.linker) {
            (Some(flag), _) => {
                let program = if has_separator(&flag.value, &cwd) {
                    cwd.join(&flag.value).to_string()
                } else {
                    flag.value.clone()
                };
                Some((program, flag.value.clone(), ChosenBy::Rustflags(flag.origin.clone())))
            }
            (None, Some(setting)) => Some((
                setting.value.resolved.clone(),
                setting.value.text.clone(),
                ChosenBy::Config { origin: setting.origin.clone(), key: settings.linker_key.clone() },
            )),
            (None, None) => None,
        };
        let told_flavor = options.flavor.as_ref().map(|flavor| spec_flavor.with_option(&flavor.value));
        let (program, written, chosen_by, flavor) = match (set, told_flavor) {
            (Some((program, written, by)), told) => {
                let flavor = told.unwrap_or_else(|| spec_flavor.with_name(file_name(&program)));
                (program, written, by, flavor)
            }
            (None, Some(flavor)) => {
                let name = options.flavor.as_ref().map_or("", |flavor| flavor.value.as_str());
                let program = flavor.default_program(name).to_owned();
                (program.clone(), program, ChosenBy::Default, flavor)
            }
            (None, None) => {
                let (program, by) = match &spec.linker {
                    Some(linker) => (linker.clone(), ChosenBy::Specification),
                    None => (spec_flavor.default_program(spec_name).to_owned(), ChosenBy::Default),
                };
                (program.clone(), program, by, spec_flavor)
            }
        };
        Self { triple: triple.clone(), program, written, chosen_by, flavor, options, spec, cwd }
    }

    /// The last component of the program.
    pub fn name(&self) -> &str {
        file_name(&self.program)
    }

    /// It is looked up on `PATH`.
    pub fn is_bare_name(&self) -> bool {
        HostPath::parse(&self.program).is_none()
    }

    /// rustc itself brings the C library and start files of the target, so that nothing of the system is searched for:
    /// statically linked musl and what has no C library at all (rust-lang/rust `compiler/rustc_target/src/spec/crt_objects.rs`).
    pub fn is_self_contained(&self) -> bool {
        if matches!(self.options.self_contained.as_deref(), Some("no" | "n" | "off")) {
            return false;
        }
        match (self.spec.os.as_str(), self.spec.env.as_str()) {
            ("linux", "musl") => self.is_static(),
            ("none" | "wasi" | "uefi" | "unknown", _) => true,
            _ => false,
        }
    }

    /// `crt-static`, by the flags or by the target's default.
    pub fn is_static(&self) -> bool {
        self.options.crt_static.unwrap_or(self.spec.crt_static_default)
    }

    /// The setting as evidence; none where nobody set it.
    pub fn evidence(&self) -> Option<Evidence> {
        let (key, origin) = match &self.chosen_by {
            ChosenBy::Config { origin, .. } => (format!("target.{}.linker", self.triple), origin),
            ChosenBy::Rustflags(origin) => ("rustflags".to_owned(), origin),
            ChosenBy::Specification | ChosenBy::Default => return None,
        };
        Some(Located { value: self.written.clone(), origin: origin.clone() }.evidence(&key))
    }
}

impl Fact for Linker {
    type Key = Triple;

    fn conclude(triple: &Triple, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (settings, spec) = (cx.fact::<TargetSettings>(triple.clone()), cx.fact::<TargetSpec>(triple.clone()));
        let (cwd, given) = (working_directory(cx), settled(cx.fact::<ScriptArgs>(triple.clone())));
        let (settings, spec, cwd) = (settings?, spec?, cwd?);
        let mut options = LinkOptions::of(&settings.rustflags.flags);
        // cargo passes what build scripts print after the rustflags (`cargo build -v`, cargo 1.95).
        options.args.extend(given?.iter().flat_map(|given| given.exact()).cloned());
        Ok(Self::choose(triple, &settings, options, spec, cwd))
    }
}

/// The linker of build scripts and proc macros in a build for another target: the host's, without any rustflags (cargo
/// gives them none where `--target` is given).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLinker(pub Linker);

impl Fact for HostLinker {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let host = cx.fact::<crate::facts::rustc::Rustc>(())?.host.clone();
        let (settings, spec) = (cx.fact::<ScriptSettings>(()), cx.fact::<TargetSpec>(host.clone()));
        let cwd = working_directory(cx);
        let (settings, spec, cwd) = (settings?, spec?, cwd?);
        Ok(Self(Linker::choose(&host, &settings.0, LinkOptions::default(), spec, cwd)))
    }
}

/// Cargo runs rustc for the workspace's own packages in the workspace's root (cargo
/// `src/compiler/mod.rs`, `path_args`).
fn working_directory(cx: &Cx<'_>) -> Result<HostPath, Pause> {
    let (host, project) = (cx.host(), Project::here(cx));
    Ok(match project? {
        Some(project) => project.root.clone(),
        None => host?.cwd.clone(),
    })
}

fn has_separator(text: &str, like: &HostPath) -> bool {
    let style = like.style();
    text.contains(|c| style.is_separator(c))
}

fn file_name(program: &str) -> &str {
    program.rsplit(['/', '\\']).next().unwrap_or(program)
}
