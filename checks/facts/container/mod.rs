//! Containers, as cross uses them: the engine, cross itself and its settings, the image for a target.

mod cross;
mod engine;
mod images;
mod settings;

pub use cross::{Cross, CrossUse, Uses};
pub use engine::{Engine, EngineFound, Reach, Rootless};
pub use images::Image;
pub use settings::{CrossSettings, CrossTarget};

/// Whether cross takes a variable's value for yes (cross `src/config.rs`, `bool_from_envvar`).
pub(crate) fn is_on(value: &str) -> bool {
    match (value, value.parse::<i32>()) {
        ("true", _) => true,
        ("false", _) => false,
        (_, Ok(number)) => number != 0,
        (text, Err(_)) => !text.is_empty(),
    }
}
