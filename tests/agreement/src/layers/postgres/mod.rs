//! The generated policies, in a real Postgres: what each caller sees, changes,
//! deletes, restores, makes and moves, beside what the core permits.

mod answers;
mod identity;
mod members;
mod statements;
mod writes;

use crate::case::{Act, Case, Facts, New};
use crate::database::{Database, Op};
use crate::draft::Place;
use crate::judge::{Judged, asked, asked_new};
use answers::Answers;
use identity::Identity;
use ownguard_core::Action;
use ownguard_emit::postgres::emit;
use statements::{Statement, What};

/// What runs statements one by one and says how each ended, without a trace.
const TRIES: &str = "
create schema agree;
grant usage on schema agree to public;
create function agree.tries(statements text[]) returns setof text language plpgsql as $$
declare n bigint; said text;
begin
  for at in 1..coalesce(array_length(statements, 1), 0) loop
    begin
      execute statements[at];
      get diagnostics n = row_count;
      raise exception using errcode = 'AG001';
    exception
      when sqlstate 'AG001' then said := n::text;
      when others then said := sqlstate || ' ' || sqlerrm;
    end;
    return next said;
  end loop;
end $$;
";

/// Within the transaction that holds the world's tables.
pub fn ask(
    case: &Case,
    database: &mut Database,
    change: Option<fn(String) -> String>,
    judged: &mut Judged,
) -> Result<(), String> {
    let identity = Identity::of(case);
    let options = identity.options(case);
    let migration = emit(&case.model, &case.document.storage, &options);
    let text = migration.up.sql.clone();
    let policies = change.map_or(text.clone(), |change| change(text));
    for sql in [TRIES.to_owned(), identity.stubs(), policies] {
        applied(database, &sql)?;
    }
    for caller in 0..case.callers.len() {
        let statements = statements::all(case, &migration, caller);
        let set = identity.set(&case.callers[caller]);
        let answers = answered(database, &set, &statements)?;
        for (statement, answers) in statements.iter().zip(answers) {
            hold(case, caller, statement, &answers, judged);
        }
    }
    Ok(())
}

fn applied(database: &mut Database, sql: &str) -> Result<(), String> {
    let outcome = database.run(&[Op::Exec(sql.to_owned())])?;
    if let Some(Err(failure)) = outcome.into_iter().next() {
        let lines = sql.lines().enumerate();
        let numbered = lines.map(|(at, line)| format!("{:4} {line}\n", at + 1));
        let numbered: String = numbered.collect();
        return Err(format!("{} {}\n{numbered}", failure.code, failure.message));
    }
    Ok(())
}

/// All rows at once first; what met an error is asked again row by row.
fn answered(
    database: &mut Database,
    set: &str,
    statements: &[Statement],
) -> Result<Vec<Answers>, String> {
    let ops: Vec<Op> = statements
        .iter()
        .map(|statement| Op::Attempt(format!("{set}; {}", statement.whole)))
        .collect();
    let outcomes = database.run(&ops)?;
    if outcomes.len() != statements.len() {
        return Err("the runner answered fewer statements than it was asked".into());
    }
    let mut answers = Vec::new();
    for (statement, outcome) in statements.iter().zip(outcomes) {
        answers.push(match outcome {
            Err(failure) if statement.alone_where_it_fails(&failure) => {
                let tries = format!("{set}; {}", statements::tries(&statement.each));
                let outcome = database.run(&[Op::Attempt(tries)])?;
                let rows = outcome.into_iter().next().ok_or("no answer")?;
                answers::each(statement, &rows.map_err(|failure| failure.message)?)?
            }
            Err(failure) => answers::refused(statement, &failure)?,
            Ok(rows) => answers::whole(statement, &rows)?,
        });
    }
    Ok(answers)
}

fn hold(case: &Case, caller: usize, statement: &Statement, answers: &Answers, judged: &mut Judged) {
    for (at, answer) in answers.0.iter().enumerate() {
        let said = answer.yes;
        let about = || {
            vec![
                ("statement", statement.text(at)),
                ("said", answer.said.clone()),
            ]
        };
        match &statement.what {
            What::Rows {
                resource,
                actions,
                deed,
                layer,
            } => {
                let act = |action: &Action| Act {
                    caller,
                    resource: *resource,
                    row: at,
                    action: *action,
                };
                let permits = |action: &Action| case.core(act(action), Facts::Best);
                let mut core = actions.iter().any(permits);
                if let Some(deed) = deed.filter(|_| core) {
                    core = members::lets(case, caller, at, deed).unwrap_or(said);
                }
                let question = || asked(case, act(&actions[0]));
                judged.hold(layer, said, core, question, about);
            }
            What::Written { resource, write } => {
                let row = (caller, *resource, at);
                let core = writes::lets(case, row, write);
                let act = Act {
                    caller,
                    resource: *resource,
                    row: at,
                    action: Action::UPDATE,
                };
                judged.hold("write", said, core, || asked(case, act), about);
            }
            What::Moved { resource } => {
                let act = Act {
                    caller,
                    resource: *resource,
                    row: at,
                    action: Action::UPDATE,
                };
                judged.hold("move", said, false, || asked(case, act), about);
            }
            What::New { news, actions } => {
                made(case, caller, &news[at], actions, said, judged, &about);
            }
        }
    }
}

fn made(
    case: &Case,
    caller: usize,
    new: &New,
    actions: &[Action],
    said: bool,
    judged: &mut Judged,
    about: &dyn Fn() -> Vec<(&'static str, String)>,
) {
    let mut permits = actions
        .iter()
        .map(|action| case.core_new(caller, new, *action, Facts::Best));
    let core = permits.any(|permits| permits);
    // Nobody grants a role above their own.
    let above = new
        .role
        .is_some_and(|role| case.role(caller, new.tenant.as_deref()) < Some(role));
    // A row without the tenant that its resource has would be orphaned: none is made.
    let draft = &case.draft.resources[new.resource];
    let homeless = draft.tenant.is_some() && new.tenant.is_none();
    if homeless && draft.place != Place::Tenants && core && !said {
        judged.stricter += 1;
        judged.tally.count("insert", said);
        return;
    }
    let core = core && !above;
    let question = || asked_new(case, caller, new, actions[0]);
    judged.hold("insert", said, core, question, about);
}
