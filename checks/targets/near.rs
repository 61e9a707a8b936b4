//! Names that come near another: the same but for the way of writing, or a few edits away.

use std::{cmp::Reverse, collections::HashMap};

use super::spelling;
use crate::{Cx, Fact, Pause, Triple, facts::rustc::TargetList};

/// Longer words are no misspelt triples.
const LONGEST: usize = 63;

/// The names of the rustc in use, prepared for being searched ten thousand times.
#[derive(Clone, Debug)]
pub struct Neighbours {
    names: Vec<(Triple, Bag)>,
    flat: HashMap<String, Vec<usize>>,
}

impl Fact for Neighbours {
    type Key = ();

    fn conclude((): &(), cx: &Cx<'_>) -> Result<Self, Pause> {
        Ok(Self::of(&*cx.fact::<TargetList>(())?))
    }
}

impl Neighbours {
    pub fn of(list: &TargetList) -> Self {
        let mut flat: HashMap<_, Vec<_>> = HashMap::new();
        let mut names = Vec::new();
        for name in list.0.iter().filter(|name| name.as_str().len() <= LONGEST) {
            flat.entry(spelling::flat(name.as_str())).or_default().push(names.len());
            names.push((name.clone(), Bag::of(name.as_str())));
        }
        Self { names, flat }
    }

    /// The one name that is the same but for case, blanks, underscores and dashes.
    pub fn same(&self, text: &str) -> Option<&Triple> {
        match self.flat.get(&spelling::flat(text)).map(Vec::as_slice) {
            Some([one]) => Some(&self.names[*one].0),
            Some(_) | None => None,
        }
    }

    /// The nearest names with their distance, at most five; none that needs more than a third of the text changed.
    pub fn nearest(&self, text: &str) -> Vec<(usize, &Triple)> {
        if text.len() > LONGEST {
            return Vec::new();
        }
        let limit = (text.len() / 3).clamp(1, 4);
        let bag = Bag::of(text);
        let mut scored: Vec<_> = self
            .names
            .iter()
            .filter(|(_, other)| bag.least_distance(other) <= limit)
            .filter_map(|(name, _)| {
                Some((distance(text, name.as_str(), limit)?, Reverse(common(text, name.as_str())), name))
            })
            .collect();
        scored.sort();
        let Some(best) = scored.first().map(|(distance, ..)| *distance) else { return Vec::new() };
        let near = scored.into_iter().take_while(|(distance, ..)| *distance <= best + 1);
        near.take(5).map(|(distance, _, name)| (distance, name)).collect()
    }
}

/// How often each character occurs, which bounds the distance from below at little cost.
#[derive(Clone, Debug)]
struct Bag([u8; 32]);

impl Bag {
    fn of(text: &str) -> Self {
        let mut counts = [0; 32];
        for byte in text.bytes() {
            // Letters fall into places of their own, digits and signs share the rest: the bound stays a bound.
            counts[usize::from(byte & 31)] += 1_u8;
        }
        Self(counts)
    }

    fn least_distance(&self, other: &Self) -> usize {
        let (mut more, mut fewer) = (0, 0);
        for (a, b) in self.0.iter().zip(&other.0) {
            more += usize::from(a.saturating_sub(*b));
            fewer += usize::from(b.saturating_sub(*a));
        }
        more.max(fewer)
    }
}

/// How many parts the two have in common.
fn common(a: &str, b: &str) -> usize {
    a.split('-').filter(|part| b.split('-').any(|other| other == *part)).count()
}

/// Edits (insert, remove, replace, swap of neighbours) between two words; none where they are more than `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit || a.len().max(b.len()) > LONGEST {
        return None;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut rows = [[0_u8; LONGEST + 1]; 3];
    for (j, cell) in (0..).zip(&mut rows[0]) {
        *cell = j;
    }
    let (mut before, mut last, mut next) = (2, 0, 1);
    for i in 1..=a.len() {
        rows[next][0] = rows[last][0] + 1;
        let mut minimum = rows[next][0];
        for j in 1..=b.len() {
            let replaced = rows[last][j - 1] + u8::from(a[i - 1] != b[j - 1]);
            let mut cell = replaced.min(rows[last][j] + 1).min(rows[next][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(rows[before][j - 2] + 1);
            }
            rows[next][j] = cell;
            minimum = minimum.min(cell);
        }
        if usize::from(minimum) > limit {
            return None;
        }
        (before, last, next) = (last, next, before);
    }
    Some(usize::from(rows[last][b.len()])).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_edits_and_swaps() {
        for (a, b, expected) in [
            ("abc", "abc", Some(0)),
            ("abc", "abd", Some(1)),
            ("abc", "acb", Some(1)),
            ("abc", "ab", Some(1)),
            ("", "abc", Some(3)),
            ("abcd", "efgh", None),
            ("abc", "abcdefgh", None),
        ] {
            assert_eq!(distance(a, b, 3), expected, "{a} {b}");
            assert!(expected.is_none_or(|distance| Bag::of(a).least_distance(&Bag::of(b)) <= distance), "{a} {b}");
        }
    }
}
