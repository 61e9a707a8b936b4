use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use xdoctor_checks::{
    Answer, Failure, HostPath, Triple, answer, diagnose::ProofMode, machine::Machine, question::Fetch,
};

use super::*;
use crate::host::Answering;

/// A Linux machine without any tool. Everything but variables is answered as if it took its time.
struct Slow {
    machine: Machine,
    asked: Mutex<Vec<Question>>,
    running: AtomicUsize,
    most: AtomicUsize,
}

impl Slow {
    fn new() -> Arc<Self> {
        let path = |text| HostPath::parse(text).expect("absolute");
        let mut machine = Machine::new(answer::Host {
            os: "linux".into(),
            arch: "x86_64".into(),
            cwd: path("/p"),
            home: Some(path("/home/user")),
            distribution: Vec::new(),
        });
        machine.complete = true;
        Arc::new(Self { machine, asked: Mutex::default(), running: AtomicUsize::new(0), most: AtomicUsize::new(0) })
    }

    fn reply(&self, question: &Question) -> Answered {
        self.asked.lock().expect("no panic").push(question.clone());
        self.machine.answer(question).unwrap_or(Err(Failure::NotRecorded))
    }
}

impl Host for Slow {
    fn at_once(&self, question: &Question) -> Option<Answered> {
        matches!(question, Question::Env { .. } | Question::EnvPrefix { .. }).then(|| self.reply(question))
    }

    fn answer<'a>(&'a self, question: &'a Question) -> Answering<'a> {
        Box::pin(async move {
            let running = self.running.fetch_add(1, Ordering::Relaxed) + 1;
            self.most.fetch_max(running, Ordering::Relaxed);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            self.running.fetch_sub(1, Ordering::Relaxed);
            self.reply(question)
        })
    }
}

fn request() -> Request {
    let targets = ["aarch64-unknown-linux-gnu", "x86_64-unknown-linux-musl"].map(Triple::new).into();
    Request { targets, proof: ProofMode::None, ..Request::default() }
}

/// Diagnoses, and tells the events by name.
fn diagnose_all(doctor: &mut Doctor) -> (Report, Vec<&'static str>) {
    let mut events = Vec::new();
    let report = block_on(doctor.diagnose(&request(), |event| {
        events.push(match event {
            Event::Asked(_) => "asked",
            Event::Answered { .. } => "answered",
            Event::Judged(_) => "judged",
        });
    }));
    (report.expect("a runtime"), events)
}

#[test]
fn each_question_is_asked_once_however_often_is_diagnosed() {
    let host = Slow::new();
    let mut doctor = Doctor::new(host.clone());
    let (first, _) = diagnose_all(&mut doctor);
    let mut asked = host.asked.lock().expect("no panic").clone();
    let count = asked.len();
    asked.sort();
    asked.dedup();
    assert_eq!((asked.len(), doctor.answers().len()), (count, count));
    let (mut second, events) = diagnose_all(&mut doctor);
    second.duration_ms = first.duration_ms;
    assert_eq!((second, events), (first, vec!["judged"]));
    assert_eq!(host.asked.lock().expect("no panic").len(), count);
}

#[test]
fn what_was_forgotten_is_asked_again() {
    let host = Slow::new();
    let mut doctor = Doctor::new(host.clone());
    diagnose_all(&mut doctor);
    host.asked.lock().expect("no panic").clear();
    doctor.forget(|question| matches!(question, Question::Host));
    diagnose_all(&mut doctor);
    assert_eq!(*host.asked.lock().expect("no panic"), [Question::Host]);
}

#[test]
fn every_question_that_takes_time_is_told_and_the_last_word_is_a_report() {
    let (_, events) = diagnose_all(&mut Doctor::new(Slow::new()));
    let count = |name| events.iter().filter(|event| **event == name).count();
    assert_eq!(count("asked"), count("answered"));
    assert!(count("asked") > 0);
    // what most of the diagnosis waits for is started first
    assert_eq!((events.first(), events.last()), (Some(&"asked"), Some(&"judged")));
}

#[test]
fn no_more_questions_are_out_than_there_are_processors() {
    let host = Slow::new();
    diagnose_all(&mut Doctor::new(host.clone()));
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    assert!((1..=processors).contains(&host.most.load(Ordering::Relaxed)));
}

#[test]
fn servers_are_waited_for_at_the_same_time() {
    /// Nobody is answered before all are asked.
    struct Together(tokio::sync::Barrier);
    impl Host for Together {
        fn at_once(&self, _: &Question) -> Option<Answered> {
            None
        }

        fn answer<'a>(&'a self, _: &'a Question) -> Answering<'a> {
            Box::pin(async {
                self.0.wait().await;
                Ok(Answer::Fetched(answer::Fetched::NotAsked))
            })
        }
    }
    let answers = block_on(async {
        let mut asking = Asking::new(Arc::new(Together(tokio::sync::Barrier::new(24))));
        for target in 0..24 {
            asking.ask(&Question::Fetch(Fetch::presence(format!("https://server/{target}"))));
        }
        let mut answers = 0;
        while asking.next().await.is_some() {
            answers += 1;
        }
        answers
    });
    assert_eq!(answers.expect("a runtime"), 24);
}

#[test]
fn only_a_proof_that_was_recorded_is_marked_so() {
    let report = |status| {
        let mut report = diagnose_all(&mut Doctor::new(Slow::new())).0;
        report.targets[0].proof.status = status;
        mark_recorded(&mut report);
        report.targets[0].proof.recorded
    };
    assert_eq!([ProofStatus::Passed, ProofStatus::Failed, ProofStatus::Skipped].map(report), [true, true, false]);
}

#[test]
fn a_host_that_answers_nothing_gives_an_end_all_the_same() {
    struct Mute;
    impl Host for Mute {
        fn at_once(&self, _: &Question) -> Option<Answered> {
            None
        }

        fn answer<'a>(&'a self, _: &'a Question) -> Answering<'a> {
            Box::pin(async { Err(Failure::TimedOut { seconds: 1 }) as Result<Answer, Failure> })
        }
    }
    let (report, events) = diagnose_all(&mut Doctor::new(Arc::new(Mute)));
    assert_eq!(report.host, None);
    assert_eq!(events.last(), Some(&"judged"));
}
