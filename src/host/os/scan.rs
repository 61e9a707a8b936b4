//! The symbolic links below a directory that do not work there.
//!
//! A sysroot is the root of another system: a link in it is meant as that system would follow it, from *its* root. On
//! this machine the kernel follows it from this machine's root instead. So each link is followed both ways: as in a
//! `chroot`, to say whether its target is there at all, and by its text, to say whether it leads out.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    num::NonZero,
    path::{Component, Path, PathBuf},
    sync::{
        Condvar, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
};

use xdoctor_checks::{
    Failure, HostPath,
    answer::{LinkProblem, LinkScan, ScannedLink},
};

use super::files;

/// As many of each kind are told one by one.
const TOLD: usize = 1000;
/// As many links as Linux follows before it says `ELOOP` (`path_resolution(7)`).
const MAX_FOLLOWED: u32 = 40;
/// More threads only wait for each other in the kernel.
const MAX_THREADS: usize = 8;

pub(super) fn links(root: &HostPath, limit: u32) -> Result<LinkScan, Failure> {
    // The root itself may be a link: what is below it is seen from where it leads.
    let real = files::real(Path::new(root.as_str())).map_err(|error| unreadable(root, &error))?;
    fs::read_dir(real.as_str()).map_err(|error| unreadable(root, &error))?;
    let walk = Walk::new(PathBuf::from(real.as_str()), limit);
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    let found = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| walk.work())).collect();
        let found = workers.into_iter().map(|worker| worker.join().expect("a worker does not panic"));
        found.reduce(Found::merge).expect("there is a worker")
    });
    let [dangling, absolute, leaving] = found.0.each_ref().map(|kind| kind.count);
    let mut links: Vec<_> = found.0.into_iter().flat_map(|kind| kind.first.into_values()).collect();
    links.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(LinkScan {
        visited: walk.visited.into_inner().min(limit),
        cut: walk.cut.into_inner(),
        links,
        dangling,
        absolute,
        leaving,
        unreadable: walk.unreadable.into_inner(),
    })
}

fn unreadable(root: &HostPath, error: &std::io::Error) -> Failure {
    Failure::Failed { message: format!("cannot read `{root}`: {}", files::message(error)) }
}

struct Walk {
    root: PathBuf,
    limit: u32,
    visited: AtomicU32,
    cut: AtomicBool,
    unreadable: AtomicU32,
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// The directories that wait, relative to the root, and how many workers are in one now.
struct Queue {
    waiting: Vec<PathBuf>,
    busy: usize,
}

impl Walk {
    fn new(root: PathBuf, limit: u32) -> Self {
        Self {
            root,
            limit,
            visited: AtomicU32::new(0),
            cut: AtomicBool::new(false),
            unreadable: AtomicU32::new(0),
            queue: Mutex::new(Queue { waiting: vec![PathBuf::new()], busy: 0 }),
            changed: Condvar::new(),
        }
    }

    /// Reads directories until none waits and none is being read.
    fn work(&self) -> Found {
        let mut found = Found::default();
        let mut below = Vec::new();
        while let Some(dir) = self.next() {
            self.read(&dir, &mut below, &mut found);
            let mut queue = self.queue.lock().expect("no worker panics");
            queue.busy -= 1;
            queue.waiting.append(&mut below);
            drop(queue);
            self.changed.notify_all();
        }
        found
    }

    fn next(&self) -> Option<PathBuf> {
        let mut queue = self.queue.lock().expect("no worker panics");
        loop {
            if let Some(dir) = queue.waiting.pop() {
                queue.busy += 1;
                return Some(dir);
            }
            if queue.busy == 0 {
                return None;
            }
            queue = self.changed.wait(queue).expect("no worker panics");
        }
    }

    fn read(&self, dir: &Path, below: &mut Vec<PathBuf>, found: &mut Found) {
        if self.cut.load(Ordering::Relaxed) {
            return;
        }
        let Ok(entries) = fs::read_dir(self.root.join(dir)) else {
            self.unreadable.fetch_add(1, Ordering::Relaxed);
            return;
        };
        for entry in entries {
            // The kind comes with the name: nothing is looked up for a plain file.
            let Some((entry, kind)) = entry.ok().and_then(|entry| entry.file_type().ok().map(|kind| (entry, kind)))
            else {
                continue;
            };
            if self.visited.fetch_add(1, Ordering::Relaxed) >= self.limit {
                self.cut.store(true, Ordering::Relaxed);
                return;
            }
            if kind.is_dir() {
                below.push(dir.join(entry.file_name()));
            } else if kind.is_symlink() {
                found.extend(self.judge(dir, entry.file_name()));
            }
        }
    }

