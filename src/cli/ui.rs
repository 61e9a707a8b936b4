//! `xdoctor` on a terminal.

use std::sync::Arc;

use super::{
    args::{CheckArgs, GlobalArgs},
    driving,
    exit::Exit,
    out::Trouble,
};
use crate::{
    host::{Terminal, config_file},
    tui::{
        self, Config, Start,
        theme::{Ground, Theme},
    },
};

/// The UI is what was asked for: a bare `xdoctor`, where somebody can answer.
pub(super) fn is_meant(args: &CheckArgs, global: &GlobalArgs) -> bool {
    let as_text = args.json || args.format.is_some() || args.strict || !args.only.is_empty();
    !as_text && is_possible(global) && (global.plain || (!global.quiet && !global.verbose))
}

/// A screen can be shown, or its pages line by line.
pub(super) fn is_possible(global: &GlobalArgs) -> bool {
    global.plain || (Terminal::can_ask() && !Terminal::is_dumb())
}

/// The UI; `setup`: it opens with the choice of targets and routes.
pub(super) fn ui(args: &CheckArgs, global: &GlobalArgs, setup: bool) -> Result<Exit, Trouble> {
    let config = match config_file() {
        Ok(None) => Config::default(),
        Ok(Some((path, text))) => Config::parse(&text).map_err(|error| {
            Trouble::new(format!("`{}`: {}", path.display(), error.0)).hint("mend it, or remove it")
        })?,
        Err(error) => return Err(Trouble::new(format!("cannot read the configuration: {error}"))),
    };
    let terminal = global.stdout();
    let light = if Terminal::is_light() { Ground::Light } else { Ground::Dark };
    let start = Start {
        host: driving::host(global, &args.proof)?,
        request: driving::request(&args.target, &args.proof, args.all_wanted)?,
        recorded: global.machine.as_ref().map(|file| {
            file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
        }),
        theme: Theme {
            ground: config.ground.unwrap_or(light),
            colour: terminal.colour,
            unicode: terminal.unicode && !config.ascii,
        },
        keymap: config.keymap,
        mouse: !config.no_mouse,
        setup,
    };
    let shown =
        if global.plain { tui::plain::run(start, terminal.columns(), Terminal::can_ask()) } else { tui::run(start) };
    let report = shown.map_err(|error| Trouble::new(format!("the terminal cannot be used: {error}")))?;
    let Some(report) = report else { return Ok(Exit::Unknown) };
    let report = driving::usable(Arc::unwrap_or_clone(report))?;
    Ok(Exit::of(&report.summary, args.proof.no_proof || global.machine.is_some()))
}
