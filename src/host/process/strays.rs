//! What left its process group, as a daemon does. On Linux it is found all the same: this process adopts the orphans
//! among its descendants, and tells its own by a variable in their environment.

/// The variable that marks a child and what it starts.
pub(super) const MARK: &str = "XDOCTOR_RUN";

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, sync::Once, thread, time::Duration};

    use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

    use super::MARK;

    /// How many generations of daemons are followed.
    const GENERATIONS: u32 = 16;
    /// How often, a millisecond apart, a killed process is looked for.
    const LOOKS: u32 = 500;

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
        for _ in 0..GENERATIONS {
            let marked: Vec<_> = children().into_iter().filter(|child| is_marked(*child, mark)).collect();
            if marked.is_empty() {
                return;
            }
            for child in marked {
                if kill_process(child, Signal::KILL).is_ok() {
                    reap(child);
                }
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

    fn is_marked(child: Pid, mark: &str) -> bool {
        let Ok(environ) = fs::read(format!("/proc/{}/environ", child.as_raw_nonzero())) else { return false };
        let marked = |variable: &[u8]| {
            let value = variable.strip_prefix(MARK.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
            // A mark of one run is whole; that of a whole process ends in the dot.
            value.is_some_and(|value| {
                if mark.ends_with('.') { value.starts_with(mark.as_bytes()) } else { value == mark.as_bytes() }
            })
        };
        environ.split(|byte| *byte == 0).any(marked)
    }
}

#[cfg(target_os = "linux")]
pub(super) use linux::{adopt, end};

/// Elsewhere orphans go to the first process of the system.
#[cfg(not(target_os = "linux"))]
pub(super) fn adopt() {}

#[cfg(not(target_os = "linux"))]
pub(super) fn end(_: &str) {}
