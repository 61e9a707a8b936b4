//! The model over a recorded machine, without threads: what an effect brings about has happened when the next key is
//! pressed.

use std::{path::Path, sync::Arc};

use ratatui::{Terminal, backend::TestBackend};
use xdoctor::{
    driver::{self, Doctor, block_on},
    host::{Cassette, Host},
    tui::{
        effect::Effect,
        key::Key,
        keymap::Keymap,
        message::{Explained, Message},
        model::Model,
        theme::Theme,
        update::update,
        view,
    },
};
use xdoctor_checks::{
    diagnose::{ProofMode, Request},
    report::Report,
    targets,
};

pub(crate) struct Bench {
    pub(crate) model: Model,
    host: Arc<dyn Host>,
    /// What was to be done outside and is not done on a bench.
    pub(crate) left: Vec<Effect>,
}

impl Bench {
    /// The named machine of `tests/hosts`, diagnosed.
    pub(crate) fn of(host: &str, columns: u16, rows: u16) -> Self {
        let mut bench = Self::unasked(host, columns, rows);
        let report = bench.report();
        bench.send(Message::Diagnosed(Arc::new(report)));
        bench
    }

    /// The same before anything was answered.
    pub(crate) fn unasked(host: &str, columns: u16, rows: u16) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts").join(format!("{host}.toml"));
        let cassette = Cassette::open(&path).unwrap_or_else(|error| panic!("{error}"));
        let model = Model::new(columns, rows, Theme::default(), Keymap::default(), None);
        Self { model, host: Arc::new(cassette), left: Vec::new() }
    }

    pub(crate) fn report(&self) -> Report {
        let mut doctor = Doctor::new(Arc::clone(&self.host));
        let mut report = block_on(doctor.diagnose(&Request::default(), |_| {})).expect("a runtime");
        report.duration_ms = 0;
        report
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let key: Key = key.parse().unwrap_or_else(|_| panic!("`{key}` is no key"));
            self.send(Message::Key(key));
        }
        self
    }

    pub(crate) fn send(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        view::settle(&mut self.model);
        for effect in effects {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        let answer = match effect {
            Effect::Plan { ticket, fixes } => {
                let plan = block_on(driver::plan_of(&fixes, &*self.host)).expect("a runtime");
                Message::Planned { ticket, plan }
            }
            Effect::Diagnose { .. } => Message::Diagnosed(Arc::new(self.report())),
            Effect::Look { ticket, targets } => {
                let request = Request { targets, proof: ProofMode::None, ..Request::default() };
                let mut doctor = Doctor::new(Arc::clone(&self.host));
                let report = block_on(doctor.diagnose(&request, |_| {})).expect("a runtime");
                Message::Looked { ticket, report: Arc::new(report) }
            }
            Effect::Explain { ticket, text } => Message::Explained { ticket, shown: Explained::of(&text) },
            Effect::Offers(triple) => {
                let mut doctor = Doctor::new(Arc::clone(&self.host));
                let offers = block_on(doctor.conclude(|cx| targets::offer::offers(&triple, cx))).expect("a runtime");
                Message::Offers { triple, offers: offers.map_err(|failure| failure.to_string()) }
            }
            Effect::Setup { ticket, wishes } => {
                let mut doctor = Doctor::new(Arc::clone(&self.host));
                let steps = block_on(doctor.conclude(|cx| targets::setup::setup(&wishes, cx))).expect("a runtime");
                let steps = steps.expect("a recorded machine answers");
                Message::SetUp { ticket, steps: Ok(steps) }
            }
            other => {
                self.left.push(other);
                return;
            }
        };
        self.send(answer);
    }

    /// The screen as text, without blanks at the ends of lines.
    pub(crate) fn screen(&self) -> String {
        let backend = TestBackend::new(self.model.columns, self.model.rows);
        let mut terminal = Terminal::new(backend).expect("memory");
        terminal.draw(|frame| view::draw(&self.model, frame)).expect("memory");
        let buffer = terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut x = 0;
            let mut line = String::new();
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap_or(1).max(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
