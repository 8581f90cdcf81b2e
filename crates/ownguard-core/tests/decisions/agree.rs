//! The core and the naive decider, held against each other over random worlds.

use crate::naive::{Allowed, Naive, Slip, Verdict};
use crate::world::{Case, NOW, RawCase, cases};
use ownguard_core::{Decision, FieldSet, Model, Reason, Spec, decide};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeMap;

const CASES: u32 = 4_000;

/// How many cases to try; more of them go on where fewer end.
#[expect(
    clippy::disallowed_methods,
    reason = "a test may be asked to try harder"
)]
fn how_many() -> u32 {
    let asked = std::env::var("OWNGUARD_CASES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(CASES)
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// The core's answer in the naive decider's words.
pub(crate) fn in_words(model: &Model, spec: &Spec, resource: usize, decision: Decision) -> Verdict {
    let columns = |fields: FieldSet| {
        let named = &spec.resources[resource].fields;
        fields
            .iter()
            .map(|field| named[field].column.clone())
            .collect()
    };
    match decision {
        Decision::Deny(denial) => Verdict::Deny(denial.reason),
        Decision::Permit(permit) => Verdict::Permit(Allowed {
            relations: permit
                .relations
                .iter()
                .map(|relation| model.vocabulary().name(relation).to_owned())
                .collect(),
            show: columns(permit.obligations.fields.show),
            masked: columns(permit.obligations.fields.otherwise),
            write: columns(permit.obligations.write),
            audit: permit.obligations.audit,
        }),
    }
}

fn both(case: &Case, slip: Option<Slip>) -> (Verdict, Verdict) {
    let model = Model::compile(case.spec.clone()).unwrap();
    case.asked.lend(&|target| {
        let core = decide(
            &model,
            &case.session,
            case.resource,
            case.action,
            target,
            NOW,
        );
        let naive = Naive::new(&case.spec, &case.session, NOW).slipping(slip);
        (
            in_words(&model, &case.spec, case.resource, core),
            naive.decide(case.resource, case.action, target),
        )
    })
}

fn agree(raw: &RawCase, slip: Option<Slip>) -> Result<(), TestCaseError> {
    let case = raw.fit();
    let (core, naive) = both(&case, slip);
    if core == naive {
        return Ok(());
    }
    Err(TestCaseError::fail(format!(
        "{case:?}core  {core:?}\nnaive {naive:?}"
    )))
}

#[test]
fn the_core_decides_as_the_naive_decider_does() {
    let outcome = runner(how_many()).run(&cases(), |raw| agree(&raw, None));
    if let Err(TestError::Fail(reason, _)) = outcome {
        panic!("{reason}");
    }
}

/// That agreement means something: the worlds are neither all denied nor all alike.
#[test]
fn the_random_worlds_reach_every_outcome() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut runner = runner(CASES);
    for _ in 0..CASES {
        let case = cases().new_tree(&mut runner).unwrap().current().fit();
        let kind = case.asked.kind();
        let outcome = match both(&case, None).0 {
            Verdict::Permit(allowed) => {
                for relation in allowed.relations {
                    let name = relation.split('.').next().unwrap().to_owned();
                    *seen.entry(format!("{kind} by {name}")).or_default() += 1;
                }
                "permit"
            }
            Verdict::Deny(reason) => reason.name(),
        };
        *seen.entry(outcome.to_owned()).or_default() += 1;
    }
    let times = |outcome: &str| seen.get(outcome).copied().unwrap_or_default();
    assert!(times("permit") > CASES / 20, "{seen:?}");
    for reason in Reason::ALL {
        assert!(times(reason.name()) > 2, "{} in {seen:?}", reason.name());
    }
    for relation in [
        "owner",
        "org",
        "shared",
        "service",
        "authenticated",
        "link",
        "anyone",
        "staff",
    ] {
        assert!(
            times(&format!("row by {relation}")) > 2,
            "{relation} in {seen:?}"
        );
    }
    for kind in ["new", "collection", "listing"] {
        assert!(times(&format!("{kind} by org")) > 2, "{kind} in {seen:?}");
    }
}

/// That a disagreement would be seen: each rule forgotten by one side shows itself.
#[test]
fn a_forgotten_rule_is_noticed() {
    for slip in Slip::ALL {
        let mut runner = runner(10 * CASES);
        let mut tries = 0..10 * CASES;
        let noticed = tries.any(|_| {
            let raw = cases().new_tree(&mut runner).unwrap().current();
            agree(&raw, Some(slip)).is_err()
        });
        assert!(noticed, "{slip:?} went unnoticed");
    }
}
