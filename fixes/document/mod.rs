//! TOML documents with spans, and edits that change nothing but what they say.
//!
//! [`Document::parse`] gives a model in which every value knows where it stands; [`Document::line`] and
//! [`Document::position`] turn that into what people read. [`Document::set`], [`Document::remove`] and
//! [`Document::push`] give the text after a change: the change is spliced into the original text, parsed again and
//! compared with the intended meaning, so comments, order, spacing, line ends, the BOM and a missing last newline stay.

mod error;
mod intent;
mod items;
mod layout;
mod model;
mod parse;
mod push;
mod remove;
mod render;
mod set;
mod splice;

pub use error::{EditError, ParseError, Position};
pub use model::{Document, Entry, Node, Shape, Table, Value};

#[cfg(test)]
mod tests;
