//! Manual pages and completions: a page for whatever the program's own page names, in a form that every `man` reads.

use std::{
    collections::BTreeSet,
    process::{Command, Output},
};

use crate::read;

fn xdoctor(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xdoctor")).args(args).env_clear().output().expect("it starts")
}

fn text(args: &[&str]) -> String {
    let output = xdoctor(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The commands whose pages a page names, as `xdoctor\-check(1)`.
fn named(page: &str) -> BTreeSet<String> {
    let names = page.lines().filter_map(|line| line.strip_prefix("xdoctor\\-")?.strip_suffix("(1)"));
    names.map(|name| name.replace("\\-", "-")).collect()
}

/// The commands that `xdoctor help` lists, but for itself.
fn commands() -> BTreeSet<String> {
    let help = text(&["help"]);
    let list = help.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    let starts = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    starts.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_has_a_page_and_a_release_has_them_all() {
    let pages = named(&text(&["man"]));
    assert_eq!(pages, commands());
    for command in &pages {
        let page = text(&["man", command]);
        assert!(page.contains(&format!("\nxdoctor\\-{command} \\- ")), "{page}");
        assert!(page.ends_with(".SH \"SEE ALSO\"\n\\fBxdoctor\\fR(1)\n"), "{page}");
    }
    assert_eq!(xdoctor(&["man", "no-such-command"]).status.code(), Some(2));
    // The script goes by the program's own page, in the same words.
    let script = read(".ci/release");
    assert!(script.contains(r"sed -n 's/^xdoctor\\-\(.*\)(1)$/\1/p'"), "{script}");
}

#[test]
fn pages_have_the_form_of_manual_pages() {
    let commands = named(&text(&["man"]));
    for args in [vec!["man"]].into_iter().chain(commands.iter().map(|command| vec!["man", command])) {
        let page = text(&args);
        // What groff and mandoc read: requests that there are, and no line that would be one by chance.
        for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
            let request = line.split(' ').next().expect("one");
            assert!(
                [".ie", ".el", ".TH", ".SH", ".TP", ".PP", ".RS", ".RE", ".IP", ".sp", ".br"].contains(&request),
                "{line}"
            );
        }
        let titles: Vec<_> = page.lines().filter(|line| line.starts_with(".TH ")).collect();
        let version = concat!(" 1 \"\" \"xdoctor ", env!("CARGO_PKG_VERSION"), "\" \"xdoctor\"");
        assert!(matches!(titles.as_slice(), [title] if title.ends_with(version)), "{titles:?}");
        let sections: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
        assert!(sections.starts_with(&["NAME", "SYNOPSIS", "DESCRIPTION"]), "{sections:?}");
        assert_eq!(sections.iter().collect::<BTreeSet<_>>().len(), sections.len(), "{sections:?}");
        assert!(page.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{page}");
    }
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_a_command_and_its_options() {
    let script = text(&["completions", "bash"]);
    for (words, completed) in [("xdoctor expl", "explain"), ("xdoctor record --out", "--output")] {
        let last = words.split(' ').next_back().expect("one");
        let asks = format!(
            "{script}\nCOMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _xdoctor xdoctor {last} \"${{COMP_WORDS[COMP_CWORD - 1]}}\"\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let output = Command::new("bash").args(["--noprofile", "--norc", "-c", &asks]).output().expect("there is bash");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{completed}\n"), "{words}");
    }
}
