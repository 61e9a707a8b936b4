//! A family of causes: all that an error code or a missing library can mean.

use xdoctor_checks::{Check, catalog, catalog::CHECKS, explain::Cause};

/// Every cause that this id, error code (`E0463`) or library (`-lSystem`) names, as sure as its best symptom.
pub(super) fn naming(subject: &str) -> Vec<Cause> {
    if let Some(check) = catalog::find(subject) {
        return vec![cause(check, 1.0)];
    }
    let is_code = subject.len() == 5 && subject.starts_with('E') && subject[1..].bytes().all(|b| b.is_ascii_digit());
    let library = subject.strip_prefix("-l").filter(|name| !name.is_empty());
    if !is_code && library.is_none() {
        return Vec::new();
    }
    let mut named: Vec<_> = CHECKS
        .iter()
        .filter_map(|check| {
            let speaks = |pattern: &&str| match library {
                Some(name) => speaks_of_library(pattern, name),
                None => pattern.replace('\\', "").contains(subject) || is_e0463(subject, pattern),
            };
            let symptoms = check.symptoms.iter().filter(|symptom| symptom.all.iter().any(speaks));
            let weight = symptoms.map(|symptom| symptom.weight).max_by(f32::total_cmp)?;
            Some(cause(check, weight))
        })
        .collect();
    named.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    named
}

fn cause(check: &'static Check, confidence: f32) -> Cause {
    Cause { check, confidence, lines: Vec::new(), failure: 0, because: Vec::new() }
}

/// E0463 is `can't find crate`, and tools that wrap rustc drop the code.
fn is_e0463(subject: &str, pattern: &str) -> bool {
    subject == "E0463" && pattern.contains("can't find crate for")
}

/// Would the pattern match what a linker says of this library, when it has none?
fn speaks_of_library(pattern: &str, name: &str) -> bool {
    let Ok(regex) = regex::Regex::new(pattern) else { return false };
    // What is said of any file speaks of no library.
    if regex.is_match("error: No such file or directory (os error 2)") {
        return false;
    }
    let mut said = vec![
        format!("/usr/bin/ld: cannot find -l{name}: No such file or directory"),
        format!("          /usr/bin/ld: cannot find -l{name}"),
        format!("= note: rust-lld: error: unable to find library -l{name}"),
        format!("= note: ld.lld: error: unable to find library -l{name}"),
        format!("= note: ld: error: unable to find library -l{name}"),
        format!("= note: ld: library not found for -l{name}"),
        format!("= note: ld: library '{name}' not found"),
        format!("mold: fatal: library not found: {name}"),
        format!("error: unable to find dynamic system library '{name}' using strategy 'paths_first'. searched paths:"),
    ];
    if !OF_NO_WINDOWS.contains(&name) {
        said.push(format!("LINK : fatal error LNK1181: cannot open input file '{name}.lib'"));
        said.push(format!("lld-link: error: could not open '{name}.lib': No such file or directory"));
    }
    said.iter().any(|line| regex.is_match(line))
}

/// What std and the compilers ask for on other systems: Windows' linkers are never asked for it.
const OF_NO_WINDOWS: &[&str] = &[
    "System", "android", "atomic", "c", "c++", "c++abi", "dl", "gcc", "gcc_eh", "gcc_s", "iconv", "log", "m", "objc",
    "pthread", "resolv", "rt", "stdc++", "unwind", "util",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(subject: &str) -> Vec<&'static str> {
        naming(subject).into_iter().map(|cause| cause.check.id).collect()
    }

    #[test]
    fn an_error_code_names_its_family() {
        let family = ids("E0463");
        for id in ["target-std-missing", "no-prebuilt-std", "bare-metal-target-has-no-std", "non-rustup-rust"] {
            assert!(family.contains(&id), "{id}: {family:?}");
        }
        assert_eq!(ids("E0308"), Vec::<&str>::new());
    }

    #[test]
    fn a_library_names_what_its_absence_means() {
        assert!(ids("-lssl").contains(&"target-library-missing"));
        assert!(!ids("-lssl").contains(&"config-names-absent-runner"));
        assert!(ids("-lgcc_s").contains(&"bare-ld-as-linker"));
        for of_windows in ["import-library-name-case", "windows-sdk-missing"] {
            assert!(!ids("-lSystem").contains(&of_windows), "{of_windows}");
            assert!(ids("-lUserenv").contains(&of_windows), "{of_windows}");
        }
        assert_eq!(ids("-l"), Vec::<&str>::new());
    }
}
