//! What a key can ask for, and where it is pressed.

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
        super::BINDINGS.iter().map(|binding| binding.action).find(|action| action.name() == name)
    }
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
