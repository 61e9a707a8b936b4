//! What each key does, as tables: keys in, place and effects out.

use std::{sync::Arc, time::Duration};

use xdoctor_checks::{
    Triple, catalog,
    explain::{Cause, Explanation},
    report::{CheckReport, FixReport, ProofKind, ProofReport, ProofStatus, Report, Status, TargetReport, Verdict},
};
use xdoctor_fixes::{Action as Do, Applicability, Change, CommandLine, Fix, Plan, Scope, Step as PlanStep};

use super::*;
use crate::tui::{
    keymap::Keymap,
    model::{Phase, StepState},
    theme::Theme,
};

fn fix(id: &str, applicability: Applicability) -> FixReport {
    let line = CommandLine { program: id.into(), args: vec!["--now".into()], env: Vec::new() };
    let change = match applicability {
        Applicability::Safe | Applicability::System => Change::Command(line),
        Applicability::Manual => Change::Manual { steps: vec![id.into()] },
    };
    let fix = Fix { id: id.into(), title: format!("do {id}"), change, applicability, scope: Scope::User };
    FixReport {
        id: id.into(),
        title: fix.title.clone(),
        kind: "command",
        applicability,
        scope: Scope::User,
        files: Vec::new(),
        command: vec![id.into(), "--now".into()],
        diff: String::new(),
        fix,
    }
}

fn check(id: &'static str, status: Status, fixes: Vec<FixReport>) -> CheckReport {
    CheckReport {
        id,
        topic: "linker",
        status,
        title: "the linker is gone",
        message: String::new(),
        why: "nothing links".into(),
        evidence: Vec::new(),
        links: Vec::new(),
        fixes,
        accepted: None,
        conclusive: false,
    }
}

fn target(triple: &str, verdict: Verdict, checks: Vec<CheckReport>) -> TargetReport {
    let blockers = checks.iter().filter(|check| check.status == Status::Fail).map(|check| check.id).collect();
    TargetReport {
        triple: Triple::new(triple),
        required: true,
        counts: true,
        wanted_by: Vec::new(),
        worlds: Vec::new(),
        route: "native".into(),
        route_chosen_by: None,
        build_command: vec!["cargo".into(), "build".into()],
        verdict,
        proof: ProofReport {
            status: ProofStatus::Skipped,
            kind: ProofKind::Link,
            reason: None,
            command: Vec::new(),
            output: String::new(),
            cached: false,
            recorded: false,
            duration_ms: 0,
            run: None,
        },
        blockers,
        accepted: false,
        checks,
    }
}

fn report() -> Report {
    let broken = check(
        "linker-gone",
        Status::Fail,
        vec![fix("mend", Applicability::Safe), fix("install", Applicability::System)],
    );
    Report {
        targets: vec![
            target("a-ready", Verdict::Ready, vec![check("fine", Status::Pass, Vec::new())]),
            target("b-blocked", Verdict::Blocked, vec![broken, check("fine", Status::Pass, Vec::new())]),
        ],
        ..Report::default()
    }
}

fn model() -> Model {
    let mut model = Model::new(80, 24, Theme::default(), Keymap::default(), None);
    update(&mut model, Message::Diagnosed(Arc::new(report())));
    view::settle(&mut model);
    model
}

fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split_whitespace() {
        effects = update(model, Message::Key(key.parse().expect("a key")));
        view::settle(model);
    }
    effects
}

#[test]
fn keys_lead_from_place_to_place() {
    for (keys, place) in [
        ("", Place::Home),
        ("down enter enter", Place::Finding),
        ("j l l", Place::Finding),
        ("down enter enter f", Place::Plan),
        ("down enter enter esc", Place::Home),
        ("f", Place::Plan),
        ("f esc", Place::Home),
        ("s", Place::Targets),
        ("s enter", Place::Routes),
        ("s enter esc", Place::Targets),
        ("s enter esc esc", Place::Home),
        ("s p", Place::Typing),
        ("e", Place::Explain),
        ("e o", Place::Typing),
        ("u", Place::Undo),
        ("?", Place::Help),
        ("? esc", Place::Home),
        ("f ?", Place::Help),
        ("f ? esc", Place::Plan),
        ("/", Place::Typing),
        ("/ q enter", Place::Home),
    ] {
        let mut model = model();
        press(&mut model, keys);
        assert_eq!(model.place(), place, "{keys}");
    }
}

