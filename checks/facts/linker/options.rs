//! What the effective rustflags say about linking.

use crate::facts::cargo_config::Located;

/// The codegen options of rustflags that decide how rustc links. Of one that is given twice the last counts, as in
/// rustc (`rustc_session/src/options.rs`, `build_codegen_options`); link arguments add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// `-C linker=`.
    pub linker: Option<Located<String>>,
    /// `-C linker-flavor=`.
    pub flavor: Option<Located<String>>,
    /// `-C link-self-contained=`.
    pub self_contained: Option<String>,
    /// `-C linker-features=+lld` or `-lld`.
    pub lld: Option<bool>,
    /// `-C target-feature=+crt-static` or `-crt-static`.
    pub crt_static: Option<bool>,
    /// `-C relocation-model=static`: no position-independent program.
    pub fixed_position: bool,
    /// What the linker gets of `-C link-arg=` and `-C link-args=`, in order.
    pub args: Vec<Located<String>>,
    /// `-L` of rustc's own, without its kind; only those the linker searches.
    pub search: Vec<Located<String>>,
    /// `-l` of rustc's own: the bare name.
    pub libraries: Vec<Located<String>>,
}

impl LinkOptions {
    pub fn of(flags: &[Located<String>]) -> Self {
        let mut options = Self::default();
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            let mut value = |short: &str| match flag.value.strip_prefix(short) {
                Some("") => flags.next().map(|next| next.value.as_str()),
                joined => joined,
            };
            if flag.value == "--codegen" {
                if let Some(next) = flags.next() {
                    options.codegen(&next.value, flag);
                }
            } else if let Some(option) = flag.value.strip_prefix("--codegen=") {
                options.codegen(option, flag);
            } else if flag.value.starts_with("-C") {
                if let Some(option) = value("-C") {
                    options.codegen(option, flag);
                }
            } else if flag.value.starts_with("-L") {
                if let Some(path) = value("-L") {
                    options.search(path, flag);
                }
            } else if flag.value.starts_with("-l")
                && let Some(library) = value("-l")
            {
                options.library(library, flag);
            }
        }
        options
    }

    fn codegen(&mut self, option: &str, from: &Located<String>) {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        let located = |value: &str| Located { value: value.to_owned(), origin: from.origin.clone() };
        // rustc takes both spellings of an option's name
        match key.replace('_', "-").as_str() {
            "linker" => self.linker = Some(located(value)),
            "linker-flavor" => self.flavor = Some(located(value)),
            "link-arg" => self.args.push(located(value)),
            "link-args" => self.args.extend(value.split_whitespace().map(located)),
            "link-self-contained" => self.self_contained = Some(value.to_owned()),
            "relocation-model" => self.fixed_position = value == "static",
            "linker-features" => self.lld = last_feature(value, "lld").or(self.lld),
            "target-feature" => self.crt_static = last_feature(value, "crt-static").or(self.crt_static),
            _ => {}
        }
    }

    fn search(&mut self, path: &str, from: &Located<String>) {
        let (kind, path) = path.split_once('=').unwrap_or(("all", path));
        // `dependency`, `crate` and `framework` are not for the linker's `-l` (rustc_session/src/search_paths.rs)
        if ["all", "native"].contains(&kind) {
            self.search.push(Located { value: path.to_owned(), origin: from.origin.clone() });
        }
    }

    fn library(&mut self, library: &str, from: &Located<String>) {
        // [KIND[:MODIFIERS]=]NAME[:RENAME]
        let name = library.split_once('=').map_or(library, |(_, name)| name);
        let name = name.split(':').next().unwrap_or(name);
        self.libraries.push(Located { value: name.to_owned(), origin: from.origin.clone() });
    }
}

fn last_feature(list: &str, name: &str) -> Option<bool> {
    list.split(',').rev().find_map(|feature| match feature.split_at_checked(1)? {
        ("+", rest) if rest == name => Some(true),
        ("-", rest) if rest == name => Some(false),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cargo_config::Origin;

    fn located(value: &str) -> Located<String> {
        Located { value: value.to_owned(), origin: Origin::Default }
    }

    fn options(flags: &[&str]) -> LinkOptions {
        LinkOptions::of(&flags.iter().copied().map(located).collect::<Vec<_>>())
    }

    #[test]
    fn every_spelling_of_an_option_is_read() {
        for flags in [
            &["-Clinker=ld.x"][..],
            &["-C", "linker=ld.x"],
            &["--codegen", "linker=ld.x"],
            &["--codegen=linker=ld.x"],
            &["-Clinker=first", "-O", "-Clinker=ld.x"],
        ] {
            assert_eq!(
                options(flags),
                LinkOptions { linker: Some(located("ld.x")), ..LinkOptions::default() },
                "{flags:?}"
            );
        }
    }

    #[test]
    fn link_arguments_add_up_in_order() {
        let read = options(&["-Clink-arg=a b", "-Copt-level=3", "-C", "link_args=c  d", "-Clink-arg=e"]);
        assert_eq!(read.args, ["a b", "c", "d", "e"].map(located));
    }

    #[test]
    fn features_libraries_and_search_paths_are_read() {
        let read = options(&[
            "-Ctarget-feature=+crt-static,-sse4",
            "-Clinker-features=-lld",
            "-Lnative=/a",
            "-L",
            "dependency=/b",
            "-L/c",
            "-lstatic:+whole-archive=foo",
            "-l",
            "z",
        ]);
        let expected = LinkOptions {
            crt_static: Some(true),
            lld: Some(false),
            search: ["/a", "/c"].map(located).into(),
            libraries: ["foo", "z"].map(located).into(),
            ..LinkOptions::default()
        };
        assert_eq!(read, expected);
    }
}
