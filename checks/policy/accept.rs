//! Findings that a project lives with, why, and until when.

use toml_edit::{Item, TableLike, Value};

use super::{
    Policy,
    day::Day,
    read::{Unusable, a, at, nearest, string, unknown_key, word},
    targets::triple,
};
use crate::{
    Cx, Pause, Triple, catalog,
    report::{AcceptedReport, CheckReport, Status},
    wanted::{
        spot::{Spot, glibc},
        toml::Toml,
    },
};

/// One `[[accept]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    pub check: &'static str,
    /// Of this target alone.
    pub target: Option<Triple>,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Day,
    /// Where it begins, from 1.
    pub line: u32,
}

/// So many days before its last one an acceptance is told to end soon.
const SOON: u32 = 14;

pub(super) const KEYS: [&str; 4] = ["check", "target", "reason", "until"];

pub(super) fn acceptances(toml: &Toml<'_>, key: &Spot, item: &Item) -> Result<Vec<Acceptance>, Unusable> {
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| acceptance(toml, table, table.span().map(|span| span.start))).collect();
    }
    let Some(list) = item.as_array() else {
        return Err(at(key, format!("`accept` is {}, not a list of tables: `[[accept]]`", a(item.type_name()))));
    };
    let one = |value: &Value| {
        let start = value.span().map(|span| span.start);
        let Some(table) = value.as_inline_table() else {
            let message = format!("`accept` has {}, where it takes tables: `[[accept]]`", a(value.type_name()));
            return Err(at(&toml.place(start), message));
        };
        acceptance(toml, table, start)
    };
    list.iter().map(one).collect()
}

fn acceptance(toml: &Toml<'_>, table: &dyn TableLike, start: Option<usize>) -> Result<Acceptance, Unusable> {
    let place = toml.place(start);
    let (mut check, mut target, mut reason, mut until) = (None, None, None, None);
    for (key, item) in toml.keys_of(table) {
        match key.written.as_str() {
            "check" => check = Some(known_check(&word(toml, item, &key)?)?),
            "target" => target = Some(name(&triple(word(toml, item, &key)?)?)),
            "reason" => reason = Some(told(word(toml, item, &key)?)?),
            "until" => until = Some(day(toml, item, &key)?),
            _ => return Err(unknown_key(&key, "`accept`", &KEYS)),
        }
    }
    let missing = |key: &str| at(&place, format!("an accepted finding needs `{key}`"));
    Ok(Acceptance {
        check: check.ok_or_else(|| missing("check"))?,
        target,
        reason: reason.ok_or_else(|| missing("reason"))?,
        until: until.ok_or_else(|| missing("until"))?,
        line: place.line,
    })
}

fn known_check(spot: &Spot) -> Result<&'static str, Unusable> {
    if let Some(check) = catalog::find(&spot.written) {
        return Ok(check.id);
    }
    let ids: Vec<_> = catalog::CHECKS.iter().map(|check| check.id).collect();
    let meant = nearest(&spot.written, &ids).map(|id| format!(": did you mean `{id}`?")).unwrap_or_default();
    Err(at(spot, format!("there is no check `{}`{meant}", spot.written)))
}

/// A glibc version is no part of the name.
fn name(spot: &Spot) -> Triple {
    Triple::new(glibc(&spot.written).map_or(spot.written.as_str(), |(name, _)| name))
}

fn told(spot: Spot) -> Result<String, Unusable> {
    if spot.written.chars().all(char::is_whitespace) {
        return Err(at(&spot, "`reason` is empty: say why the project can live with it".into()));
    }
    Ok(spot.written)
}

/// A day as TOML has it, or as a string.
fn day(toml: &Toml<'_>, item: &Item, key: &Spot) -> Result<Day, Unusable> {
    if let Some(value @ Value::Datetime(datetime)) = item.as_value() {
        let place = toml.place(value.span().map(|span| span.start));
        let datetime = datetime.value();
        let day = datetime.date.filter(|_| datetime.time.is_none());
        let day = day.and_then(|date| Day::new(date.year, date.month, date.day));
        return day.ok_or_else(|| at(&place, "`until` is a day without a time: `2026-12-31`".into()));
    }
    if let Some(value) = item.as_value().filter(|value| !value.is_str()) {
        let place = toml.place(value.span().map(|span| span.start));
        return Err(at(&place, format!("`until` is {}, not a day such as `2026-12-31`", a(value.type_name()))));
    }
    let spot = match item.as_value() {
        Some(value) => string(toml, value, key)?,
        None => word(toml, item, key)?,
    };
    spot.written.parse().map_err(|no_day| at(&spot, format!("`{}` is {no_day}", spot.written)))
}

