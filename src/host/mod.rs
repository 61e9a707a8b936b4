//! The host: whoever answers questions.

mod os;
mod search;
mod terminal;

use std::pin::Pin;

pub use os::OsHost;
pub use terminal::Terminal;
use xdoctor_checks::{Answer, Failure, Question};

pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'a>>;

/// A machine that answers, the real one or a recorded one. Answering changes nothing on it.
pub trait Host: Send + Sync {
    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a>;
}
