//! The ratios that must hold on any machine, in a few seconds and without
//! criterion: `decide` beside a hand-written `if`, and a model of 10,000 resources
//! beside one of 10. Exits with 1 when one is exceeded.

use ownguard_benches::byhand::ByHand;
use ownguard_benches::data::World;
use ownguard_benches::measure::{Pair, side_by_side};
use ownguard_benches::resources::{asked, model_of};
use ownguard_benches::{MODEL, NOW, compile};
use ownguard_core::{Model, Target, decide};
use std::hint::black_box;
use std::io::{Write, stdout};
use std::process::ExitCode;

/// How much looser than the goal a shared machine is held to.
const SLACK: f64 = 1.5;
const ROUNDS: usize = 401;
const PASSES: usize = 20;

fn main() -> ExitCode {
    let model = compile(MODEL);
    let world = World::new(&model);
    if !ByHand::new(&model).agrees(&model, &world.questions(), NOW) {
        drop(stdout().write_all(b"the hand-written check decides otherwise than the model\n"));
        return ExitCode::FAILURE;
    }
    let checks = [
        (
            "decide / a hand-written if",
            2.5,
            beside_by_hand(&model, &world),
        ),
        ("decide, 10,000 resources / 10", 1.0, beside_few(&world)),
    ];
    let mut good = true;
    for (name, goal, pair) in checks {
        let limit = goal * SLACK;
        let held = pair.ratio <= limit;
        good &= held;
        let Pair { one, two, ratio } = pair;
        let word = if held { "good" } else { "too slow" };
        let line = format!(
            "{word:<8}  {name:<30}  {ratio:5.2} (goal {goal}, limit {limit})  {one:6.1} ns / {two:6.1} ns\n"
        );
        // A reader that went away is no fault of the run.
        drop(stdout().write_all(line.as_bytes()));
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn beside_by_hand(model: &Model, world: &World) -> Pair {
    let by_hand = ByHand::new(model);
    let questions = world.questions();
    let invoice = model.find_resource("invoice").unwrap_or_default();
    let ours = || {
        for _ in 0..PASSES {
            for question in &questions {
                let target = Target::Row(&question.row);
                let (session, action) = (question.session, question.action);
                black_box(decide(model, session, invoice, action, &target, NOW));
            }
        }
    };
    let theirs = || {
        for _ in 0..PASSES {
            for question in &questions {
                let (session, action) = (question.session, question.action);
                black_box(by_hand.decide(session, action, &question.row, NOW));
            }
        }
    };
    side_by_side(ROUNDS, PASSES * questions.len(), ours, theirs)
}

fn beside_few(world: &World) -> Pair {
    let [many, few] = [10_000, 10].map(model_of);
    let questions = world.questions();
    let pass = |model: &Model| {
        let resources = asked(model);
        for _ in 0..PASSES {
            for (question, resource) in questions.iter().zip(resources.iter().cycle()) {
                let target = Target::Row(&question.row);
                let (session, action) = (question.session, question.action);
                black_box(decide(model, session, *resource, action, &target, NOW));
            }
        }
    };
    side_by_side(
        ROUNDS,
        PASSES * questions.len(),
        || pass(&many),
        || pass(&few),
    )
}
