//! What is kept of a child's output.

use std::sync::Mutex;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::Stop;

#[derive(Clone, Copy, Debug)]
pub(in crate::host) enum Keep {
    /// All of each stream; more than this on one of them ends the child.
    Each(u32),
    /// The last bytes of both streams, as they came.
    Last(u32),
}

/// Filled by two readers at once.
pub(super) struct Kept {
    keep: Keep,
    stdout: Mutex<Vec<u8>>,
    stderr: Mutex<Vec<u8>>,
}

impl Kept {
    pub(super) fn new(keep: Keep) -> Self {
        Self { keep, stdout: Mutex::default(), stderr: Mutex::default() }
    }

    pub(super) async fn stdout(&self, stream: impl AsyncRead + Unpin) -> Result<(), Stop> {
        self.read(stream, &self.stdout).await
    }

    pub(super) async fn stderr(&self, stream: impl AsyncRead + Unpin) -> Result<(), Stop> {
        match self.keep {
            Keep::Each(_) => self.read(stream, &self.stderr).await,
            Keep::Last(_) => self.read(stream, &self.stdout).await,
        }
    }

    async fn read(&self, mut stream: impl AsyncRead + Unpin, into: &Mutex<Vec<u8>>) -> Result<(), Stop> {
        let mut chunk = vec![0; 16 << 10];
        loop {
            let len = stream.read(&mut chunk).await.map_err(Stop::Failed)?;
            if len == 0 {
                return Ok(());
            }
            let mut bytes = into.lock().expect("no reader panics");
            bytes.extend_from_slice(&chunk[..len]);
            match self.keep {
                Keep::Each(limit) if bytes.len() > limit as usize => return Err(Stop::Flooded),
                // Cut now and then, not at each chunk.
                Keep::Last(limit) if bytes.len() > 2 * limit as usize => cut(&mut bytes, limit),
                Keep::Each(_) | Keep::Last(_) => {}
            }
        }
    }

    pub(super) fn into_streams(self) -> (Vec<u8>, Vec<u8>) {
        let [mut stdout, stderr] =
            [self.stdout, self.stderr].map(|stream| stream.into_inner().expect("no reader panics"));
        if let Keep::Last(limit) = self.keep {
            cut(&mut stdout, limit);
        }
        (stdout, stderr)
    }
}

/// Keeps the last `limit` bytes.
fn cut(bytes: &mut Vec<u8>, limit: u32) {
    bytes.drain(..bytes.len().saturating_sub(limit as usize));
}
