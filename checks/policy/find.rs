//! Where the policy stands.

use super::{
    Acceptance, Entry, Requirement, Said, Tool, Unusable,
    read::{at, read},
};
use crate::{
    Cx, Fact, HostPath, Pause,
    answer::FileBytes,
    facts::project::Project,
    wanted::{known, toml::Toml},
};

pub const FILE: &str = "xdoctor.toml";
/// The table of the workspace's manifest that has the same keys.
pub const IN_MANIFEST: &[&str] = &["workspace", "metadata", "xdoctor"];

/// A policy that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub file: HostPath,
    /// The table in the file: none, or [`IN_MANIFEST`].
    pub path: &'static [&'static str],
    pub targets: Vec<Entry>,
    pub require: Vec<Requirement>,
    pub accept: Vec<Acceptance>,
}

/// The policy from here; or the file that should have it, and why it cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyHere(pub Result<Option<Policy>, (HostPath, Unusable)>);

impl PolicyHere {
    pub fn policy(&self) -> Option<&Policy> {
        self.0.as_ref().ok().and_then(Option::as_ref)
    }
}

impl Fact for PolicyHere {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        let (host, project) = (cx.host(), Project::here(cx));
        let own = own_file(&host?.cwd, cx);
        let (own, project) = (own?, known(project)?.flatten());
        let manifest = project.map(|project| project.root_manifest.clone());
        let text = manifest.as_ref().map(|manifest| known(cx.text(manifest))).transpose()?.flatten().flatten();
        let inside = manifest.zip(text.filter(|text| text.contains("xdoctor")));
        let place = match inside.as_ref().map(|(_, text)| of_manifest(text)) {
            None => None,
            Some(Ok(place)) => place,
            Some(Err(unusable)) => return Ok(Self(inside.map_or(Ok(None), |(file, _)| Err((file, unusable))))),
        };
        let policy = match (own, inside.zip(place)) {
            (None, None) => return Ok(Self(Ok(None))),
            (Some((own, _)), Some(((manifest, _), unusable))) => {
                let message = format!("`{own}` has a policy as well: keep one of the two");
                return Ok(Self(Err((manifest, Unusable { message, ..unusable }))));
            }
            (Some((file, text)), None) => {
                let said = text.and_then(|text| read(text, &[]));
                said.map(|said| Policy::new(file.clone(), &[], said)).map_err(|unusable| (file, unusable))
            }
            (None, Some(((file, text), _))) => {
                let said = read(text, IN_MANIFEST);
                said.map(|said| Policy::new(file.clone(), IN_MANIFEST, said)).map_err(|unusable| (file, unusable))
            }
        };
        Ok(Self(policy.map(Some)))
    }
}

impl Policy {
    fn new(file: HostPath, path: &'static [&'static str], Said { targets, require, accept }: Said) -> Self {
        Self { file, path, targets, require, accept }
    }

    /// What is asked of a tool.
    pub fn requirement(&self, tool: Tool) -> Option<&Requirement> {
        self.require.iter().find(|one| one.tool == tool)
    }
}

/// The place of the table in a workspace's manifest, as that of a mistake which is still to be named. A manifest that
/// cargo cannot read has no policy.
fn of_manifest(text: &str) -> Result<Option<Unusable>, Unusable> {
    let Ok(toml) = Toml::parse(text) else { return Ok(None) };
    let key = |path: &[&str]| toml.keys(path).into_iter().find(|(key, _)| key.written == "xdoctor");
    if let Some((key, _)) = key(&["package", "metadata"]) {
        let message = "a policy stands in `[workspace.metadata.xdoctor]`, or in `xdoctor.toml`";
        return Err(at(&key, message.into()));
    }
    let Some((key, item)) = key(&IN_MANIFEST[..2]) else { return Ok(None) };
    if !item.is_table_like() {
        return Err(at(
            &key,
            format!("`workspace.metadata.xdoctor` is {}, not a table", super::read::a(item.type_name())),
        ));
    }
    Ok(Some(at(&key, String::new())))
}

type OwnFile<'a> = (HostPath, Result<&'a str, Unusable>);

/// The nearest `xdoctor.toml`: its text, or why it has none. One that cannot be read is not an absent one.
fn own_file<'a>(cwd: &HostPath, cx: &Cx<'a>) -> Result<Option<OwnFile<'a>>, Pause> {
    let asked: Vec<_> = cwd.ancestors().map(|dir| dir.join(FILE)).map(|path| (cx.read(&path), path)).collect();
    for (answer, path) in asked {
        let unusable = |message: String| Err(Unusable { line: 1, column: 1, message });
        let text = match known(answer)? {
            None | Some(FileBytes::Missing) => continue,
            Some(FileBytes::Text(text)) => Ok(text.as_str()),
            Some(FileBytes::Directory) => unusable("it is a directory".to_owned()),
            Some(FileBytes::TooLarge { size }) => unusable(format!("it has {size} bytes")),
            Some(FileBytes::Unreadable { message }) => unusable(message.clone()),
            Some(FileBytes::NotUtf8 { valid, .. }) => {
                let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
                let column = valid.rsplit('\n').next().unwrap_or_default().chars().count();
                let line = count(valid.matches('\n').count());
                Err(Unusable { line, column: count(column), message: "it is not UTF-8".to_owned() })
            }
        };
        return Ok(Some((path, text)));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Fake, path};

    const MANIFEST: &str = "[package]\nname = \"p\"\n[workspace]\n[workspace.metadata.xdoctor]\ntargets = ['a-b']\n";

    fn project(manifest: &str) -> Fake {
        Fake::linux().missing_rest().file("/p/Cargo.toml", manifest).file("/p/src/main.rs", "fn main() {}")
    }

    fn here(fake: &Fake) -> Result<Option<Policy>, (HostPath, Unusable)> {
        fake.fact::<PolicyHere>(&()).expect("it is known").0.clone()
    }

    #[test]
    fn the_nearest_file_or_the_workspaces_manifest_has_it() {
        assert_eq!(here(&project("[package]\nname = \"p\"\n")), Ok(None));
        let above = Fake::linux().missing_rest().cwd("/p/a").file("/p/xdoctor.toml", "").file("/xdoctor.toml", "x = 1");
        assert_eq!(here(&above).map(|policy| policy.map(|policy| policy.file)), Ok(Some(path("/p/xdoctor.toml"))));
        let inside = here(&project(MANIFEST)).expect("usable").expect("there");
        assert_eq!((inside.file, inside.path, inside.targets.len()), (path("/p/Cargo.toml"), IN_MANIFEST, 1));
    }

    #[test]
    fn two_at_once_are_an_error() {
        let (file, unusable) = here(&project(MANIFEST).file("/xdoctor.toml", "")).expect_err("two");
        let message = "`/xdoctor.toml` has a policy as well: keep one of the two".to_owned();
        assert_eq!((file, unusable), (path("/p/Cargo.toml"), Unusable { line: 4, column: 21, message }));
    }

    #[test]
    fn a_table_in_the_wrong_place_is_not_passed_over() {
        for (manifest, line) in [
            ("[package]\nname = \"p\"\n[package.metadata.xdoctor]\ntargets = []\n", 3),
            ("[package]\nname = \"p\"\n[workspace.metadata]\nxdoctor = 3\n", 4),
            ("[package]\nname = \"p\"\n[workspace.metadata.xdoctor]\ntarget = []\n", 4),
        ] {
            assert_eq!(here(&project(manifest)).map_err(|(_, unusable)| unusable.line), Err(line), "{manifest}");
        }
    }
}