#[test]
fn keys_ask_for_what_they_say() {
    for (keys, effects) in [
        ("q", vec![Effect::Quit]),
        ("ctrl-c", vec![Effect::Quit]),
        ("ctrl-z", vec![Effect::Suspend]),
        ("ctrl-l", vec![Effect::Redraw]),
        ("r", vec![Effect::Diagnose { only: Vec::new() }]),
        ("u", vec![Effect::Journals]),
        ("y", vec![Effect::Copy("cargo build".into())]),
        ("down enter y", vec![Effect::Copy("mend --now".into())]),
        ("down enter enter tab y", vec![Effect::Copy("install --now".into())]),
        ("f", vec![Effect::Plan { ticket: 1, fixes: vec![fix("mend", Applicability::Safe).fix] }]),
        ("f space", vec![Effect::Plan { ticket: 2, fixes: vec![fix("mend", Applicability::Safe).fix] }]),
        ("/ x y enter", Vec::new()),
        ("s enter", vec![Effect::Offers(Triple::new("a-ready")), Effect::Offers(Triple::new("b-blocked"))]),
        ("s space enter", vec![Effect::Offers(Triple::new("b-blocked"))]),
    ] {
        let mut model = model();
        assert_eq!(press(&mut model, keys), effects, "{keys}");
    }
}

fn plan() -> Plan {
    let line = CommandLine { program: "mend".into(), args: Vec::new(), env: Vec::new() };
    let step = |id: &str| PlanStep {
        fixes: vec![id.into()],
        titles: vec![format!("do {id}")],
        applicability: Applicability::Safe,
        action: Do::Run(line.clone()),
    };
    Plan { steps: vec![step("mend"), step("more")], refused: Vec::new() }
}

fn applying() -> Model {
    let mut model = model();
    press(&mut model, "f");
    update(&mut model, Message::Planned { ticket: 1, plan: plan() });
    assert_eq!(press(&mut model, "enter"), [Effect::Apply { plan: plan(), system: false }]);
    model
}

#[test]
fn a_plan_is_applied_once_it_is_there_and_late_plans_are_none() {
    let mut model = model();
    press(&mut model, "f");
    assert_eq!(press(&mut model, "enter"), [], "it is not there yet");
    update(&mut model, Message::Planned { ticket: 99, plan: plan() });
    assert_eq!(press(&mut model, "enter"), [], "it is another one");
    update(&mut model, Message::Planned { ticket: 1, plan: plan() });
    assert_eq!(press(&mut model, "enter").len(), 1);
    assert_eq!(model.place(), Place::Applying);
}

#[test]
fn while_applying_only_cancelling_leads_out() {
    let mut model = applying();
    for key in ["q", "enter", "f", "s", "u"] {
        assert_eq!(press(&mut model, key), [], "{key}");
        assert_eq!(model.place(), Place::Applying, "{key}");
    }
    assert_eq!(press(&mut model, "esc"), [Effect::Cancel]);
    let effects = update(&mut model, Message::Applied(Err("cancelled".into())));
    assert_eq!(effects, [Effect::Diagnose { only: Vec::new() }, Effect::Journals]);
    assert_eq!(model.place(), Place::Closing);
}

#[test]
fn steps_are_told_as_they_go() {
    let mut model = applying();
    model.now = Duration::from_secs(2);
    update(&mut model, Message::Applying(crate::tui::message::Step::Started(0)));
    model.now = Duration::from_secs(5);
    update(&mut model, Message::Applying(crate::tui::message::Step::Output(0, "one".into())));
    update(&mut model, Message::Applying(crate::tui::message::Step::Done(0)));
    update(&mut model, Message::Applying(crate::tui::message::Step::Failed(1, "no".into())));
    let Some(Screen::Work(work)) = model.screens.last() else { panic!("it is applied") };
    assert_eq!(work.steps, [StepState::Done { took: Duration::from_secs(3) }, StepState::Failed("no".into())]);
    assert_eq!(work.log, [(0, "one".to_owned())]);
}

