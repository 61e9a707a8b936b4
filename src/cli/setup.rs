//! `xdoctor setup`: a target by a route, without a terminal: the plan, the changes, and the proof.

use std::sync::Arc;

use serde_json::json;
use xdoctor_checks::{
    Triple,
    diagnose::{ProofMode, Request},
    remedy::Allowed,
    report::Report,
    targets::{self, Offer, Route, Setup, State, Step, Suggestion, split_glibc},
};
use xdoctor_fixes::{Action, Applicability, Fix, Plan};

use super::{
    args::{CheckArgs, GlobalArgs, SetupArgs, TargetArgs},
    driving,
    exit::Exit,
    fix::apply,
    out::{Trouble, ask, print},
    ui,
};
use crate::{
    driver::{Doctor, plan_of},
    host::{Host, Terminal},
    report::{Page, Tone, changed, closing, left, plan as plan_page, plan_json},
};

/// A step may show the next one: what cargo is to be told is known only once there is a rustc.
const ROUNDS: usize = 3;

pub(super) fn setup(args: &SetupArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if global.machine.is_some() && !args.dry_run && (args.route.is_some() || args.yes) {
        return Err(
            Trouble::new("a recorded machine cannot be set up").hint("`--dry-run` shows what would be done there")
        );
    }
    if args.targets.is_empty() {
        if Terminal::can_ask() && !args.json {
            let check = CheckArgs { proof: args.proof.clone(), ..CheckArgs::default() };
            return ui::ui(&check, global, true);
        }
        let trouble = Trouble::new("nothing was changed: there is no terminal to ask on");
        return Err(trouble.hint("`xdoctor setup -t TRIPLE` lists the routes to a target, `--route ROUTE` takes one"));
    }
    let host = driving::host(global, &args.proof)?;
    let wishes = wishes(args, &host)?;
    let Some(wishes) = wishes else { return list(args, global, &host) };
    let request = request(args)?;
    let allowed = Allowed { system: args.system, scope: args.scope.map(Into::into) };
    let before = driving::run(Arc::clone(&host), &Request { proof: ProofMode::None, ..request.clone() }, global)?;
    let mut tried: Vec<String> = Vec::new();
    let mut left_over = Vec::new();
    for _ in 0..ROUNDS {
        let now = driving::host(global, &args.proof)?;
        let steps = steps(&wishes, Arc::clone(&now))?;
        let fixes: Vec<_> = chosen(&steps, allowed).filter(|fix| !tried.contains(&fix.id)).cloned().collect();
        left_over = steps.iter().filter(|step| allowed.choose_fix(&step.fixes).is_none()).map(beyond).collect();
        let plan = driving::block_on(plan_of(&fixes, &*now))?;
        if args.dry_run {
            return show(&plan, &left_over, &before, args, global);
        }
        if plan.steps.iter().all(|step| matches!(step.action, Action::Manual { .. })) {
            break;
        }
        print(&plan_page(&plan, &before, global.stdout()))?;
        let without = "`xdoctor setup --yes` applies the plan above, `--dry-run` only shows it";
        if !args.yes && !ask("Apply these changes?", without)? {
            return Ok(Exit::of(&before.summary, true));
        }
        tried.extend(fixes.into_iter().map(|fix| fix.id));
        let applied = apply(&plan, args.system, global)?;
        for failure in &applied.failed {
            let title = plan.steps[failure.step].title();
            print(&format!("not done: {title}: {}\n", failure.reason))?;
        }
    }
    let after = driving::run(driving::host(global, &args.proof)?, &request, global)?;
    if tried.is_empty() {
        print("nothing to change: what can be set up from here is\n")?;
    } else {
        print(&changed(&before, &after, |_| true, global.stdout()))?;
    }
    print(&left(&left_over, &after, global.stdout()))?;
    if !global.quiet {
        print(&closing(&after, !tried.is_empty(), global.stdout()))?;
    }
    Ok(Exit::of(&after.summary, args.proof.no_proof))
}

