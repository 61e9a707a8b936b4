//! Which key does what, where: one table, from which come the footer, the help page and the names for the configuration.

mod action;
mod table;

pub use self::{
    action::{Action, Place},
    table::BINDINGS,
};
use super::key::Key;

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