/// Marks the findings that the policy accepts. A target's own are those of `target`; without one they are the host's.
///
/// Nobody accepts what is merely not known.
pub fn mark(checks: &mut [CheckReport], target: Option<&Triple>, policy: &Policy, cx: &Cx<'_>) {
    for check in checks.iter_mut().filter(|check| matches!(check.status, Status::Fail | Status::Warn)) {
        let said: Vec<_> = policy
            .accept
            .iter()
            .filter(|one| one.check == check.id && one.target.as_ref().is_none_or(|only| Some(only) == target))
            .collect();
        if said.is_empty() {
            continue;
        }
        let today = match cx.today() {
            Ok(today) => Some(today),
            Err(Pause::Pending) => continue,
            // Where nobody knows the day, nothing is taken for accepted.
            Err(Pause::Unknown(_)) => None,
        };
        let last = said.into_iter().max_by_key(|one| one.until).expect("one at least");
        let days_left = today.and_then(|today| today.days_until(last.until));
        check.accepted = Some(AcceptedReport {
            reason: last.reason.clone(),
            until: last.until,
            in_force: days_left.is_some(),
            days_left: days_left.filter(|days| *days <= SOON),
            file: policy.file.to_string(),
            line: last.line,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnose::Request,
        policy::read::read,
        toolchain::scene::{HOST, rustup},
    };

    #[test]
    fn it_holds_to_the_end_of_its_day_and_ends_not_unforeseen() {
        let accepted = |today: &str| {
            let policy = format!(
                "targets = ['{HOST}']\nrequire.rustc = '<1.60'\n{}",
                ONE.replace("target-std-missing", "rustc-version-not-allowed",)
            );
            let mut fake = rustup().file("/p/xdoctor.toml", &policy);
            fake.0.today = Some(today.parse().expect("a day"));
            let report = fake.report(&Request::default());
            let check = report.host_checks.iter().find(|check| check.id == "rustc-version-not-allowed");
            let accepted = check.and_then(|check| check.accepted.clone()).expect("the policy accepts it");
            (accepted.in_force, accepted.days_left)
        };
        for (today, expected) in [
            ("2026-12-16", (true, None)),
            ("2026-12-17", (true, Some(14))),
            ("2026-12-30", (true, Some(1))),
            ("2026-12-31", (true, Some(0))),
            ("2027-01-01", (false, None)),
        ] {
            assert_eq!(accepted(today), expected, "{today:?}");
        }
    }

    const ONE: &str = "\n[[accept]]\ncheck = 'target-std-missing'\nreason = 'only CI builds it'\nuntil = 2026-12-31\n";

    #[test]
    fn a_finding_is_accepted_with_a_reason_and_a_day() {
        let expected = Acceptance {
            check: "target-std-missing",
            target: None,
            reason: "only CI builds it".into(),
            until: "2026-12-31".parse().expect("a day"),
            line: 2,
        };
        assert_eq!(read(ONE, &[]).map(|said| said.accept), Ok(vec![expected.clone()]));
        let inline = "accept = [{ check = 'target-std-missing', target = 'aarch64-unknown-linux-gnu.2.17', reason = \
                      'only CI builds it', until = '2026-12-31' }]";
        let expected = Acceptance { target: Some(Triple::new("aarch64-unknown-linux-gnu")), line: 1, ..expected };
        assert_eq!(read(inline, &[]).map(|said| said.accept), Ok(vec![expected]));
    }

    #[test]
    fn what_is_not_understood_has_its_place() {
        for (text, line, column, message) in [
            (
                ONE.replace("check =", "chek ="),
                3,
                1,
                "unknown key `chek` of `accept`: did you mean `check`? There are `check`, `target`, `reason`, `until`",
            ),
            (
                ONE.replace("std-missing", "std-mising"),
                3,
                10,
                "there is no check `target-std-mising`: did you mean `target-std-missing`?",
            ),
            (
                ONE.replace("'only CI builds it'", "' '"),
                4,
                11,
                "`reason` is empty: say why the project can live with it",
            ),
            (ONE.replace("2026-12-31", "2026-12-31T10:00:00Z"), 5, 9, "`until` is a day without a time: `2026-12-31`"),
            (ONE.replace("2026-12-31", "'soon'"), 5, 10, "`soon` is no day such as `2026-11-21`"),
            (ONE.replace("2026-12-31", "3"), 5, 9, "`until` is an integer, not a day such as `2026-12-31`"),
            (ONE.replace("until = 2026-12-31\n", ""), 2, 1, "an accepted finding needs `until`"),
            ("accept = 'all'".into(), 1, 1, "`accept` is a string, not a list of tables: `[[accept]]`"),
            ("accept = ['all']".into(), 1, 11, "`accept` has a string, where it takes tables: `[[accept]]`"),
            ("[accept]\ncheck = 'x'".into(), 1, 2, "`accept` is a table, not a list of tables: `[[accept]]`"),
        ] {
            let expected = Unusable { line, column, message: message.to_owned() };
            assert_eq!(read(&text, &[]).expect_err(&text), expected, "{text}");
        }
    }
}