    /// What is wrong with the link `name` in `dir`; none if nothing is, or if it has just gone.
    fn judge(&self, dir: &Path, name: OsString) -> Option<ScannedLink> {
        let path = dir.join(name);
        let target = fs::read_link(self.root.join(&path)).ok()?;
        let mut place = Place::new(dir);
        let exists = self.follow(&mut place, &target, &mut 0);
        let problem = match () {
            () if target.has_root() => LinkProblem::Absolute,
            () if place.left => LinkProblem::Leaving,
            () if !exists => LinkProblem::Dangling,
            () => return None,
        };
        let relative = match problem {
            LinkProblem::Dangling => None,
            LinkProblem::Absolute | LinkProblem::Leaving => self.relative(dir, &target),
        };
        let text = |path: &Path| path.to_string_lossy().into_owned();
        Some(ScannedLink { path: slashes(text(&path)), target: text(&target), problem, relative })
    }

    /// The text that leads from `dir` to the target, if that is there: seen from the root, or by its path on this machine.
    fn relative(&self, dir: &Path, target: &Path) -> Option<String> {
        let inside = target.strip_prefix(&self.root).ok();
        [Some(target), inside].into_iter().flatten().find_map(|target| {
            // Only the way there is resolved: which name of a library is meant stays as it was written.
            let (parent, name) = (target.parent()?, target.file_name()?);
            let from_root = target.has_root() || inside == Some(target);
            let mut place = Place::new(if from_root { Path::new("") } else { dir });
            if !self.follow(&mut place, parent, &mut 0) || !self.follow(&mut place.clone(), Path::new(name), &mut 0) {
                return None;
            }
            let from: Vec<_> = dir.iter().collect();
            let shared = from.iter().zip(&place.at).take_while(|(a, b)| **a == b.as_os_str()).count();
            let up = from[shared..].iter().map(|_| "..".to_owned());
            let down = place.at[shared..].iter().map(|name| name.to_string_lossy().into_owned());
            let name = std::iter::once(name.to_string_lossy().into_owned());
            Some(up.chain(down).chain(name).collect::<Vec<_>>().join("/"))
        })
    }

    /// Goes from `place` along `text` as in a `chroot` into the root: `/` is the root and nothing is above it.
    /// False where the way ends before the text does.
    fn follow(&self, place: &mut Place, text: &Path, followed: &mut u32) -> bool {
        for component in text.components() {
            // Nothing is below a file, and nothing beside it is reached through it.
            if std::mem::take(&mut place.is_file) {
                return false;
            }
            match component {
                Component::Prefix(_) | Component::RootDir => place.at.clear(),
                Component::CurDir => {}
                Component::ParentDir => place.left |= place.at.pop().is_none(),
                Component::Normal(name) => {
                    place.at.push(name.to_owned());
                    let here = self.root.join(place.at.iter().collect::<PathBuf>());
                    let Ok(stat) = fs::symlink_metadata(&here) else { return false };
                    if !stat.is_symlink() {
                        place.is_file = !stat.is_dir();
                        continue;
                    }
                    *followed += 1;
                    let Ok(next) = fs::read_link(&here) else { return false };
                    place.at.pop();
                    // Where another link leads out, that one is told.
                    let left = place.left;
                    if *followed > MAX_FOLLOWED || !self.follow(place, &next, followed) {
                        return false;
                    }
                    place.left = left;
                }
            }
        }
        true
    }
}

/// Where a way has come to, in names below the root, none of them a link.
#[derive(Clone)]
struct Place {
    at: Vec<OsString>,
    is_file: bool,
    /// It went above the root, and was kept in it.
    left: bool,
}

impl Place {
    fn new(dir: &Path) -> Self {
        Self { at: dir.iter().map(OsString::from).collect(), is_file: false, left: false }
    }
}

/// By kind: dangling, absolute, leaving.
#[derive(Default)]
struct Found([Kind; 3]);

/// How many there are, and the first of them by path.
#[derive(Default)]
struct Kind {
    count: u32,
    first: BTreeMap<String, ScannedLink>,
}

impl Found {
    fn extend(&mut self, links: impl IntoIterator<Item = ScannedLink>) {
        for link in links {
            let kind = &mut self.0[index(link.problem)];
            kind.count += 1;
            kind.keep([link]);
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (kind, more) in self.0.iter_mut().zip(other.0) {
            kind.count += more.count;
            kind.keep(more.first.into_values());
        }
        self
    }
}

impl Kind {
    fn keep(&mut self, links: impl IntoIterator<Item = ScannedLink>) {
        for link in links {
            self.first.insert(link.path.clone(), link);
            if self.first.len() > TOLD {
                self.first.pop_last();
            }
        }
    }
}

fn index(problem: LinkProblem) -> usize {
    match problem {
        LinkProblem::Dangling => 0,
        LinkProblem::Absolute => 1,
        LinkProblem::Leaving => 2,
    }
}

/// A path below a root is told with `/` on every system.
fn slashes(path: String) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

#[cfg(all(test, unix))]
mod tests;
