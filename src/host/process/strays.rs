//! What left its process group, as a daemon does. On Linux it is found all the same: this process adopts the orphans
//! among its descendants, and tells its own by a variable in their environment.

/// The variable that marks a child and what it starts.
pub(super) const MARK: &str = "XDOCTOR_RUN";

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, sync::Once, thread, time::Duration};

    use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

    use super::MARK;

    /// How often, a millisecond apart, a killed process is looked for; how often the orphans are.
    const LOOKS: u32 = 500;

    /// How many milliseconds a process may take to become another program.
    const PATIENCE: u32 = 50;

    /// From now on, who loses its parent among the descendants becomes a child of this process
    /// (`PR_SET_CHILD_SUBREAPER`, Linux 3.4).
    pub(in crate::host::process) fn adopt() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            // A kernel or a sandbox that refuses it leaves daemons alone, as other systems do.
            let _ = set_child_subreaper(Some(getpid()));
        });
    }

    /// Kills every orphan whose mark begins so, and those that become orphans by that.
    pub(in crate::host::process) fn end(mark: &str) {
        // The list may lack somebody while others end (`proc_pid_children(5)`): it counts when it is empty twice.
        let mut empty = 0;
        // A daemon that has cleared its environment is never decided, and is not waited for each time.
        let mut patience = PATIENCE;
        for _ in 0..LOOKS {
            let (mut found, mut undecided) = (false, false);
            for child in children() {
                match is_marked(child, mark) {
                    Some(false) => {}
                    Some(true) => {
                        found = true;
                        if kill_process(child, Signal::KILL).is_ok() {
                            reap(child);
                        }
                    }
                    None => undecided = patience > 0,
                }
            }
            if undecided {
                patience -= 1;
                thread::sleep(Duration::from_millis(1));
            }
            empty = if found || undecided { 0 } else { empty + 1 };
            if empty == 2 {
                return;
            }
        }
    }

    /// Waits, but not for what cannot die now (a process in the kernel): it dies when it can.
    fn reap(child: Pid) {
        for _ in 0..LOOKS {
            match waitpid(Some(child), WaitOptions::NOHANG) {
                Ok(None) => thread::sleep(Duration::from_millis(1)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
    }

    /// The children of every thread of this process (`proc_pid_children(5)`).
    fn children() -> Vec<Pid> {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let ids = lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<i32>>());
        ids.filter_map(Pid::from_raw).collect()
    }

    /// None while it cannot be said: a process that is about to become another program has no environment to read.
    fn is_marked(child: Pid, mark: &str) -> Option<bool> {
        let process = format!("/proc/{}", child.as_raw_nonzero());
        let Ok(environ) = fs::read(format!("{process}/environ")) else { return Some(false) };
        if environ.is_empty() {
            return is_gone(&process).then_some(false);
        }
        let marked = |variable: &[u8]| {
            let value = variable.strip_prefix(MARK.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
            // A mark of one run is whole; that of a whole process ends in the dot.
            value.is_some_and(|value| {
                if mark.ends_with('.') { value.starts_with(mark.as_bytes()) } else { value == mark.as_bytes() }
            })
        };
        Some(environ.split(|byte| *byte == 0).any(marked))
    }

    /// It has ended, whether or not somebody has waited for it (`proc_pid_stat(5)`).
    fn is_gone(process: &str) -> bool {
        let Ok(stat) = fs::read_to_string(format!("{process}/stat")) else { return true };
        stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::{adopt, end};

/// Elsewhere orphans go to the first process of the system.
#[cfg(not(target_os = "linux"))]
pub(super) fn adopt() {}

#[cfg(not(target_os = "linux"))]
pub(super) fn end(_: &str) {}
