//! The criterion benches. `cargo xtask bench` runs them and reads what they leave.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up must stop"
)]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ownguard_benches::byhand::ByHand;
use ownguard_benches::data::World;
use ownguard_benches::resources::{asked, model_of};
use ownguard_benches::{MODEL, NOW, answer, compile, exchange};
use ownguard_core::{Model, Target, decide};
use ownguard_gate::Exchange;
use std::hint::black_box;
use std::time::{Duration, Instant};

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = compiling, deciding, peers, resources, admitting, answering
}
criterion_main!(benches);

fn compiling(bench: &mut Criterion) {
    bench.bench_function("parse + compile", |b| b.iter(|| compile(black_box(MODEL))));
}

/// Times whole passes over the questions, and gives the time of one question.
#[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
fn each(bench: &mut Criterion, name: &str, count: usize, mut pass: impl FnMut()) {
    let count = u32::try_from(count).expect("few questions");
    bench.bench_function(name, |b| {
        b.iter_custom(|times| {
            let passes = u32::try_from(times.div_ceil(u64::from(count))).expect("few passes");
            let started = Instant::now();
            for _ in 0..passes {
                pass();
            }
            let one = started.elapsed().as_secs_f64() / f64::from(passes) / f64::from(count);
            Duration::from_secs_f64(one * times as f64)
        });
    });
}

fn deciding(bench: &mut Criterion) {
    let model = compile(MODEL);
    let world = World::new(&model);
    let questions = world.questions();
    let by_hand = ByHand::new(&model);
    let invoice = model.find_resource("invoice").expect("there are invoices");
    assert!(
        by_hand.agrees(&model, &questions, NOW),
        "equal answers first"
    );
    each(bench, "decide", questions.len(), || {
        for question in &questions {
            let target = Target::Row(&question.row);
            black_box(decide(
                &model,
                question.session,
                invoice,
                question.action,
                &target,
                NOW,
            ));
        }
    });
    each(bench, "decide by hand", questions.len(), || {
        for question in &questions {
            black_box(by_hand.decide(question.session, question.action, &question.row, NOW));
        }
    });
}

#[cfg(not(feature = "peers"))]
fn peers(_: &mut Criterion) {}

#[cfg(feature = "peers")]
fn peers(bench: &mut Criterion) {
    use ownguard_benches::peers::{cedar::Cedar, gatehouse::Gatehouse};
    let model = compile(MODEL);
    let world = World::new(&model);
    let questions = world.questions();
    let invoice = model.find_resource("invoice").expect("there are invoices");
    let ours = questions.iter().map(|question| {
        let target = Target::Row(&question.row);
        decide(
            &model,
            question.session,
            invoice,
            question.action,
            &target,
            NOW,
        )
        .is_permit()
    });
    let ours: Vec<bool> = ours.collect();
    let cedar = Cedar::new(&model, &world, &questions);
    assert!(
        cedar.answers().eq(ours.iter().copied()),
        "equal answers first"
    );
    let gatehouse = Gatehouse::new();
    assert!(
        gatehouse.answers(&world, &questions, NOW).eq(ours),
        "equal answers first"
    );
    each(bench, "cedar", questions.len(), || {
        black_box(cedar.answers().filter(|allowed| *allowed).count());
    });
    each(bench, "gatehouse", questions.len(), || {
        let answers = gatehouse.answers(&world, &questions, NOW);
        black_box(answers.filter(|allowed| *allowed).count());
    });
}

fn resources(bench: &mut Criterion) {
    let model = compile(MODEL);
    let world = World::new(&model);
    let questions = world.questions();
    for count in [10, 10_000] {
        let model = model_of(count);
        let resources = asked(&model);
        each(
            bench,
            &format!("decide of {count} resources"),
            questions.len(),
            || {
                for (question, resource) in questions.iter().zip(resources.iter().cycle()) {
                    let target = Target::Row(&question.row);
                    black_box(decide(
                        &model,
                        question.session,
                        *resource,
                        question.action,
                        &target,
                        NOW,
                    ));
                }
            },
        );
    }
}

fn admitting(bench: &mut Criterion) {
    let (model, session, arrival) = (compile(MODEL), exchange::session(), exchange::arrival());
    bench.bench_function("admit", |b| {
        b.iter(|| exchange::admitted(&model, black_box(&arrival), &session, NOW));
    });
    let mut kept = exchange::Kept::new();
    bench.bench_function("admit, kept token", |b| {
        b.iter(|| kept.admitted(&model, black_box(&arrival), NOW));
    });
    for (name, with_proof) in [
        ("request to forward", false),
        ("request to forward, proof", true),
    ] {
        let mut gate = exchange::gate(with_proof);
        bench.bench_function(name, |b| {
            b.iter_batched(
                exchange::arrival,
                |arrival| Exchange::begin(&mut gate, arrival, &exchange::moment()),
                BatchSize::SmallInput,
            );
        });
    }
}

fn answering(bench: &mut Criterion) {
    let model: Model = compile(MODEL);
    let (passage, session) = (exchange::passage(&model), exchange::session());
    let (head, body) = (answer::head(), answer::body());
    bench.bench_function("release", |b| {
        b.iter(|| answer::released(&model, &passage, black_box(&head)));
    });
    bench.bench_function("inspect", |b| {
        b.iter(|| answer::inspected(&model, &passage, &session, black_box(&body)));
    });
}
