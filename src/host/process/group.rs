//! A child with all that it starts, to be ended as a whole.

#[cfg(unix)]
pub(super) use unix::Group;
#[cfg(unix)]
pub use unix::stop_all;
#[cfg(not(unix))]
pub(super) use windows::Group;
#[cfg(not(unix))]
pub use windows::stop_all;

#[cfg(unix)]
mod unix {
    use std::{
        collections::BTreeSet,
        io,
        os::unix::process::CommandExt,
        process::Command,
        sync::{
            Mutex, MutexGuard, TryLockError,
            atomic::{AtomicU32, Ordering},
        },
        thread,
        time::Duration,
    };

    use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, test_kill_process_group, waitpgid};
    use tokio::process::Child;

    use super::super::strays;

    /// The groups that run. Children are the process's, so their list is too: a signal ends them all.
    static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
    static STARTED: AtomicU32 = AtomicU32::new(0);

    /// How often, a millisecond apart, a killed group is looked for before it is left to the system.
    const LOOKS: u32 = 500;

    /// The process group that a child leads. Dropping it ends all of it.
    pub(in crate::host::process) struct Group {
        id: Pid,
        mark: String,
        /// What is left of it is not ended.
        released: bool,
    }

    impl Group {
        /// Has the child lead a group. The mark tells what it starts even where that leaves the group.
        pub(in crate::host::process) fn prepare(command: &mut Command) -> String {
            strays::adopt();
            let mark = format!("{}.{}", std::process::id(), STARTED.fetch_add(1, Ordering::Relaxed));
            command.process_group(0).env(strays::MARK, &mark);
            mark
        }

        /// Starts the child. It is on the list before anybody else can look at that.
        pub(in crate::host::process) fn start(
            command: &mut tokio::process::Command,
            mark: &str,
        ) -> io::Result<(Child, Self)> {
            let mut running = RUNNING.lock().expect("held for a moment only");
            let child = command.spawn()?;
            let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
            let id = id.expect("a child that was not waited for has an id");
            running.insert(id.as_raw_nonzero().get());
            Ok((child, Self { id, mark: mark.to_owned(), released: false }))
        }

        /// As [`Self::start`], for a child that a thread waits for.
        pub(in crate::host::process) fn start_plain(
            command: &mut Command,
            mark: &str,
        ) -> io::Result<(std::process::Child, Self)> {
            let mut running = RUNNING.lock().expect("held for a moment only");
            let child = command.spawn()?;
            let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("a child has an id");
            running.insert(id.as_raw_nonzero().get());
            Ok((child, Self { id, mark: mark.to_owned(), released: false }))
        }

        /// It has ended by itself, and what it has left running is meant to run.
        pub(in crate::host::process) fn release(mut self) {
            self.released = true;
        }

        /// Kills what is left, and waits until it is gone: what it started is only then to be found.
        pub(in crate::host::process) fn end(&self) {
            end(self.id);
            strays::end(&self.mark);
        }
    }

    impl Drop for Group {
        fn drop(&mut self) {
            if !self.released {
                self.end();
            }
            RUNNING.lock().expect("held for a moment only").remove(&self.id.as_raw_nonzero().get());
        }
    }

    /// Its leader may have been waited for already. The number cannot have been given to another group since: that
    /// takes a whole round of process ids, and this comes within milliseconds.
    fn end(id: Pid) {
        if kill_process_group(id, Signal::KILL).is_err() {
            return;
        }
        for _ in 0..LOOKS {
            // What lost its parent has become a child of this process and stays in the group until it is waited for.
            while let Ok(Some(_)) = waitpgid(id, WaitOptions::NOHANG) {}
            if test_kill_process_group(id).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends every child that runs, with all that it started. None is started while the result is held: this program is
    /// about to end itself. Whoever holds it already, even for good, has ended them.
    #[must_use]
    pub fn stop_all() -> impl Sized {
        let running = hold();
        for id in running.iter().flat_map(|running| running.iter()).copied().filter_map(Pid::from_raw) {
            end(id);
        }
        strays::end(&format!("{}.", std::process::id()));
        running
    }

    /// Not waited for any longer than a start takes: the thread that holds it may be the very one that asks.
    fn hold() -> Option<MutexGuard<'static, BTreeSet<i32>>> {
        for _ in 0..LOOKS {
            match RUNNING.try_lock() {
                Ok(running) => return Some(running),
                Err(TryLockError::Poisoned(running)) => return Some(running.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            }
        }
        None
    }
}

#[cfg(not(unix))]
mod windows {
    use std::{io, process::Command};

    use tokio::process::Child;

    /// A child alone: it is killed when its handle is dropped.
    pub(in crate::host::process) struct Group;

    impl Group {
        pub(in crate::host::process) fn prepare(_: &mut Command) -> String {
            String::new()
        }

        pub(in crate::host::process) fn start(
            command: &mut tokio::process::Command,
            _: &str,
        ) -> io::Result<(Child, Self)> {
            Ok((command.spawn()?, Self))
        }

        pub(in crate::host::process) fn start_plain(
            command: &mut Command,
            _: &str,
        ) -> io::Result<(std::process::Child, Self)> {
            Ok((command.spawn()?, Self))
        }

        pub(in crate::host::process) fn release(self) {}

        #[expect(clippy::unused_self, reason = "the same shape as on Unix")]
        pub(in crate::host::process) fn end(&self) {}
    }

    /// Every handle is dropped with the tasks that hold it.
    pub fn stop_all() -> impl Sized {}
}
