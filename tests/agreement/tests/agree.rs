//! All layers over 100 random models with the embedded Postgres, a few with a real
//! server; and that each emitter's bug would be noticed.
#![expect(
    clippy::print_stdout,
    reason = "it says what the test harness would say"
)]

use ownguard_agreement::database::{Engine, missing};
use ownguard_agreement::judge::Changes;
use ownguard_agreement::run::{Plan, open, run, run_on};
use std::process::ExitCode;

type Outcome = Result<(), String>;

const PLAN: Plan = Plan {
    seed: 2026,
    from: 0,
    models: 100,
    engine: Some(Engine::PgLite),
    threads: 2,
    changes: Changes::NONE,
    tries: 300,
};

type Test = (&'static str, Engine, fn() -> Outcome);

const TESTS: [Test; 3] = [
    (
        "every_layer_agrees_over_a_hundred_models",
        Engine::PgLite,
        || agree(PLAN, 100_000),
    ),
    ("a_real_server_agrees_too", Engine::Server, || {
        let plan = Plan {
            from: 1_000,
            models: 20,
            engine: Some(Engine::Server),
            ..PLAN
        };
        agree(plan, 10_000)
    }),
    ("a_bug_of_an_emitter_is_noticed", Engine::PgLite, bugs),
];

/// Enough questions, enough of either answer, and no disagreement.
fn agree(plan: Plan, least: u64) -> Outcome {
    let summary = run(plan, &|_| {})?;
    if let Some(failure) = summary.failure {
        return Err(failure);
    }
    let tally = &summary.tally.0;
    for (layer, (asked, permitted)) in tally {
        println!("    {layer}: {asked} questions, {permitted} permits");
    }
    for layer in ["core", "naive", "cedar", "filter"] {
        let (asked, permitted) = tally.get(layer).copied().unwrap_or_default();
        if asked < least || permitted * 20 < asked || permitted * 2 > asked {
            return Err(format!("{layer} was not asked enough, or of one kind only"));
        }
    }
    Ok(())
}

/// What each bug changes, and how: the first model that has such a place shows it.
fn bugs() -> Outcome {
    let mut databases = open(PLAN)?;
    for (name, layer, changes) in BUGS {
        let plan = Plan {
            changes: *changes,
            models: 60,
            tries: 0,
            ..PLAN
        };
        let summary = run_on(plan, &mut databases, &|_| {})?;
        let (models, failure) = (summary.models, summary.failure);
        // A policy that is too wide shows itself where rows are seen first.
        let told = match *layer {
            "postgres" => "answers otherwise than the core".to_owned(),
            layer => format!("`{layer}` answers otherwise than the core"),
        };
        let noticed = failure.as_ref().is_some_and(|text| text.contains(&told));
        if !noticed {
            return Err(format!("{name} went unnoticed: {failure:?}"));
        }
        println!("    {name}: noticed within {models} models");
    }
    Ok(())
}

type Change = fn(String) -> String;
type Bug = (&'static str, &'static str, Changes);

const fn cedar(name: &'static str, change: Change) -> Bug {
    let cedar = Some(change);
    let changes = Changes {
        cedar,
        ..Changes::NONE
    };
    (name, "cedar", changes)
}

const fn filter(name: &'static str, change: Change) -> Bug {
    let filter = Some(change);
    let changes = Changes {
        filter,
        ..Changes::NONE
    };
    (name, "filter", changes)
}

const fn postgres(name: &'static str, layer: &'static str, change: Change) -> Bug {
    let postgres = Some(change);
    let changes = Changes {
        postgres,
        ..Changes::NONE
    };
    (name, layer, changes)
}

const BUGS: &[Bug] = &[
    cedar("a Cedar policy that permits on deleted rows", |text| {
        text.replace("!resource.deleted", "true")
    }),
    cedar("a Cedar policy that forgets suspended members", |text| {
        text.replace(".suspended)", ".nobody)")
            .replace("has tenant && principal in", "has nobody && principal in")
    }),
    cedar("a Cedar policy that shows unlisted rows", |text| {
        text.replace("[\"public\"]", "[\"public\", \"unlisted\"]")
    }),
    filter("a filter that forgets deleted rows", |text| {
        text.replace("\"deleted_at\" is null", "\"deleted_at\" is null or true")
    }),
    filter("a filter that lets a null tenant pass", |text| {
        text.replace("\"it\".\"orgId\" is not null", "true")
    }),
    filter("a filter that forgets conditions", |text| {
        text.replace("cast(\"it\".\"state\" as text)", "'open'")
    }),
    postgres("policies that forget deleted rows", "postgres", |text| {
        text.replace(
            "\"deleted_at\" is null or",
            "\"deleted_at\" is null or true or",
        )
    }),
    postgres("policies that let a null tenant pass", "postgres", |text| {
        text.replace(".\"orgId\" is not null", ".\"id\" is not null")
    }),
    postgres("policies that forget the tenant", "postgres", |text| {
        text.replace(
            " = any ((select ownguard.tenants(",
            " <> all ((select ownguard.tenants(",
        )
    }),
    postgres(
        "policies that take every role for the strongest",
        "postgres",
        |text| {
            (0..4).fold(text, |text, role| {
                text.replace(&format!("tenants('role{role}')"), "tenants()")
            })
        },
    ),
    postgres(
        "policies that forget suspended members",
        "postgres",
        |text| {
            text.replace(
                "(select ownguard.suspended_tenants())",
                "(select (ownguard.suspended_tenants())[0:0])",
            )
        },
    ),
    postgres("a trigger that lets roles be raised", "role", |text| {
        text.replace(
            "before insert or update or delete on",
            "before insert or delete on",
        )
    }),
    postgres("a trigger that lets the last holder go", "delete", |text| {
        text.replace(
            "before insert or update or delete on",
            "before insert or update on",
        )
    }),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let filter = arguments.find(|argument| !argument.starts_with('-'));
    let chosen = |name: &str| filter.as_deref().is_none_or(|part| name.contains(part));
    let tests: Vec<&Test> = TESTS.iter().filter(|(name, _, _)| chosen(name)).collect();
    println!("running {} tests", tests.len());
    let (mut passed, mut failed, mut ignored) = (0, 0, 0);
    for (name, engine, test) in tests {
        if let Some(why) = missing(*engine) {
            ignored += 1;
            println!("test {name} ... ignored, {why}");
            continue;
        }
        match test() {
            Ok(()) => {
                passed += 1;
                println!("test {name} ... ok");
            }
            Err(why) => {
                failed += 1;
                println!("test {name} ... FAILED\n{why}");
            }
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "test result: {word}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; 0 filtered out"
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
