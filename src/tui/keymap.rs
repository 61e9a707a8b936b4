//! Which key does what, where: one table, from which come the footer, the help page and the names for the configuration.

use super::key::{Code, Key};

/// What a key asks for. Its name in the configuration is [`Action::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Open,
    Back,
    NextPane,
    PreviousPane,
    NextFinding,
    PreviousFinding,
    Fix,
    Setup,
    Explain,
    Undo,
    Recheck,
    Filter,
    Passed,
    Alternative,
    Tick,
    TickAll,
    Scope,
    Continue,
    Cancel,
    Copy,
    Link,
    Help,
    Quit,
    Suspend,
    Redraw,
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Home,
    Finding,
    Targets,
    Routes,
    Plan,
    /// Steps are being done.
    Applying,
    /// They are done, and proved or about to be.
    Closing,
    Explain,
    Undo,
    Help,
    /// A line of text is being typed.
    Typing,
}

impl Place {
    pub const ALL: [Self; 11] = [
        Self::Home,
        Self::Finding,
        Self::Targets,
        Self::Routes,
        Self::Plan,
        Self::Applying,
        Self::Closing,
        Self::Explain,
        Self::Undo,
        Self::Help,
        Self::Typing,
    ];

    /// The heading of its keys in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Home => "Overview",
            Self::Finding => "Finding",
            Self::Targets => "Setup: targets",
            Self::Routes => "Setup: routes",
            Self::Plan => "Plan",
            Self::Applying => "While it is applied",
            Self::Closing => "When it is done",
            Self::Explain => "Explain a log",
            Self::Undo => "Undo",
            Self::Help => "Help",
            Self::Typing => "While typing",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub action: Action,
    pub keys: &'static [Key],
    /// For the footer: a word or two.
    pub label: &'static str,
    /// For the help page.
    pub help: &'static str,
    pub places: &'static [Place],
    /// What the footer leaves out first has the highest number; none: it is not in the footer.
    pub rank: Option<u8>,
}

use Place::{Applying, Closing, Explain, Finding, Help, Home, Plan, Routes, Targets, Typing, Undo};

const EVERYWHERE: &[Place] = &[Home, Finding, Targets, Routes, Plan, Applying, Closing, Explain, Undo, Help];
const LISTS: &[Place] = EVERYWHERE;
const INNER: &[Place] = &[Finding, Targets, Routes, Plan, Closing, Explain, Undo, Help];

const fn row(
    action: Action,
    keys: &'static [Key],
    label: &'static str,
    help: &'static str,
    places: &'static [Place],
    rank: Option<u8>,
) -> Binding {
    Binding { action, keys, label, help, places, rank }
}

