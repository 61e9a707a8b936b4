//! A comparison for people.

use unicode_width::UnicodeWidthStr;
use xdoctor_checks::{Topic, catalog, report::Verdict};

use super::{Comparison, Difference, Sameness, Target, Value};
use crate::{
    host::Terminal,
    report::page::{Page, Tone},
};

/// So many of what decides nothing, without `--verbose`.
const REST: usize = 12;

pub fn text(compared: &Comparison, terminal: Terminal, verbose: bool) -> String {
    let names = &compared.names;
    let column = names.iter().map(|name| name.width()).chain(["also".len()]).max().unwrap_or(0) + 2;
    let mut page = Page::new(terminal);
    for target in &compared.targets {
        one(&mut page, target, names, column);
    }
    list(&mut page, "versions", &compared.versions, names, usize::MAX);
    list(&mut page, "and besides", &compared.rest, names, if verbose { usize::MAX } else { REST });
    page.blank();
    let told = match compared.same() {
        Some(true) if !compared.targets.iter().any(Target::is_built) => "neither would build any of these targets",
        Some(true) => "both would build the same targets",
        Some(false) => "they would not build the same targets",
        None => "whether both would build the same targets could not be determined",
    };
    page.line(0, &[(Tone::Strong, told)]);
    page.finish()
}

fn one(page: &mut Page, target: &Target, names: &[String; 2], column: usize) {
    let (tone, symbol) = match target.same {
        Sameness::Same => (Tone::Good, "="),
        Sameness::Differs => (Tone::Bad, page.symbol("≠", "!=")),
        Sameness::Unknown => (Tone::Warning, "?"),
    };
    let label = format!("{symbol} {}", target.triple);
    let verdicts = [0, 1].map(|at| verdict(target, at));
    if verdicts[0] == verdicts[1] {
        let width = label.width() + 2;
        page.labelled(0, (tone, &label), width, Tone::Plain, &format!("{}, both", verdicts[0]));
        return;
    }
    page.line(0, &[(tone, &label)]);
    // The one that builds it comes first: that is what the other one is to become.
    let good = usize::from(matches!(target.verdicts[0], Some(Verdict::Blocked)));
    let order = [good, 1 - good];
    for at in order {
        page.labelled(4, (Tone::Strong, &names[at]), column, Tone::Plain, &verdicts[at]);
    }
    for (id, said) in &target.findings {
        for at in order {
            if let Some(message) = &said[at] {
                page.labelled(4, (Tone::Faint, &names[at]), column, Tone::Plain, &format!("{id}: {message}"));
            }
        }
    }
    for difference in &target.settings {
        let (label, told) = because(difference, target, names, good);
        page.labelled(4, (Tone::Warning, label), column, Tone::Plain, &told);
    }
    page.blank();
}

fn verdict(target: &Target, at: usize) -> String {
    match target.verdicts[at] {
        Some(Verdict::Ready) => "builds".to_owned(),
        Some(Verdict::Unproved) => "builds, as far as can be seen (not proved)".to_owned(),
        Some(Verdict::Blocked) => format!("blocked by {}", target.blockers[at].join(", ")),
        Some(Verdict::Unknown | Verdict::Pending) | None => "not determined".to_owned(),
    }
}

/// "builds there because `linker` comes from `~/.cargo/config.toml:4`; here no file sets it".
fn because(difference: &Difference, target: &Target, names: &[String; 2], good: usize) -> (&'static str, String) {
    let own = difference.what.strip_prefix(&format!("target.{}.", target.triple));
    let what = code(own.unwrap_or(&difference.what));
    let bad = 1 - good;
    let (there, here) = (on(&names[good]), on(&names[bad]));
    let decides = own.is_some() && target.blockers[bad].iter().any(|id| is_about_settings(id));
    let label = if decides { "why" } else { "also" };
    match (&difference.values[good], &difference.values[bad]) {
        (Some(value), None) => {
            let builds = if decides { format!("builds {there} because ") } else { String::new() };
            let place = value.place.as_deref();
            let is_file = place.is_some_and(|place| place != "the environment" && !place.starts_with("the variable"));
            let from = place.map_or_else(
                || format!("{what} is `{}`", value.text),
                |place| {
                    format!("{what} comes from {} (`{}`)", if is_file { code(place) } else { place.into() }, value.text)
                },
            );
            let there = if decides { String::new() } else { format!(" {there}") };
            let none = if is_file { "no file sets it" } else { "nothing sets it" };
            (label, format!("{builds}{from}{there}; {here} {none}"))
        }
        (None, Some(value)) => ("also", format!("{here} {what} is {}; {there} nothing sets it", shown(value))),
        (Some(a), Some(b)) => (label, format!("{what} is {} {there}, and {} {here}", shown(a), shown(b))),
        (None, None) => ("also", what),
    }
}

/// A cause that another setting of the target can remove.
fn is_about_settings(id: &str) -> bool {
    catalog::find(id).is_some_and(|check| match check.topic {
        Topic::CargoConfig | Topic::Linker | Topic::Sysroot | Topic::Android | Topic::Windows | Topic::BareMetal => {
            true
        }
        Topic::Toolchain
        | Topic::Target
        | Topic::Apple
        | Topic::Wasm
        | Topic::CToolchain
        | Topic::Container
        | Topic::RunTime => false,
    })
}

/// A key or a place; what is several words is said as it is.
fn code(what: &str) -> String {
    if what.contains(' ') { what.to_owned() } else { format!("`{what}`") }
}

fn shown(value: &Value) -> String {
    let place = value.place.as_ref().map(|place| format!(" ({})", code(place))).unwrap_or_default();
    if value.text.is_empty() { format!("empty{place}") } else { format!("`{}`{place}", value.text) }
}

/// Where: "there", "here", "on `alice`".
fn on(name: &str) -> String {
    if name == "there" || name == "here" { name.to_owned() } else { format!("on `{name}`") }
}

fn list(page: &mut Page, heading: &str, differences: &[Difference], names: &[String; 2], most: usize) {
    if differences.is_empty() {
        return;
    }
    page.blank();
    page.line(0, &[(Tone::Strong, heading)]);
    for difference in differences.iter().take(most) {
        let told = [0, 1].map(|at| {
            let value = difference.values[at].as_ref();
            format!("{} {}", value.map_or_else(|| "none".to_owned(), shown), on(&names[at]))
        });
        let label = format!("{}: ", difference.what);
        let width = label.width();
        page.labelled(2, (Tone::Name, &label), width.min(30), Tone::Plain, &told.join(", "));
    }
    if let Some(more) = differences.len().checked_sub(most).filter(|more| *more > 0) {
        page.line(2, &[(Tone::Faint, &format!("and {more} more (`--verbose` lists them)"))]);
    }
}