#[test]
fn the_proof_closes_it() {
    let mut model = applying();
    update(&mut model, Message::Applied(Err("x".into())));
    update(&mut model, Message::Diagnosed(Arc::new(report())));
    let Some(Screen::Work(work)) = model.screens.last() else { panic!("it is closed by the user") };
    assert_eq!(work.phase, Phase::Closed);
    press(&mut model, "enter");
    assert_eq!(model.place(), Place::Home);
}

#[test]
fn a_terminal_that_is_gone_ends_what_is_applied_first() {
    let mut model = applying();
    assert_eq!(update(&mut model, Message::HungUp), [Effect::Cancel]);
    assert_eq!(update(&mut model, Message::Applied(Err("cancelled".into()))), [Effect::Quit]);
    assert_eq!(update(&mut self::model(), Message::HungUp), [Effect::Quit]);
}

#[test]
fn a_recorded_machine_is_not_changed() {
    let mut model = model();
    model.recorded = Some("mac.toml".into());
    assert_eq!(press(&mut model, "u"), []);
    press(&mut model, "f");
    update(&mut model, Message::Planned { ticket: 1, plan: plan() });
    assert_eq!(press(&mut model, "enter"), []);
    assert!(model.notice.is_some_and(|notice| notice.text.contains("recorded machine")));
}

#[test]
fn what_was_known_stays_until_there_is_news() {
    let mut model = model();
    press(&mut model, "r");
    let mut new = report();
    new.targets[1] = target("b-blocked", Verdict::Pending, Vec::new());
    update(&mut model, Message::Judged(Arc::new(new)));
    let shown: Vec<_> = model.report.iter().flat_map(|report| &report.targets).map(|target| target.verdict).collect();
    assert_eq!(shown, [Verdict::Ready, Verdict::Blocked]);
    assert!(model.is_settled(&Triple::new("a-ready")) && !model.is_settled(&Triple::new("b-blocked")));
}

#[test]
fn what_is_selected_stays_selected_when_rows_move() {
    let mut model = model();
    press(&mut model, "down");
    assert_eq!(model.selected().map(|subject| subject.name().to_owned()), Some("b-blocked".into()));
    let mut new = report();
    new.targets.insert(0, target("0-new", Verdict::Ready, Vec::new()));
    update(&mut model, Message::Diagnosed(Arc::new(new)));
    assert_eq!(model.selected().map(|subject| subject.name().to_owned()), Some("b-blocked".into()));
}

#[test]
fn a_log_pasted_on_the_overview_is_explained() {
    let mut model = model();
    let effects = update(&mut model, Message::Paste("error: x\r\n\u{1b}[31mred".into()));
    assert_eq!(effects, [Effect::Explain { ticket: 1, text: "error: x\nred".into() }]);
    assert_eq!(model.place(), Place::Explain);
}

fn explained(shown: Explanation) -> Explained {
    Explained { shown, notes: Vec::new() }
}

fn cause(id: &str) -> Cause {
    let check = catalog::find(id).expect("a check");
    Cause { check, confidence: 0.5, lines: Vec::new(), failure: 0, because: Vec::new() }
}

