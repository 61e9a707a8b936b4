//! The host: whoever answers questions.
//!
//! - [`OsHost`] is the real machine: what stands below `os/` and `process/` is the only room that calls env, fs and
//!   process.
//! - [`Terminal`] is where this program prints; [`console`] is the terminal as a screen.

mod allocator;
mod cache;
mod cassette;
mod ci;
pub mod console;
mod input;
mod link;
mod os;
mod process;
mod redact;
mod save;
mod sibling;
mod terminal;
mod through;
mod watch;

use std::pin::Pin;

pub use cache::{AnswerCache, cache_dir};
pub use cassette::{Cassette, CassetteError, Kind};
pub use ci::Workflow;
pub use input::{is_readable_file, pieces_of_file, pieces_of_stdin};
pub use os::{NoDirectory, OsHost};
pub(crate) use process::{Led, lead};
pub use process::{end_children_on_signals, end_on_panic, stop_all};
pub use redact::{Identity, Redactor};
pub use save::save_new;
pub use sibling::become_program;
pub use terminal::{Terminal, config_file};
pub use through::{end_like, run_through};
pub use watch::Watched;
use xdoctor_checks::{Answer, Failure, Question};

pub type Answered = Result<Answer, Failure>;
pub type Answering<'a> = Pin<Box<dyn Future<Output = Answered> + Send + 'a>>;

/// A machine that answers, the real one or a recorded one. Answering changes nothing on it.
pub trait Host: Send + Sync {
    /// The answer, where finding it takes less than handing it to a task would: a variable, a file, what is recorded.
    fn at_once(&self, question: &Question) -> Option<Answered>;

    /// What it answers was heard on another machine or at another time.
    fn is_recorded(&self) -> bool {
        false
    }

    /// The answer, however long it takes within the question's bounds.
    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a>;
}
