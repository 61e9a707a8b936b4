//! The exit codes, as DESIGN fixes them for scripts.

use std::process::ExitCode;

use xdoctor_checks::report::Summary;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Every required target is ready (where nothing is proved: ready or unproved); `explain` named a cause.
    Ready = 0,
    /// At least one required target is blocked, by more than what the project accepts; `explain` named none.
    Blocked = 1,
    /// Wrong usage, an input of xdoctor's own that cannot be used, or a question without a terminal to ask it on.
    Usage = 2,
    /// None is blocked, but something could not be determined.
    Unknown = 3,
}

impl Exit {
    /// `unproved_is_fine`: nothing was to be proved, at the user's wish or on a recorded machine.
    pub fn of(summary: &Summary, unproved_is_fine: bool) -> Self {
        if summary.blocked > summary.accepted {
            Self::Blocked
        } else if summary.unknown > 0 || summary.unread > 0 || (summary.unproved > 0 && !unproved_is_fine) {
            Self::Unknown
        } else {
            Self::Ready
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_decides() {
        let summary =
            |ready, blocked, unknown, unproved| Summary { ready, blocked, unknown, unproved, ..Summary::default() };
        for (summary, fine, exit) in [
            (summary(0, 0, 0, 0), false, Exit::Ready),
            (summary(2, 0, 0, 0), false, Exit::Ready),
            (summary(2, 1, 1, 1), true, Exit::Blocked),
            (summary(2, 0, 1, 0), true, Exit::Unknown),
            (summary(2, 0, 0, 1), false, Exit::Unknown),
            (summary(2, 0, 0, 1), true, Exit::Ready),
        ] {
            assert_eq!(Exit::of(&summary, fine), exit, "{summary:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_may_have_required_more() {
        let summary = Summary { ready: 1, unread: 1, ..Summary::default() };
        assert_eq!(Exit::of(&summary, false), Exit::Unknown);
        assert_eq!(Exit::of(&Summary { blocked: 1, ..summary }, false), Exit::Blocked);
    }

    #[test]
    fn a_target_whose_blockers_are_all_accepted_decides_nothing() {
        let summary = |blocked, unknown| Summary { blocked, unknown, accepted: 1, ..Summary::default() };
        for (summary, exit) in
            [(summary(1, 0), Exit::Ready), (summary(2, 0), Exit::Blocked), (summary(1, 1), Exit::Unknown)]
        {
            assert_eq!(Exit::of(&summary, false), exit, "{summary:?}");
        }
    }
}