#[test]
fn a_log_of_a_target_that_nobody_wants_is_judged_by_a_look_at_that_target() {
    let triple = Triple::new("wasm32-wasip1");
    let mut model = model();
    update(&mut model, Message::Paste("error: x".into()));
    let shown = explained(Explanation {
        causes: vec![cause("rust-not-installed"), cause("target-std-missing")],
        targets: vec![triple.clone()],
        ..Explanation::default()
    });
    let effects = update(&mut model, Message::Explained { ticket: 1, shown });
    assert_eq!(effects, [Effect::Look { ticket: 1, targets: vec![triple.clone()] }]);
    assert!(model.wakes().is_some(), "what asks turns");
    let missing = check("target-std-missing", Status::Fail, vec![fix("add", Applicability::Safe)]);
    let report =
        Report { targets: vec![target("wasm32-wasip1", Verdict::Blocked, vec![missing])], ..Report::default() };
    update(&mut model, Message::Looked { ticket: 1, report: Arc::new(report) });
    assert_eq!(model.wakes(), None);
    // What this machine confirms comes first, and its page tells what was found, and mends it.
    press(&mut model, "enter");
    assert_eq!(model.place(), Place::Finding);
    let add = fix("add", Applicability::Safe).fix;
    let effects = press(&mut model, "f");
    assert_eq!(effects, [Effect::Plan { ticket: 3, fixes: vec![add] }]);
    update(&mut model, Message::Planned { ticket: 3, plan: plan() });
    press(&mut model, "enter");
    let effects = update(&mut model, Message::Applied(Err("no".into())));
    let only = ["a-ready", "b-blocked", "wasm32-wasip1"].map(Triple::new).to_vec();
    assert_eq!(effects[0], Effect::Diagnose { only }, "what was mended for it is proved");
}

#[test]
fn a_log_of_a_wanted_target_is_judged_by_the_overview() {
    let mut model = model();
    update(&mut model, Message::Paste("error: x".into()));
    let shown = explained(Explanation { targets: vec![Triple::new("b-blocked")], ..Explanation::default() });
    assert_eq!(update(&mut model, Message::Explained { ticket: 1, shown }), []);
}

#[test]
fn files_that_changed_are_read_again_unless_they_are_about_to_be_anyway() {
    let again = [Effect::Diagnose { only: Vec::new() }];
    let changed = || Message::Changed(vec!["/p/Cargo.toml".into()]);
    let mut model = self::model();
    assert_eq!(update(&mut model, changed()), again);
    assert_eq!(update(&mut model, changed()), [], "that is being done");
    let mut model = applying();
    press(&mut model, "?");
    assert_eq!(update(&mut model, changed()), [], "it is this program that writes");
    let mut model = self::model();
    model.undoing = true;
    assert_eq!(update(&mut model, changed()), [], "it is this program that restores");
}

#[test]
fn leaving_by_another_way_stops_what_is_applied() {
    let mut model = applying();
    press(&mut model, "?");
    assert_eq!(press(&mut model, "q"), [Effect::Cancel]);
    assert_eq!(update(&mut model, Message::Applied(Err("cancelled".into()))), [Effect::Quit]);
}

#[test]
fn the_users_attention_is_passed_on() {
    for is_seen in [true, false] {
        assert_eq!(update(&mut model(), Message::Focus(is_seen)), [Effect::Watch(is_seen)]);
    }
}

#[test]
fn a_line_is_a_key_or_a_row_or_text() {
    for (lines, place) in [
        (&["f"][..], Place::Plan),
        (&["2"], Place::Home),
        (&["2", "1"], Place::Finding),
        (&["/", "ready"], Place::Home),
        (&["frobnicate"], Place::Home),
        (&["99"], Place::Home),
    ] {
        let mut model = model();
        for line in lines {
            update(&mut model, Message::Line((*line).into()));
            view::settle(&mut model);
        }
        assert_eq!(model.place(), place, "{lines:?}");
    }
}

#[test]
fn nothing_moves_and_no_time_is_needed_when_all_is_told() {
    let mut model = model();
    assert_eq!(model.wakes(), None);
    press(&mut model, "y");
    let until = model.notice.as_ref().map(|notice| notice.until);
    assert_eq!(model.wakes(), until, "the notice goes");
    update(&mut model, Message::Tick(until.expect("there is one")));
    assert_eq!(model.wakes(), None);
    press(&mut model, "r");
    assert!(model.wakes().is_some(), "what runs turns");
}
