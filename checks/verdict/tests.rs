use super::*;
use crate::{Evidence, answer::LinkedRun, testing::Fake};

const T: &str = "x86_64-unknown-linux-gnu";

fn check(id: &'static str, status: Status) -> CheckReport {
    let known = catalog::find(id).expect("a check of the catalogue");
    CheckReport {
        id: known.id,
        topic: known.topic.name(),
        status,
        title: known.title,
        message: "found".into(),
        why: String::new(),
        evidence: Vec::new(),
        links: Vec::new(),
        fixes: Vec::new(),
        accepted: None,
        conclusive: false,
    }
}

fn linked(code: i32, output: &str) -> Linked {
    Linked {
        exit: Exit::Code(code),
        output: output.into(),
        command: vec!["cargo".into(), "build".into()],
        duration_ms: 1,
        cached: false,
        run: None,
    }
}

struct Seen {
    verdict: Verdict,
    proof: ProofStatus,
    blockers: Vec<&'static str>,
    statuses: Vec<(&'static str, Status)>,
    judged: Judged,
}

fn judged(own: &[CheckReport], host: &[CheckReport], proof: Option<Result<Linked, Failure>>) -> Seen {
    let mut fake = Fake::linux().missing_rest();
    let mode = if proof.is_some() { ProofMode::Tiny } else { ProofMode::None };
    if let Some(proof) = proof {
        fake = fake.proof(T, proof);
    }
    let request = Request { proof: mode, ..Request::default() };
    let wanted = crate::testing::wanted(T);
    let judged = fake
        .ask(|cx| match judge(&wanted, own.to_vec(), host, &request, cx) {
            judged if judged.proof.status == ProofStatus::Pending && !has_pending(own) => Err(Pause::Pending),
            judged => Ok(judged),
        })
        .expect("answered");
    Seen {
        verdict: judged.verdict,
        proof: judged.proof.status,
        blockers: judged.blockers.clone(),
        statuses: judged.checks.iter().map(|check| (check.id, check.status)).collect(),
        judged,
    }
}

fn has_pending(checks: &[CheckReport]) -> bool {
    checks.iter().any(|check| check.status == Status::Pending)
}

const STD: &str = "target-std-missing";

#[test]
fn a_proof_that_passed_makes_ready_whatever_the_checks_found() {
    for status in [Status::Pass, Status::Fail, Status::Unknown, Status::Warn] {
        let seen = judged(&[check(STD, status)], &[], Some(Ok(linked(0, ""))));
        assert_eq!((seen.verdict, seen.proof, seen.blockers), (Verdict::Ready, ProofStatus::Passed, vec![]));
        let left = if status == Status::Fail { Status::Warn } else { status };
        assert_eq!(seen.statuses, [(STD, left)]);
    }
}

#[test]
fn a_conclusive_check_blocks_before_any_proof() {
    let stopping = CheckReport { conclusive: true, ..check(STD, Status::Fail) };
    let refused = Failure::Failed { message: "nobody should have asked".into() };
    let seen = judged(&[stopping], &[], Some(Err(refused)));
    assert_eq!((seen.verdict, seen.proof, seen.blockers), (Verdict::Blocked, ProofStatus::Skipped, vec![STD]));
    let reason = "no build can pass while `target-std-missing` stands";
    assert_eq!(seen.judged.proof.reason.as_deref(), Some(reason));
}

#[test]
fn a_conclusive_check_of_the_host_blocks_every_target_and_stands_among_its_checks() {
    let stopping = CheckReport { conclusive: true, ..check(STD, Status::Fail) };
    let seen = judged(&[], &[stopping], None);
    assert_eq!((seen.verdict, seen.blockers, seen.statuses), (Verdict::Blocked, vec![STD], vec![(STD, Status::Fail)]));
}

#[test]
fn while_a_check_is_pending_so_is_the_target() {
    let seen = judged(&[check(STD, Status::Pending)], &[], Some(Ok(linked(0, ""))));
    assert_eq!((seen.verdict, seen.proof), (Verdict::Pending, ProofStatus::Pending));
}

#[test]
fn without_a_proof_an_unknown_comes_before_a_failure() {
    for (own, verdict) in [
        (vec![], Verdict::Unproved),
        (vec![check(STD, Status::Pass)], Verdict::Unproved),
        (vec![check(STD, Status::Fail)], Verdict::Blocked),
        (vec![check(STD, Status::Unknown)], Verdict::Unknown),
    ] {
        assert_eq!(judged(&own, &[], None).verdict, verdict, "{own:?}");
    }
}

#[test]
fn a_proof_without_an_end_is_unknown_and_one_not_recorded_is_unproved() {
    for (failure, verdict) in [
        (Failure::TimedOut { seconds: 1 }, Verdict::Unknown),
        (Failure::Failed { message: "another cargo holds the lock".into() }, Verdict::Unknown),
        (Failure::NotRecorded, Verdict::Unproved),
        (Failure::WouldDownload { message: "x".into() }, Verdict::Unproved),
    ] {
        let seen = judged(&[], &[], Some(Err(failure.clone())));
        assert_eq!((seen.verdict, seen.proof), (verdict, ProofStatus::Skipped), "{failure}");
        assert_eq!(seen.judged.proof.reason, Some(failure.to_string()));
    }
}

const STD_TEXT: &str = "error[E0463]: can't find crate for `std`\n  |\n  \
                        = note: the `x86_64-unknown-linux-gnu` target may not be installed\n";

#[test]
fn a_failure_that_says_what_a_check_found_has_that_cause() {
    let seen = judged(&[check(STD, Status::Fail)], &[], Some(Ok(linked(101, STD_TEXT))));
    assert_eq!((seen.verdict, seen.blockers), (Verdict::Blocked, vec![STD]));
    assert_eq!(seen.judged.checks[0].message, "found");
}

#[test]
fn a_failure_that_no_check_foresaw_is_named_by_its_text() {
    let seen = judged(&[], &[], Some(Ok(linked(101, STD_TEXT))));
    assert_eq!((seen.verdict, seen.blockers), (Verdict::Blocked, vec![STD]));
    let Evidence::Command { exit, output, .. } = &seen.judged.checks[0].evidence[0] else { panic!("a command") };
    assert_eq!(*exit, Some(101));
    assert!(output.contains("E0463"), "{output}");
}

#[test]
fn a_failure_that_nothing_explains_shows_its_output() {
    let seen = judged(&[], &[], Some(Ok(linked(1, "ld: strange things\n"))));
    assert_eq!((seen.verdict, seen.blockers), (Verdict::Blocked, vec!["unexplained-link-failure"]));
    assert!(format!("{:?}", seen.judged.checks[0].evidence).contains("strange things"));
}

#[test]
fn a_failure_of_cargo_to_fetch_or_to_write_a_lock_file_proves_nothing() {
    for text in ["error: x\nyou're using offline mode (--offline)", "cannot update the lock file: --locked was passed"]
    {
        let seen = judged(&[], &[], Some(Ok(linked(101, text))));
        assert_eq!((seen.verdict, seen.proof), (Verdict::Unproved, ProofStatus::Skipped), "{text}");
    }
}

#[test]
fn a_run_is_told_and_decides_nothing() {
    let run = LinkedRun { runner: Some("qemu-aarch64".into()), exit: Exit::Code(1), output: "no loader\n".into() };
    let seen = judged(&[], &[], Some(Ok(Linked { run: Some(run), ..linked(0, "") })));
    assert_eq!(seen.verdict, Verdict::Ready);
    let told = seen.judged.proof.run.expect("told");
    assert_eq!(
        (told.status, told.runner.as_deref(), told.reason.as_deref()),
        (ProofStatus::Failed, Some("qemu-aarch64"), Some("no loader"))
    );
}
