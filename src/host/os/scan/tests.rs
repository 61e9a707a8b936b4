use std::os::unix::fs::symlink;

use super::*;

/// A root with these links (`path -> text`), directories (`path/`) and files.
fn root(entries: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a directory");
    for entry in entries {
        let (path, text) = entry.split_once(" -> ").map_or((*entry, None), |(path, text)| (path, Some(text)));
        let at = root.path().join(path);
        fs::create_dir_all(at.parent().expect("below the root")).expect("a directory");
        match text {
            Some(text) => symlink(text.replace("ROOT", &root.path().to_string_lossy()), at).expect("a link"),
            None if path.ends_with('/') => fs::create_dir_all(at).expect("a directory"),
            None => fs::write(at, "").expect("a file"),
        }
    }
    root
}

fn scan(root: &tempfile::TempDir, limit: u32) -> LinkScan {
    links(&files::real(root.path()).expect("it exists"), limit).expect("it can be read")
}

/// Each link as `path problem relative`.
fn problems(entries: &[&str]) -> Vec<String> {
    let scan = scan(&root(entries), 1000);
    scan.links.iter().map(|l| format!("{} {:?} {}", l.path, l.problem, l.relative.as_deref().unwrap_or("-"))).collect()
}

#[test]
fn links_that_work_are_not_told() {
    assert_eq!(
        problems(&["usr/lib/libc.so.6", "usr/lib/libc.so -> libc.so.6", "lib -> usr/lib", "a -> lib/./libc.so"]),
        [""; 0]
    );
}

#[test]
fn a_relative_link_to_nothing_dangles() {
    let expected = ["a Dangling -", "b Dangling -", "c Dangling -", "d/e Dangling -"];
    assert_eq!(problems(&["a -> none", "b -> b", "c -> a", "d/e -> ../f/../d", "f"]), expected);
}

#[test]
fn an_absolute_link_is_told_with_the_relative_text_that_replaces_it() {
    let entries = [
        "usr/lib/x/libm.so.6",
        "lib -> usr/lib",
        "usr/lib/x/libm.so -> /lib/x/libm.so.6",
        "bin -> /usr/lib",
        "etc/t -> /none",
    ];
    let expected = ["bin Absolute usr/lib", "etc/t Absolute -", "usr/lib/x/libm.so Absolute libm.so.6"];
    assert_eq!(problems(&entries), expected);
}

#[test]
fn the_way_of_an_absolute_link_goes_through_other_absolute_links() {
    let expected = ["lib Absolute usr/lib", "opt/a Absolute ../usr/lib/libz.so"];
    assert_eq!(problems(&["usr/lib/libz.so", "lib -> /usr/lib", "opt/a -> /lib/libz.so"]), expected);
}

#[test]
fn the_name_of_a_library_is_kept_as_it_was_written() {
    let expected = ["usr/lib/libz.so Absolute ../../lib/libz.so.1"];
    assert_eq!(
        problems(&["lib/libz.so.1.2", "lib/libz.so.1 -> libz.so.1.2", "usr/lib/libz.so -> /lib/libz.so.1"]),
        expected
    );
}

#[test]
fn an_absolute_link_may_name_the_root_itself() {
    let root = root(&["lib/libz.so.1", "usr/libz.so -> ROOT/lib/libz.so.1"]);
    assert_eq!(scan(&root, 9).links[0].relative.as_deref(), Some("../lib/libz.so.1"));
}

#[test]
fn a_link_that_climbs_above_the_root_leaves_it() {
    let expected = ["usr/a Leaving ../lib/z", "usr/b Leaving -"];
    assert_eq!(
        problems(&["lib/z", "usr/a -> ../../../lib/z", "usr/b -> ../../etc/passwd", "usr/c -> ../lib/z"]),
        expected
    );
}

#[test]
fn links_are_never_walked_through() {
    let outside = root(&["bad -> none"]);
    let root = root(&["loop -> .", "dir/up -> .."]);
    symlink(outside.path(), root.path().join("out")).expect("a link");
    let scan = scan(&root, 1000);
    assert_eq!((scan.visited, scan.dangling, scan.absolute, scan.links.len()), (4, 0, 1, 1));
}

#[test]
fn a_scan_ends_at_its_limit_and_says_so() {
    let names: Vec<_> = (0..20).map(|n| format!("f{n}")).collect();
    let root = root(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let summary = |limit| {
        let scan = scan(&root, limit);
        (scan.visited, scan.cut)
    };
    assert_eq!([summary(20), summary(19)], [(20, false), (19, true)]);
}

#[test]
fn of_very_many_the_first_thousand_are_told() {
    let names: Vec<_> = (0..1200).map(|n| format!("d{}/l{n:04} -> none", n % 7)).collect();
    let scan = scan(&root(&names.iter().map(String::as_str).collect::<Vec<_>>()), 10_000);
    let mut expected: Vec<_> = (0..1200).map(|n| format!("d{}/l{n:04}", n % 7)).collect();
    expected.sort();
    expected.truncate(TOLD);
    assert_eq!(scan.dangling, 1200);
    assert_eq!(scan.links.into_iter().map(|link| link.path).collect::<Vec<_>>(), expected);
}

#[test]
fn a_root_that_is_not_there_is_no_empty_scan() {
    let missing = HostPath::parse("/no/such/root").expect("absolute");
    let message = "cannot read `/no/such/root`: no such file or directory".to_owned();
    assert_eq!(links(&missing, 9), Err(Failure::Failed { message }));
}