/// The table. Within a place the first row that has the key decides.
pub static BINDINGS: &[Binding] = &[
    row(
        Action::Fix,
        &[Key::char('f')],
        "fix",
        "show what would mend it, as a diff",
        &[Home, Finding, Closing],
        Some(0),
    ),
    row(
        Action::Open,
        &[Key::plain(Code::Enter), Key::plain(Code::Right), Key::char('l')],
        "open",
        "open what is selected",
        &[Home, Explain, Undo],
        Some(1),
    ),
    row(
        Action::Continue,
        &[Key::plain(Code::Enter)],
        "continue",
        "go on to the next step",
        &[Targets, Routes],
        Some(0),
    ),
    row(Action::Continue, &[Key::plain(Code::Enter)], "apply", "apply the ticked steps", &[Plan], Some(0)),
    row(Action::Continue, &[Key::plain(Code::Enter)], "done", "back to the overview", &[Closing], Some(1)),
    row(Action::Tick, &[Key::char(' ')], "tick", "take it or leave it", &[Targets, Routes, Plan], Some(1)),
    row(
        Action::TickAll,
        &[Key::char('a')],
        "tick all",
        "tick all steps, package managers included, or none",
        &[Plan],
        Some(4),
    ),
    row(
        Action::Scope,
        &[Key::char('s')],
        "scope",
        "where the change goes, or which alternative is taken",
        &[Plan],
        Some(2),
    ),
    row(
        Action::Cancel,
        &[Key::ctrl('c'), Key::char('c'), Key::plain(Code::Esc)],
        "cancel",
        "stop: what runs is ended, what follows is left undone",
        &[Applying],
        Some(0),
    ),
    row(Action::Setup, &[Key::char('s')], "setup", "choose targets and routes, step by step", &[Home], Some(2)),
    row(Action::Explain, &[Key::char('e')], "explain", "paste the log of a failed build", &[Home, Closing], Some(3)),
    row(Action::Recheck, &[Key::char('r')], "re-check", "ask everything again", &[Home, Finding, Closing], Some(4)),
    row(
        Action::Undo,
        &[Key::char('u')],
        "undo",
        "what was changed, and how to take it back",
        &[Home, Finding, Closing],
        Some(5),
    ),
    row(Action::Continue, &[Key::char('u')], "undo", "take the selected change back, to the byte", &[Undo], Some(0)),
    row(Action::Filter, &[Key::char('/')], "filter", "show only what matches", &[Home], Some(6)),
    row(
        Action::Filter,
        &[Key::char('/')],
        "search",
        "find a target by what people call it: just type `pi`, `iphone`, `alpine`",
        &[Targets],
        Some(2),
    ),
    row(Action::Filter, &[Key::char('o')], "open file", "read a log from a file", &[Explain], Some(1)),
    row(Action::Passed, &[Key::char('p')], "passed", "show or hide the checks that pass", &[Home], Some(8)),
    row(
        Action::Alternative,
        &[Key::plain(Code::Tab), Key::char('t')],
        "other fix",
        "the next of several ways to mend it",
        &[Finding],
        Some(3),
    ),
    row(Action::NextFinding, &[Key::char('n')], "next", "the next finding", &[Finding], Some(2)),
    row(Action::PreviousFinding, &[Key::char('N'), Key::char('b')], "previous", "the finding before", &[Finding], None),
    row(
        Action::Copy,
        &[Key::char('y')],
        "copy",
        "copy the command, or the diff, to the clipboard",
        &[Home, Finding, Plan, Closing, Explain],
        Some(7),
    ),
    row(Action::Link, &[Key::char('o')], "link", "open the page that explains more", &[Finding], Some(6)),
    row(
        Action::NextPane,
        &[Key::plain(Code::Tab)],
        "next pane",
        "to the next pane",
        &[Home, Plan, Applying, Closing, Explain, Undo, Routes, Targets],
        None,
    ),
    row(
        Action::PreviousPane,
        &[Key::plain(Code::BackTab)],
        "previous pane",
        "to the pane before",
        &[Home, Plan, Applying, Closing, Explain, Undo, Routes, Targets],
        None,
    ),
    row(Action::Up, &[Key::plain(Code::Up), Key::char('k')], "up", "up", LISTS, None),
    row(Action::Down, &[Key::plain(Code::Down), Key::char('j')], "down", "down", LISTS, None),
    row(
        Action::PageUp,
        &[Key::plain(Code::PageUp), Key::ctrl('b'), Key::ctrl('u')],
        "page up",
        "a page up",
        LISTS,
        None,
    ),
    row(
        Action::PageDown,
        &[Key::plain(Code::PageDown), Key::ctrl('f'), Key::ctrl('d')],
        "page down",
        "a page down",
        LISTS,
        None,
    ),
    row(Action::Top, &[Key::plain(Code::Home), Key::char('g')], "top", "to the top", LISTS, None),
    row(Action::Bottom, &[Key::plain(Code::End), Key::char('G')], "bottom", "to the bottom", LISTS, None),
    row(
        Action::Back,
        &[Key::plain(Code::Esc), Key::plain(Code::Left), Key::char('h'), Key::plain(Code::Backspace)],
        "back",
        "back to where you came from",
        INNER,
        Some(8),
    ),
    row(
        Action::Back,
        &[Key::plain(Code::Esc), Key::plain(Code::Left), Key::char('h')],
        "back",
        "back to the pane before",
        &[Home],
        None,
    ),
    row(Action::Continue, &[Key::plain(Code::Enter)], "take", "take what is typed", &[Typing], Some(0)),
    row(Action::Back, &[Key::plain(Code::Esc), Key::ctrl('c')], "leave", "leave what is typed", &[Typing], Some(1)),
    row(Action::Up, &[Key::plain(Code::Up)], "up", "up in the list", &[Typing], None),
    row(Action::Down, &[Key::plain(Code::Down)], "down", "down in the list", &[Typing], None),
    row(
        Action::Help,
        &[Key::char('?'), Key::plain(Code::F(1))],
        "help",
        "every key",
        &[Home, Finding, Targets, Routes, Plan, Applying, Closing, Explain, Undo],
        Some(9),
    ),
    row(
        Action::Quit,
        &[Key::char('q'), Key::ctrl('c')],
        "quit",
        "leave xdoctor",
        &[Home, Finding, Targets, Routes, Plan, Closing, Explain, Undo, Help],
        Some(10),
    ),
    row(Action::Redraw, &[Key::ctrl('l')], "redraw", "draw the screen anew", EVERYWHERE, None),
    row(Action::Suspend, &[Key::ctrl('z')], "suspend", "back to the shell, `fg` returns", EVERYWHERE, None),
];

