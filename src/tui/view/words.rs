//! How things stand, in a few words: for the header, and for what to do next.

use std::time::Duration;

use xdoctor_checks::{
    report::{CheckReport, Report, Status, TargetReport, Verdict},
    targets::Route,
};
use xdoctor_fixes::Applicability;

use crate::{
    report::{Tone, place},
    tui::{
        keymap::{Action, Place},
        model::{Choice, Model, PlanPage, Purpose},
        text::Line,
        theme::Theme,
    },
};

/// A verdict as tone, symbol and word.
pub(super) fn verdict(theme: Theme, verdict: Verdict) -> (Tone, &'static str, &'static str) {
    match verdict {
        Verdict::Ready => (Tone::Good, theme.symbol("✓", "+"), "ready"),
        Verdict::Blocked => (Tone::Bad, theme.symbol("✗", "x"), "blocked"),
        Verdict::Unknown => (Tone::Warning, "?", "unknown"),
        Verdict::Unproved => (Tone::Warning, theme.symbol("○", "o"), "unproved"),
        Verdict::Pending => (Tone::Faint, theme.symbol("…", "."), "checking"),
    }
}

pub(super) fn status(theme: Theme, status: Status) -> (Tone, &'static str, &'static str) {
    match status {
        Status::Pass => (Tone::Good, theme.symbol("✓", "+"), "pass"),
        Status::Skip => (Tone::Faint, "-", "skip"),
        Status::Warn => (Tone::Warning, "!", "warn"),
        Status::Unknown => (Tone::Warning, "?", "unknown"),
        Status::Fail => (Tone::Bad, theme.symbol("✗", "x"), "fail"),
        Status::Pending => (Tone::Faint, theme.symbol("…", "."), "checking"),
    }
}

/// Tenths of a second since the start, for what turns.
pub(super) fn beat(model: &Model) -> u64 {
    u64::try_from(model.now.as_millis() / 100).unwrap_or(0)
}

/// `2.3 s`, `1 min 20 s`.
pub(super) fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {} s", seconds / 60, seconds % 60)
    } else {
        format!("{}.{} s", seconds, time.subsec_millis() / 100)
    }
}

/// How many targets that count have which verdict, and whether that is what was known before this machine was asked again.
pub(super) fn counts(model: &Model) -> Vec<(Tone, String)> {
    let turning = model.theme.spinner(beat(model));
    let Some(report) = model.report.as_deref() else { return vec![(Tone::Faint, format!("{turning} checking"))] };
    let counted: Vec<_> = report.targets.iter().filter(|target| target.counts).collect();
    let count = |verdict| counted.iter().filter(|target| target.verdict == verdict).count();
    let mut told = Vec::new();
    if counted.is_empty() {
        let text = if model.checking { format!("{turning} checking") } else { "no target".into() };
        return vec![(Tone::Faint, text)];
    }
    let ready = count(Verdict::Ready);
    let of = format!("{ready} of {} ready", counted.len());
    told.push(if ready == 0 {
        (Tone::Plain, of)
    } else {
        let (tone, symbol, _) = verdict(model.theme, Verdict::Ready);
        (tone, format!("{symbol} {of}"))
    });
    for kind in [Verdict::Blocked, Verdict::Unknown, Verdict::Unproved, Verdict::Pending] {
        let (tone, symbol, word) = verdict(model.theme, kind);
        let symbol = if kind == Verdict::Pending { turning } else { symbol };
        if count(kind) > 0 {
            told.push((tone, format!("{symbol} {} {word}", count(kind))));
        }
    }
    if model.checking && count(Verdict::Pending) == 0 {
        // Where there is little room, what turns says it.
        let word = if model.columns < 60 { "" } else { " checking" };
        told.push((Tone::Faint, format!("{turning}{word}")));
    }
    told
}

/// The host, the toolchain, and who chose it.
pub(super) fn about(report: &Report, model: &Model) -> String {
    let toolchain = report.toolchain.as_ref();
    let host = report.host.as_ref();
    let triple = host.map(|host| {
        host.triple.as_ref().map_or_else(|| format!("{} {}", host.os, host.arch), |triple| triple.as_str().to_owned())
    });
    let chosen = toolchain.and_then(|toolchain| toolchain.chosen_by.as_ref()).map(|by| match &by.file {
        Some(file) => format!("chosen by {}", place(file, by.line, report)),
        None => format!("chosen by {}", by.told),
    });
    let rustc = toolchain.and_then(|toolchain| toolchain.rustc.as_ref()).map(|version| format!("rustc {version}"));
    let all: Vec<_> = [triple, rustc, chosen].into_iter().flatten().collect();
    all.join(model.theme.symbol(" · ", ", "))
}

/// What to do next on the screen that is seen.
pub(super) fn next(model: &Model) -> Vec<Line> {
    match model.screens.last() {
        None => home_next(model),
        Some(_) => doing(model).into_iter().collect(),
    }
}

/// What runs, if anything does.
fn doing(model: &Model) -> Option<Line> {
    if !model.checking {
        return None;
    }
    let line = Line::of(Tone::Faint, model.theme.spinner(beat(model))).push(Tone::Plain, " ");
    let Some(first) = model.running.first() else {
        return Some(line.push(Tone::Faint, "judging what was answered").cut());
    };
    let since = model.now.saturating_sub(first.since);
    let others = match model.running.len() - 1 {
        0 => String::new(),
        others => format!(", and {others} more"),
    };
    Some(line.prose(Tone::Plain, &first.what).push(Tone::Faint, &format!("  {}{others}", elapsed(since))).cut())
}

