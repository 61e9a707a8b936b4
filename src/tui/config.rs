//! The user's own settings of the UI.
//!
//! ```toml
//! theme = "light"          # or "dark"; else as the terminal says
//! ascii = true             # no symbols beyond ASCII
//! mouse = false            # the terminal keeps the mouse
//!
//! [keys]                   # names as in the help
//! fix = ["f", "ctrl-x"]
//! ```

use toml::{Table, Value};

use super::{
    key::Key,
    keymap::{Action, Keymap},
    theme::Ground,
};

#[derive(Clone, Debug, Default)]
pub struct Config {
    pub ground: Option<Ground>,
    pub ascii: bool,
    pub no_mouse: bool,
    pub keymap: Keymap,
}

/// What cannot be understood, as a lowercase phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl Config {
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| ConfigError(error.message().to_owned()))?;
        let mut config = Self::default();
        for (key, value) in &table {
            match (key.as_str(), value) {
                ("theme", Value::String(name)) => config.ground = Some(ground(name)?),
                ("ascii", Value::Boolean(ascii)) => config.ascii = *ascii,
                ("mouse", Value::Boolean(mouse)) => config.no_mouse = !mouse,
                ("keys", Value::Table(keys)) => {
                    for (name, value) in keys {
                        bind(&mut config.keymap, name, value)?;
                    }
                }
                ("theme" | "ascii" | "mouse" | "keys", other) => {
                    return Err(ConfigError(format!("`{key}` cannot be a {}", other.type_str())));
                }
                _ => {
                    return Err(ConfigError(format!(
                        "unknown key `{key}`; there are `theme`, `ascii`, `mouse`, `keys`"
                    )));
                }
            }
        }
        Ok(config)
    }
}

fn ground(name: &str) -> Result<Ground, ConfigError> {
    match name {
        "dark" => Ok(Ground::Dark),
        "light" => Ok(Ground::Light),
        other => Err(ConfigError(format!("unknown theme `{other}`; there are `dark` and `light`"))),
    }
}

fn bind(keymap: &mut Keymap, name: &str, value: &Value) -> Result<(), ConfigError> {
    let action = Action::parse(name).ok_or_else(|| ConfigError(format!("`keys.{name}` is nothing that a key does")))?;
    let one = |value: &Value| -> Result<Key, ConfigError> {
        let text = value.as_str().ok_or_else(|| ConfigError(format!("`keys.{name}` is no key or list of keys")))?;
        text.parse().map_err(|_| ConfigError(format!("`{text}` in `keys.{name}` is no key")))
    };
    let keys = match value {
        Value::Array(keys) => keys.iter().map(one).collect::<Result<Vec<_>, _>>()?,
        single => vec![one(single)?],
    };
    keymap.bind(action, keys);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Place;

    #[test]
    fn settings_are_read() {
        let config =
            Config::parse("theme = 'light'\nascii = true\nmouse = false\n[keys]\nfix = ['x', 'ctrl-f']\nquit = 'Q'\n")
                .expect("it is right");
        assert_eq!((config.ground, config.ascii, config.no_mouse), (Some(Ground::Light), true, true));
        assert_eq!(config.keymap.action(Key::ctrl('f'), Place::Home), Some(Action::Fix));
        assert_eq!(config.keymap.action(Key::char('Q'), Place::Home), Some(Action::Quit));
        assert_eq!(config.keymap.action(Key::char('q'), Place::Home), None);
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for (text, message) in [
            ("theme = 'blue'", "unknown theme `blue`; there are `dark` and `light`"),
            ("theme = 1", "`theme` cannot be a integer"),
            ("colour = 1", "unknown key `colour`; there are `theme`, `ascii`, `mouse`, `keys`"),
            ("[keys]\nfly = 'x'", "`keys.fly` is nothing that a key does"),
            ("[keys]\nfix = 'xx'", "`xx` in `keys.fix` is no key"),
            ("[keys]\nfix = 3", "`keys.fix` is no key or list of keys"),
        ] {
            assert_eq!(Config::parse(text).map(drop), Err(ConfigError(message.into())), "{text}");
        }
    }
}
