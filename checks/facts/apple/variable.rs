//! A variable as rustc and build scripts see it.

use crate::{
    Cx, Fact, Pause,
    facts::cargo_config::{EnvTable, Located, Origin},
};

/// The value that cargo's children get: `[env]` of its configuration where that has an effect, else what is inherited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable(pub Option<Located<String>>);

impl Variable {
    /// Set, and to something.
    pub fn value(&self) -> Option<&Located<String>> {
        self.0.as_ref().filter(|located| !located.value.is_empty())
    }
}

impl Fact for Variable {
    /// The name.
    type Key = String;

    fn conclude(name: &String, cx: &Cx<'_>) -> Result<Self, Pause> {
        let (table, inherited) = (cx.fact::<EnvTable>(()), cx.env(name));
        // a configuration that cannot be read sets nothing, and has a check of its own
        let table = match table {
            Ok(table) => Some(table),
            Err(Pause::Unknown(_)) => None,
            Err(Pause::Pending) => return Err(Pause::Pending),
        };
        let inherited = inherited?;
        Ok(Self(match (table.as_ref().and_then(|table| table.value(name)), inherited) {
            (Some(set), _) => Some(set.clone()),
            (None, Some(value)) => Some(Located::new(value.to_owned(), Origin::Env { name: name.clone() })),
            (None, None) => None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::linker::scene::{config, debian};

    #[test]
    fn the_table_counts_where_cargo_lets_it() {
        let value = |fake: &crate::testing::Fake| {
            let fact = fake.fact::<Variable>(&"SDKROOT".to_owned()).expect("known");
            fact.value().map(|located| located.value.clone())
        };
        let table = config(debian(), "[env]\nSDKROOT = '/sdk'\n");
        assert_eq!(value(&debian()), None);
        assert_eq!(value(&table), Some("/sdk".into()));
        assert_eq!(value(&table.env("SDKROOT", "/own")), Some("/own".into()));
        assert_eq!(value(&debian().env("SDKROOT", "")), None);
    }
}