impl Action {
    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::PageUp => "page-up",
            Self::PageDown => "page-down",
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::Open => "open",
            Self::Back => "back",
            Self::NextPane => "next-pane",
            Self::PreviousPane => "previous-pane",
            Self::NextFinding => "next-finding",
            Self::PreviousFinding => "previous-finding",
            Self::Fix => "fix",
            Self::Setup => "setup",
            Self::Explain => "explain",
            Self::Undo => "undo",
            Self::Recheck => "re-check",
            Self::Filter => "filter",
            Self::Passed => "passed",
            Self::Alternative => "alternative",
            Self::Tick => "tick",
            Self::TickAll => "tick-all",
            Self::Scope => "scope",
            Self::Continue => "continue",
            Self::Cancel => "cancel",
            Self::Copy => "copy",
            Self::Link => "link",
            Self::Help => "help",
            Self::Quit => "quit",
            Self::Suspend => "suspend",
            Self::Redraw => "redraw",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        BINDINGS.iter().map(|binding| binding.action).find(|action| action.name() == name)
    }
}

/// The table with what the user's configuration has changed of it.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// These actions have these keys and no others.
    changed: Vec<(Action, Vec<Key>)>,
}

impl Keymap {
    /// From now on `action` has these keys, wherever it has any.
    pub fn bind(&mut self, action: Action, keys: Vec<Key>) {
        self.changed.retain(|(known, _)| *known != action);
        self.changed.push((action, keys));
    }

    /// What the key asks for there.
    pub fn action(&self, key: Key, place: Place) -> Option<Action> {
        self.rows(place).find(|binding| self.keys(binding).contains(&key)).map(|binding| binding.action)
    }

    /// The rows of a place, in the order of the table.
    pub fn rows(&self, place: Place) -> impl Iterator<Item = &'static Binding> {
        BINDINGS.iter().filter(move |binding| binding.places.contains(&place))
    }

    pub fn keys<'a>(&'a self, binding: &'a Binding) -> &'a [Key] {
        let changed = self.changed.iter().find(|(action, _)| *action == binding.action);
        changed.map_or(binding.keys, |(_, keys)| keys)
    }

    /// The key to show for an action there.
    pub fn key(&self, action: Action, place: Place) -> Option<Key> {
        self.rows(place)
            .find(|binding| binding.action == action)
            .and_then(|binding| self.keys(binding).first().copied())
    }

    /// The rows for the footer, the most useful first.
    pub fn footer(&self, place: Place) -> Vec<&'static Binding> {
        let mut rows: Vec<_> = self.rows(place).filter(|binding| binding.rank.is_some()).collect();
        rows.sort_by_key(|binding| binding.rank);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_one_place_a_key_means_one_thing() {
        for place in Place::ALL {
            let mut seen: Vec<(Key, Action)> = Vec::new();
            for binding in Keymap::default().rows(place) {
                for key in binding.keys {
                    let other = seen.iter().find(|(known, _)| known == key);
                    assert_eq!(other, None, "{place:?}: {key} is also {:?}", binding.action);
                    seen.push((*key, binding.action));
                }
            }
        }
    }

    #[test]
    fn every_place_can_be_left_and_names_its_keys() {
        for place in Place::ALL {
            let keymap = Keymap::default();
            let leaves = |action| keymap.rows(place).any(|binding| binding.action == action);
            assert!(leaves(Action::Back) || leaves(Action::Quit) || leaves(Action::Cancel), "{place:?}");
            assert!(!keymap.footer(place).is_empty(), "{place:?}");
        }
    }

    #[test]
    fn the_configuration_moves_a_key() {
        let mut keymap = Keymap::default();
        keymap.bind(Action::Fix, vec![Key::char('x')]);
        assert_eq!(keymap.action(Key::char('x'), Place::Home), Some(Action::Fix));
        assert_eq!(keymap.action(Key::char('f'), Place::Home), None);
    }

    #[test]
    fn names_are_read_back() {
        for binding in BINDINGS {
            assert_eq!(Action::parse(binding.action.name()), Some(binding.action));
        }
    }
}