fn home_next(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(journal) = model.broken_off() {
        let key = key(model, Action::Undo);
        let what = journal.titles.first().map_or("a fix", String::as_str);
        lines.push(
            Line::of(Tone::Warning, "! ")
                .prose(
                    Tone::Warning,
                    &format!("broken off on the way: {what}; {key} shows what was done and takes it back"),
                )
                .cut(),
        );
    }
    let doing = doing(model);
    let advice = model.report.as_deref().and_then(|report| advice(model, report));
    let alone = lines.is_empty() && doing.is_none() && super::frames(model).next.height > 1;
    lines.extend(doing);
    lines.extend(advice.map(|line| if alone { line } else { line.cut() }));
    lines
}

fn key(model: &Model, action: Action) -> String {
    model.keymap.key(action, Place::Home).map_or_else(|| action.name().to_owned(), |key| key.to_string())
}

/// What one key would do about what is in the way.
fn advice(model: &Model, report: &Report) -> Option<Line> {
    if let Some(unusable) = &report.unusable {
        let text =
            format!("`{}`, line {}, column {}: {}", unusable.file, unusable.line, unusable.column, unusable.message);
        return Some(Line::of(Tone::Bad, "! ").prose(Tone::Plain, &text));
    }
    let page = PlanPage::new(report, Purpose::Everything);
    let arrow = model.theme.symbol("→ ", "> ");
    let blocked = report.targets.iter().filter(|target| target.counts && target.verdict == Verdict::Blocked).count();
    let of = |wanted: Applicability| -> Vec<&Choice> {
        page.choices.iter().filter(|choice| choice.fix().applicability == wanted).collect()
    };
    let (safe, system, manual) = (of(Applicability::Safe), of(Applicability::System), of(Applicability::Manual));
    let fix = key(model, Action::Fix);
    let line = |verb: &str, choices: &[&Choice], rest: String| {
        let first = &choices[0].fix().title;
        let more = match choices.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Line::of(Tone::Good, arrow)
            .push(Tone::Strong, &fix)
            .push(Tone::Plain, verb)
            .prose(Tone::Plain, first)
            .push(Tone::Plain, &format!("{more}{rest}"))
            .hang(2)
    };
    if !safe.is_empty() {
        let rest = if system.is_empty() { String::new() } else { format!("; {} to install", system.len()) };
        return Some(line(" shows the plan: ", &safe, rest));
    }
    if !system.is_empty() {
        return Some(line(" shows what to install: ", &system, String::new()));
    }
    if !manual.is_empty() {
        return Some(line(" shows what is for you to do: ", &manual, String::new()));
    }
    if blocked > 0 {
        let open = key(model, Action::Open);
        return Some(
            Line::of(Tone::Good, arrow).push(Tone::Strong, &open).push(Tone::Plain, " says why, and what to do"),
        );
    }
    let first = report.targets.iter().find(|target| target.counts && target.verdict == Verdict::Ready)?;
    let done = report.targets.iter().filter(|target| target.counts).all(|target| target.verdict == Verdict::Ready);
    // A target that is merely mentioned counts for nothing, and may be blocked below this line.
    let said = if report.targets.iter().all(|target| target.verdict == Verdict::Ready) { "wanted" } else { "required" };
    done.then(|| {
        Line::of(Tone::Good, model.theme.symbol("✓ ", "+ "))
            .push(Tone::Plain, &format!("every {said} target builds here: "))
            .push(Tone::Name, &first.build_command.join(" "))
    })
}

/// What a check has to say, in one line.
pub(super) fn told(check: &CheckReport) -> &str {
    if check.message.is_empty() { check.title } else { &check.message }
}

/// Who wants a target.
pub(super) fn wanted_by(target: &TargetReport, report: &Report) -> String {
    let who: Vec<_> = target
        .wanted_by
        .iter()
        .map(|source| match &source.file {
            Some(file) => place(file.as_str(), source.line, report),
            None => source.kind.phrase().to_owned(),
        })
        .collect();
    let need = if target.required { "wanted by" } else { "mentioned by" };
    format!("{need} {}", who.join(", "))
}

/// What a route is, in a sentence.
pub(super) fn route(route: Route) -> &'static str {
    match route {
        Route::Native => "The linker that rustc takes by itself; nothing has to be configured.",
        Route::Gcc => "A GNU cross compiler from your distribution as the linker; it brings the target's C library.",
        Route::Clang => "The clang that is installed, with the target's sysroot.",
        Route::Zig => "`cargo zigbuild`: zig as compiler and linker, with C libraries of many targets in it.",
        Route::Xwin => {
            "`cargo xwin`: Microsoft's libraries, and clang to link with them, on another system than Windows."
        }
        Route::Ndk => "Android's NDK, with its clang.",
        Route::Xcode => "Xcode, with the SDKs of Apple's devices.",
        Route::Bundled => "The linker that comes with Rust; nothing else is needed.",
        Route::Container => "`cross build`: a container that has the tools in it.",
    }
}