fn request(args: &SetupArgs) -> Result<Request, Trouble> {
    driving::request(&TargetArgs { targets: args.targets.clone() }, &args.proof, false)
}

/// What is to be done for each target; none where no route was named and none is to be taken unseen.
fn wishes(args: &SetupArgs, host: &Arc<dyn Host>) -> Result<Option<Vec<Setup>>, Trouble> {
    let mut doctor = Doctor::new(Arc::clone(host));
    let mut wishes = Vec::new();
    for text in &args.targets {
        let written = driving::triple(text)?;
        let (triple, glibc) = split_glibc(&written);
        known(&triple, &mut doctor)?;
        let route = match args.route {
            Some(route) => route,
            None if glibc.is_some() => Route::Zig,
            None if args.yes || args.dry_run => recommended(&offers(&triple, &mut doctor)?, &triple)?,
            None => return Ok(None),
        };
        if glibc.is_some() && route != Route::Zig {
            return Err(Trouble::new(format!("the route `{}` does not choose a glibc", route.name()))
                .hint("the route `zig` does; leave the version behind the triple away for the others"));
        }
        let offers = offers(&triple, &mut doctor)?;
        if let Some(Offer { state: State::Impossible(why), .. }) = offers.iter().find(|offer| offer.route == route) {
            let possible: Vec<_> = offers.iter().filter(|offer| is_possible(offer)).map(named).collect();
            return Err(Trouble::new(format!(
                "the route `{}` does not lead to `{triple}` from here: {why}",
                route.name()
            ))
            .hint(format!("these do: {}", possible.join(", "))));
        }
        wishes.push(Setup { triple, route, glibc, record: !args.no_record });
    }
    Ok(Some(wishes))
}

fn is_possible(offer: &Offer) -> bool {
    !matches!(offer.state, State::Impossible(_))
}

fn named(offer: &Offer) -> String {
    format!("`{}`", offer.route.name())
}

fn recommended(offers: &[Offer], triple: &Triple) -> Result<Route, Trouble> {
    offers
        .iter()
        .find(|offer| offer.recommended)
        .map(|offer| offer.route)
        .ok_or_else(|| Trouble::new(format!("no route leads to `{triple}` from here")))
}

/// A name that rustc does not know is set up by no route.
fn known(triple: &Triple, doctor: &mut Doctor) -> Result<(), Trouble> {
    let suggestion = driving::block_on(doctor.conclude(|cx| cx.fact::<Suggestion>(triple.clone())))?;
    // Without a rustc to ask, the steps begin with one.
    let Ok(suggestion) = suggestion else { return Ok(()) };
    if *suggestion == Suggestion::Known {
        return Ok(());
    }
    let trouble = Trouble::new(format!("this rustc knows no target `{triple}`"));
    let names: Vec<_> = suggestion.candidates().iter().map(|name| format!("`{name}`")).collect();
    Err(if names.is_empty() {
        trouble.hint("`rustc --print target-list` lists those it knows")
    } else {
        trouble.hint(format!("did you mean {}", names.join(" or ")))
    })
}

fn offers(triple: &Triple, doctor: &mut Doctor) -> Result<Vec<Offer>, Trouble> {
    driving::block_on(doctor.conclude(|cx| targets::offers(triple, cx)))?
        .map_err(|failure| Trouble::new(format!("cannot tell the routes to `{triple}`: {failure}")))
}

/// The steps of all targets on the machine as it is now.
fn steps(wishes: &[Setup], host: Arc<dyn Host>) -> Result<Vec<Step>, Trouble> {
    let mut doctor = Doctor::new(host);
    let found = driving::block_on(doctor.conclude(|cx| targets::setup(wishes, cx)))?.map_err(|failure| {
        let told: Vec<_> = wishes.iter().map(|wish| format!("`{}` by `{}`", wish.triple, wish.route.name())).collect();
        Trouble::new(format!("cannot set up {}: {failure}", told.join(", ")))
    })?;
    Ok(found.into_iter().map(|(_, step)| step).collect())
}

