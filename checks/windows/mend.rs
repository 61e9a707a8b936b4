//! The fixes of this family that several causes share.

use xdoctor_fixes::{Applicability, Change, Fix, Scope};

use crate::{
    Cx, HostPath, Pause,
    answer::Metadata,
    facts::msvc::{Arch, Found, Msvc},
};

/// The SDK that the installer of the build tools adds. Any of Windows 10 or 11 does.
const SDK: &str = "Microsoft.VisualStudio.Component.Windows11SDK.22621";

/// What of Microsoft's installer is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Tools,
    Sdk,
}

/// Adding a part to the installation that is there, else installing the build tools. Microsoft's installer shows a window
/// and a licence, so that a person runs it.
pub(crate) fn with_installer(id: &str, part: Part, msvc: &Msvc, cx: &Cx<'_>) -> Result<Vec<Fix>, Pause> {
    let component = component(part, msvc.arch);
    let installation = match &msvc.found {
        Found::Prompt { .. } => None,
        Found::Tools(tools) => Some(&tools.installation),
        Found::Nothing { lacking } => lacking.first().map(|(installation, _)| &installation.path),
    };
    let (winget, programs) = (cx.which("winget"), cx.env("ProgramFiles(x86)"));
    let (winget, programs) = (!winget?.is_empty(), programs?.and_then(HostPath::parse));
    let title = match part {
        Part::Tools => format!("install the C++ build tools for {}", msvc.arch.name()),
        Part::Sdk => "install the Windows SDK".to_owned(),
    };
    let steps = match installation {
        Some(path) => modify(path, component, programs.as_ref(), cx)?,
        None => install(component, part, winget),
    };
    Ok(vec![Fix {
        id: format!("{id}/{component}"),
        title,
        change: Change::Manual { steps },
        applicability: Applicability::Manual,
        scope: Scope::User,
    }])
}

fn component(part: Part, arch: Arch) -> &'static str {
    match part {
        Part::Tools => arch.component(),
        Part::Sdk => SDK,
    }
}

fn modify(path: &HostPath, component: &str, programs: Option<&HostPath>, cx: &Cx<'_>) -> Result<Vec<String>, Pause> {
    let by_hand = format!("in the Visual Studio Installer, choose Modify for `{path}` and add `{component}`");
    let Some(programs) = programs else { return Ok(vec![by_hand]) };
    let setup = programs.join("Microsoft Visual Studio\\Installer\\setup.exe");
    Ok(match cx.metadata(&setup)? {
        Metadata::Found(_) => {
            vec![format!("`\"{setup}\" modify --installPath \"{path}\" --add {component} --passive`")]
        }
        Metadata::Missing | Metadata::Dangling { .. } | Metadata::Unreadable { .. } => vec![by_hand],
    })
}

fn install(component: &str, part: Part, winget: bool) -> Vec<String> {
    let both = match part {
        Part::Tools => format!("--add {component} --add {SDK}"),
        Part::Sdk => format!("--add {component}"),
    };
    if winget {
        let package = "Microsoft.VisualStudio.2022.BuildTools";
        return vec![format!("`winget install --id {package} --override \"--passive --wait {both}\"`")];
    }
    vec![
        "get the Build Tools for Visual Studio from https://visualstudio.microsoft.com/downloads/".to_owned(),
        format!("run its installer with `{both}`, or choose \"Desktop development with C++\" in it"),
    ]
}
