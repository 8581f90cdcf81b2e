//! Many models, on several threads, each with a database of its own.

use crate::case::Case;
use crate::database::{Database, Engine};
use crate::draft;
use crate::judge::{Changes, Disagreement, Judged, Tally, judge};
use crate::random::Random;
use crate::shrink::shrink;
use crate::world;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

#[derive(Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// The first model's place in the seed's row.
    pub from: u64,
    pub models: u64,
    /// Without one, only the layers in this process answer.
    pub engine: Option<Engine>,
    pub threads: usize,
    pub changes: Changes,
    /// How many smaller cases to try where one fails.
    pub tries: usize,
}

#[derive(Debug, Default)]
pub struct Summary {
    pub models: u64,
    pub tally: Tally,
    pub stricter: u64,
    /// The first case that failed, made small.
    pub failure: Option<String>,
}

/// The case at a place of a seed's row.
pub fn nth(seed: u64, index: u64) -> Result<Case, String> {
    let mut random = Random::nth(seed, index);
    let draft = draft::draw(&mut random);
    let world = world::draw(&draft, &mut random);
    Case::new(draft, world)
}

/// Ends with the first failure. `progress` hears how many models are done.
pub fn run(plan: Plan, progress: &(dyn Fn(u64) + Sync)) -> Result<Summary, String> {
    run_on(plan, &mut open(plan)?, progress)
}

/// A database for each thread, or none.
pub type Databases = Vec<Option<Database>>;

pub fn open(plan: Plan) -> Result<Databases, String> {
    (0..plan.threads.max(1))
        .map(|_| plan.engine.map(Database::open).transpose())
        .collect()
}

/// The same, on databases that are open already; each has a thread.
pub fn run_on(
    plan: Plan,
    databases: &mut Databases,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Summary, String> {
    let next = AtomicU64::new(0);
    let done = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let summary = Mutex::new(Summary::default());
    let work = |database: &mut Option<Database>| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= plan.models || stop.load(Ordering::Relaxed) {
                return;
            }
            let told = one(plan, plan.from + at, database.as_mut());
            let mut summary = summary.lock().unwrap();
            summary.models += 1;
            match told {
                Ok(judged) => {
                    summary.tally.add(&judged.tally);
                    summary.stricter += judged.stricter;
                }
                Err(failure) => {
                    stop.store(true, Ordering::Relaxed);
                    summary.failure.get_or_insert(failure);
                }
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    std::thread::scope(|scope| {
        for database in databases {
            scope.spawn(|| work(database));
        }
    });
    Ok(summary.into_inner().unwrap())
}

/// One model; what went wrong, ready to be read.
fn one(plan: Plan, index: u64, mut database: Option<&mut Database>) -> Result<Judged, String> {
    let head = format!("model {index} of seed {}", plan.seed);
    let case = nth(plan.seed, index).map_err(|error| format!("{head}: {error}"))?;
    let judged = judge(&case, database.as_deref_mut(), plan.changes)
        .map_err(|error| format!("{head}: {error}\n\n{}", case.toml))?;
    let Some(first) = judged.disagreements.first() else {
        return Ok(judged);
    };
    let layer = first.layer;
    let differs = |judged: &Judged| {
        judged
            .disagreements
            .iter()
            .any(|found| found.layer == layer)
    };
    let mut fails = |case: &Case| {
        judge(case, database.as_deref_mut(), plan.changes).is_ok_and(|judged| differs(&judged))
    };
    let (draft, world) = shrink(
        case.draft.clone(),
        case.world.clone(),
        plan.tries,
        &mut fails,
    );
    let small = Case::new(draft, world).map_err(|error| format!("{head}: {error}"))?;
    let judged = judge(&small, database, plan.changes).unwrap_or(judged);
    Err(report(&head, &small, &judged.disagreements, layer))
}

fn report(head: &str, case: &Case, found: &[Disagreement], layer: &str) -> String {
    let mut text = format!("{head}: `{layer}` answers otherwise than the core\n\n");
    let rule = "-".repeat(72);
    let flavour = if case.draft.supabase {
        "supabase"
    } else {
        "plain"
    };
    let _ = writeln!(text, "{flavour}\n{rule}\n{}{rule}", case.toml);
    let _ = writeln!(text, "{}{rule}", case.world.sql(&case.draft));
    for one in found.iter().filter(|one| one.layer == layer).take(3) {
        let _ = writeln!(text, "{}", one.question);
        for (layer, said) in &one.answers {
            let _ = writeln!(text, "  {layer:<9} {said}");
        }
    }
    text
}
