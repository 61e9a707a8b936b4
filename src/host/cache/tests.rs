use std::{os::unix::fs::PermissionsExt, time::Duration};

use xdoctor_checks::{Answer, HostPath, Question, question::Run};

use super::*;
use crate::host::{Host, OsHost};

/// A tool that counts how often it ran, a file that decides its answer, and a cache whose clock is late enough for both.
struct Lab {
    dir: tempfile::TempDir,
}

impl Lab {
    fn new() -> Self {
        let lab = Self { dir: tempfile::tempdir().expect("a directory") };
        lab.write("tool", "#!/bin/sh\necho run >> runs\ncat data\nexit ${CODE-0}\n");
        fs::set_permissions(lab.at("tool"), fs::Permissions::from_mode(0o755)).expect("a mode");
        lab.write("data", "one");
        lab
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("written");
    }

    fn ask(&self, env: &[(&str, &str)], cache: AnswerCache) -> String {
        let tool = self.at("tool").display().to_string();
        let data = HostPath::parse(&self.at("data").display().to_string()).expect("absolute");
        let question = Question::Run(Run::probe(tool, ["-v"]).steady_by([data]));
        let env = [("PATH", "/usr/bin:/bin")].into_iter().chain(env.iter().copied());
        let host = OsHost::with_env(self.dir.path(), env).expect("a host").with_cache(cache);
        let answer = host.at_once(&question);
        let answer = answer.unwrap_or_else(|| crate::driver::block_on(host.answer(&question)).expect("a runtime"));
        match answer {
            Ok(Answer::Run(Ran::Finished { stdout, .. })) => stdout,
            other => panic!("{other:?}"),
        }
    }

    fn late(&self) -> AnswerCache {
        AnswerCache {
            clock: || SystemTime::now() + Duration::from_mins(1),
            ..AnswerCache::at(&self.at("cache"), false)
        }
    }

    fn runs(&self) -> usize {
        fs::read_to_string(self.at("runs")).unwrap_or_default().lines().count()
    }

    fn entries(&self) -> Vec<PathBuf> {
        fs::read_dir(self.at("cache/answers")).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }
}

#[test]
fn a_steady_answer_is_asked_once() {
    let lab = Lab::new();
    assert_eq!([lab.ask(&[], lab.late()), lab.ask(&[("TERM", "x")], lab.late())], ["one", "one"]);
    assert_eq!((lab.runs(), lab.entries().len()), (1, 1));
}

#[test]
fn whatever_decides_the_answer_is_seen_when_it_changes() {
    let lab = Lab::new();
    lab.ask(&[], lab.late());
    lab.write("data", "two");
    assert_eq!(lab.ask(&[], lab.late()), "two");
    // The same size and time in another file: an inode of its own.
    let time = fs::metadata(lab.at("data")).and_then(|stat| stat.modified()).expect("a time");
    lab.write("new", "six");
    fs::File::options().append(true).open(lab.at("new")).and_then(|file| file.set_modified(time)).expect("a time");
    fs::rename(lab.at("new"), lab.at("data")).expect("renamed");
    assert_eq!(lab.ask(&[], lab.late()), "six");
    lab.write("tool", "#!/bin/sh\necho other\n");
    assert_eq!(lab.ask(&[], lab.late()), "other\n");
    lab.ask(&[("GCC_EXEC_PREFIX", "/x")], lab.late());
    fs::remove_file(lab.at("data")).expect("removed");
    lab.ask(&[], lab.late());
    // One for each environment; what the files were replaces what they had been.
    assert_eq!(lab.entries().len(), 2);
}

#[test]
fn a_file_that_has_just_been_written_decides_nothing_yet() {
    let lab = Lab::new();
    let early = || AnswerCache { clock: || SystemTime::UNIX_EPOCH, ..lab.late() };
    lab.ask(&[], early());
    lab.ask(&[], early());
    assert_eq!((lab.runs(), lab.entries().len()), (2, 0));
}

#[test]
fn a_failure_that_may_pass_is_not_kept() {
    let lab = Lab::new();
    for (code, runs) in [("101", 2), ("127", 4), ("1", 5)] {
        lab.ask(&[("CODE", code)], lab.late());
        lab.ask(&[("CODE", code)], lab.late());
        assert_eq!(lab.runs(), runs, "{code}");
    }
}

#[test]
fn fresh_asks_again_and_keeps_what_it_hears() {
    let lab = Lab::new();
    let fresh = || AnswerCache { fresh: true, ..lab.late() };
    lab.ask(&[], lab.late());
    lab.ask(&[], fresh());
    assert_eq!((lab.runs(), lab.entries().len()), (2, 1));
}

#[test]
fn a_damaged_entry_is_none() {
    let lab = Lab::new();
    lab.ask(&[], lab.late());
    let entry = lab.entries().remove(0);
    let whole = fs::read(&entry).expect("an entry");
    for damaged in [&whole[..whole.len() - 1], b"", b"xdoctor answer 0\n", b"\xff\xfe", &[&whole[..], b"x"].concat()] {
        fs::write(&entry, damaged).expect("written");
        assert_eq!(lab.ask(&[], lab.late()), "one");
        assert_eq!(fs::read(&entry).expect("an entry"), whole);
    }
    assert_eq!(lab.runs(), 6);
}

#[test]
fn a_cache_that_cannot_be_written_is_an_empty_one() {
    let lab = Lab::new();
    lab.write("cache", "a file where the directory should be");
    assert_eq!([lab.ask(&[], lab.late()), lab.ask(&[], lab.late())], ["one", "one"]);
    assert_eq!(lab.runs(), 2);
}

#[test]
fn a_full_cache_is_swept_down_to_half() {
    let lab = Lab::new();
    fs::create_dir_all(lab.at("cache/answers")).expect("a directory");
    for n in 0..MAX_ENTRIES {
        lab.write(&format!("cache/answers/{n:016x}"), "old");
    }
    lab.ask(&[], lab.late());
    assert_eq!(lab.entries().len(), MAX_ENTRIES / 2);
    lab.ask(&[], lab.late());
    assert_eq!(lab.runs(), 1, "the youngest is kept");
}
