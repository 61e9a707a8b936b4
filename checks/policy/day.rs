//! A day of the calendar, as policies and answers name it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A day in UTC: written and ordered as `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

/// A text that names no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDay;

impl Day {
    /// None for a day that the calendar does not have.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (year <= 9999 && (1..=days).contains(&day)).then_some(Self { year, month, of_month: day })
    }

    /// The day that is `days` after the first of January 1970 (Howard Hinnant, *chrono-Compatible Low-Level Date
    /// Algorithms*, `civil_from_days`).
    pub fn of_unix(days: u32) -> Option<Self> {
        let shifted = u64::from(days) + 719_468;
        let (era, of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl Day {
    /// As many days as `later` is after this one; none where it is before.
    pub fn days_until(self, later: Self) -> Option<u32> {
        later.since_year_0().checked_sub(self.since_year_0())
    }

    /// The days since the first of March of the year 0, a year more than can be before it (the same source,
    /// `days_from_civil`).
    fn since_year_0(self) -> u32 {
        let is_early = self.month <= 2;
        // One era more, so that January of the year 0 is no negative number.
        let year = u32::from(self.year) + 400 - u32::from(is_early);
        let month = u32::from(self.month) + if is_early { 9 } else { 0 } - if is_early { 0 } else { 3 };
        let of_year = (153 * month + 2) / 5 + u32::from(self.of_month) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + of_year
    }
}

impl FromStr for Day {
    type Err = NoDay;

    /// Ten characters: `2026-11-21`.
    fn from_str(text: &str) -> Result<Self, NoDay> {
        let bytes = text.as_bytes();
        let is_form = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_form {
            return Err(NoDay);
        }
        let (year, month, day) = (&text[..4], &text[5..7], &text[8..]);
        let day = Self::new(
            year.parse().map_err(|_| NoDay)?,
            month.parse().map_err(|_| NoDay)?,
            day.parse().map_err(|_| NoDay)?,
        );
        day.ok_or(NoDay)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

impl fmt::Display for NoDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no day such as `2026-11-21`")
    }
}

impl TryFrom<String> for Day {
    type Error = NoDay;

    fn try_from(text: String) -> Result<Self, NoDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for text in ["2026-11-21", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().map(|day| day.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-11-21",
            "2026-1-1",
            "",
            "ä026-11-2",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NoDay), "{text}");
        }
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert!(day("2026-11-21") < day("2026-12-01"));
    }

    #[test]
    fn days_since_1970_are_counted() {
        for (days, text) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_778, "2026-11-21")] {
            assert_eq!(Day::of_unix(days).map(|day| day.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Day::of_unix(u32::MAX), None);
        let first = Day::of_unix(0).expect("a day");
        for days in (0..2_900_000).step_by(97) {
            let day = Day::of_unix(days).expect("a day");
            assert_eq!(first.days_until(day), Some(days), "{day}");
        }
        assert_eq!(Day::of_unix(1).and_then(|second| second.days_until(first)), None);
    }
}
