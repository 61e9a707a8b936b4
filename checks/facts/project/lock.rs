//! `Cargo.lock`: which packages a build needs.

use std::collections::{BTreeSet, HashMap, HashSet};

use toml_edit::{Document, Item, TableLike};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockFile {
    pub packages: Vec<LockedPackage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPackage {
    pub name: String,
    pub version: String,
    /// None for the workspace's own and path dependencies.
    pub source: Option<String>,
    /// As written: a name, with version and source where several packages have it.
    pub dependencies: Vec<String>,
}

impl LockFile {
    /// None where the text is no lock file: cargo says so itself.
    pub fn parse(text: &str) -> Option<Self> {
        let document = Document::parse(text).ok()?;
        let packages = match document.as_table().get("package") {
            Some(item) => item.as_array_of_tables()?.iter().filter_map(|table| locked(table)).collect(),
            None => Vec::new(),
        };
        Some(Self { packages })
    }

    pub fn find<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a LockedPackage> {
        self.packages.iter().filter(move |package| package.name == name)
    }

    /// What a build of `roots` (members' names) reaches, `skip(member, dependency)` left out: an upper bound, since a
    /// lock file does not say for which target or feature a dependency is.
    pub fn reachable(&self, roots: &[&str], skip: impl Fn(&str, &str) -> bool) -> Vec<&LockedPackage> {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, package) in self.packages.iter().enumerate() {
            by_name.entry(&package.name).or_default().push(index);
        }
        let mut seen = HashSet::new();
        let mut open: Vec<usize> = roots.iter().filter_map(|root| by_name.get(root)).flatten().copied().collect();
        while let Some(index) = open.pop() {
            if !seen.insert(index) {
                continue;
            }
            let package = &self.packages[index];
            for dependency in &package.dependencies {
                let mut words = dependency.split(' ');
                let (Some(name), version) = (words.next(), words.next()) else { continue };
                if package.source.is_none() && skip(&package.name, name) {
                    continue;
                }
                let same = by_name.get(name).into_iter().flatten().copied();
                open.extend(same.filter(|at| version.is_none_or(|version| self.packages[*at].version == version)));
            }
        }
        let seen: BTreeSet<_> = seen.into_iter().collect();
        seen.into_iter().map(|index| &self.packages[index]).collect()
    }
}

fn locked(table: &dyn TableLike) -> Option<LockedPackage> {
    let text = |key| table.get(key).and_then(Item::as_str).map(str::to_owned);
    Some(LockedPackage {
        name: text("name")?,
        version: text("version")?,
        source: text("source"),
        dependencies: table.get("dependencies").map(super::manifest::strings).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["syn 2.0.0", "tester"]
[[package]]
name = "syn"
version = "1.0.0"
source = "registry+x"
[[package]]
name = "syn"
version = "2.0.0"
source = "registry+x"
dependencies = ["quote"]
[[package]]
name = "quote"
version = "1.0.0"
source = "registry+x"
[[package]]
name = "tester"
version = "1.0.0"
source = "registry+x"
"#;

    #[test]
    fn a_build_reaches_what_it_depends_on_in_the_locked_version() {
        let lock = LockFile::parse(LOCK).expect("a lock file");
        let reached = lock.reachable(&["app"], |member, dependency| member == "app" && dependency == "tester");
        let names: Vec<_> = reached.iter().map(|package| (package.name.as_str(), package.version.as_str())).collect();
        assert_eq!(names, [("app", "0.1.0"), ("syn", "2.0.0"), ("quote", "1.0.0")]);
    }

    #[test]
    fn what_is_no_lock_file_is_none() {
        assert_eq!(LockFile::parse("package = 3"), None);
        assert_eq!(LockFile::parse("[[package"), None);
    }
}