fn chosen(steps: &[Step], allowed: Allowed) -> impl Iterator<Item = &Fix> {
    steps.iter().filter_map(move |step| allowed.choose_fix(&step.fixes))
}

/// What is left of a step that may not be done: its best way, or that there is none.
fn beyond(step: &Step) -> Fix {
    step.fixes.first().cloned().unwrap_or_else(|| Fix {
        id: step.what.clone(),
        title: format!("get {}", step.what),
        change: xdoctor_fixes::Change::Manual { steps: vec!["there is no package of it for this machine".into()] },
        applicability: Applicability::Manual,
        scope: xdoctor_fixes::Scope::User,
    })
}

fn show(plan: &Plan, over: &[Fix], report: &Report, args: &SetupArgs, global: &GlobalArgs) -> Result<Exit, Trouble> {
    if args.json {
        print(&plan_json(plan, report))?;
        return Ok(Exit::of(&report.summary, true));
    }
    if plan.is_empty() && over.is_empty() {
        print("nothing to change\n")?;
    } else {
        print(&plan_page(plan, report, global.stdout()))?;
        print(&left(over, report, global.stdout()))?;
    }
    Ok(Exit::of(&report.summary, true))
}

/// The routes to each target, where none was named.
fn list(args: &SetupArgs, global: &GlobalArgs, host: &Arc<dyn Host>) -> Result<Exit, Trouble> {
    let mut doctor = Doctor::new(Arc::clone(host));
    let mut told = Vec::new();
    let mut page = Page::new(global.stdout());
    for text in &args.targets {
        let triple = driving::triple(text)?;
        let offers = offers(&triple, &mut doctor)?;
        if args.json {
            let routes: Vec<_> = offers.iter().map(as_json).collect();
            told.push(json!({"triple": triple, "routes": routes}));
            continue;
        }
        page.blank();
        page.line(0, &[(Tone::Strong, triple.as_str())]);
        for offer in offers.iter().filter(|offer| is_possible(offer)) {
            tell(&mut page, offer);
        }
    }
    if args.json {
        let value = json!({"schema_version": 1, "targets": told});
        print(&format!("{}\n", serde_json::to_string_pretty(&value).expect("a value has only string keys")))?;
        return Ok(Exit::Ready);
    }
    print(&page.finish())?;
    Err(Trouble::new("nothing was changed: no route was named")
        .hint("`--route ROUTE` takes one of these, `--yes` alone the recommended one"))
}

fn tell(page: &mut Page, offer: &Offer) {
    let (tone, word) = match offer.state {
        State::Ready => (Tone::Good, "ready"),
        State::Needs(_) => (Tone::Warning, "needs"),
        State::Impossible(_) => (Tone::Faint, "never"),
    };
    let label = format!("{:10}{word:6}", offer.route.name());
    let mark = if offer.recommended { " (recommended)" } else { "" };
    page.labelled(2, (tone, &label), 18, Tone::Plain, &format!("{}{mark}", offer.reason));
    for limit in &offer.limits {
        page.labelled(2, (Tone::Plain, ""), 18, Tone::Faint, limit);
    }
}

fn as_json(offer: &Offer) -> serde_json::Value {
    let (state, lacks) = match &offer.state {
        State::Ready => ("ready", Vec::new()),
        State::Impossible(_) => ("impossible", Vec::new()),
        State::Needs(lacks) => {
            let told = |lack: &targets::Lack| {
                let fixes: Vec<_> = lack.fixes.iter().map(|fix| &fix.title).collect();
                json!({"what": lack.what, "unknown": lack.unknown, "fixes": fixes})
            };
            ("needs", lacks.iter().map(told).collect())
        }
    };
    json!({
        "route": offer.route.name(), "state": state, "recommended": offer.recommended, "chosen": offer.chosen,
        "reason": offer.reason, "lacks": lacks, "limits": offer.limits,
    })
}
