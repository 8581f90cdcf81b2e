//! `ownguard explain`: who may do something to a row and why, and the four questions of a launch review.

use super::decide::told;
use super::{Context, Format, FormatArg, json};
use crate::explain::review::{review, told as reviewed};
use crate::explain::{asked, cases, explain, explained, overview};
use crate::finding::Failure;
use crate::output::Output;
use crate::question::given;
use crate::source::{Loaded, ModelArg, rules};
use ownguard_core::Action;
use ownguard_wire::question::{Answer, Asked, Caller, Done, Row, Where, action, resource};
use serde_json::json;

/// Say who may do something to a row, and why
///
/// Without `--as` it shows whom the action is granted to and what every kind of caller is answered.
/// With `--as` it shows the answer to one caller: a kind that the model knows, such as `anonymous` or
/// `workspace.viewer`, or a caller in JSON together with `--row`. With `--review` it answers the four
/// questions of a launch review from the model and the tests at hand.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard explain invoice              every action on invoices
  ownguard explain invoice.update       who may update one, when, and what they see and write
  ownguard explain invoice.update --as workspace.viewer
  ownguard explain invoice.update \\
      --as '{ \"kind\": \"person\", \"id\": \"u1\", \"memberships\": [{ \"tenant\": \"t1\", \"role\": \"manager\" }] }' \\
      --row '{ \"tenant\": \"t1\", \"owner\": \"u2\" }'
  ownguard explain --review             the four questions of a launch review"
)]
pub(crate) struct Explain {
    /// A resource, or a resource and an action
    #[arg(value_name = "RESOURCE[.ACTION]", required_unless_present = "review")]
    what: Option<String>,

    /// The caller: a kind by name, JSON, or `@FILE` with JSON
    #[arg(long = "as", value_name = "CALLER", requires = "what")]
    caller: Option<String>,

    /// The row's labels: JSON, or `@FILE` with JSON
    #[arg(long, value_name = "ROW", requires = "caller")]
    row: Option<String>,

    /// Answer the four questions of a launch review
    #[arg(long, conflicts_with = "what")]
    review: bool,

    /// Where a review looks for tests
    #[arg(long, value_name = "DIR", default_value = ".", requires = "review")]
    tests: String,

    #[command(flatten)]
    model: ModelArg,

    #[command(flatten)]
    format: FormatArg,
}

impl Explain {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let Some(what) = &self.what else {
            return Ok(self.reviewed(&loaded, context));
        };
        let (name, does) = match what.split_once('.') {
            Some((name, does)) => (name, Some(does)),
            None => (what.as_str(), None),
        };
        let at = resource(&loaded.model, name).map_err(|why| unknown(&loaded, why))?;
        let Some(does) = does else {
            return Ok(self.overview(&loaded, at, context));
        };
        let action = action(&loaded.model, does).map_err(|why| unknown(&loaded, why))?;
        match &self.caller {
            Some(caller) => self.answer(&loaded, at, action, caller, context),
            None => Ok(self.whole(&loaded, at, action, context)),
        }
    }

    fn reviewed(&self, loaded: &Loaded, context: Context<'_>) -> Output {
        let review = review(loaded, context.files, &self.tests);
        Output::good(match self.format.format {
            Format::Json => json(&review),
            Format::Text => reviewed(&review, context.columns(), context.paint()),
        })
    }

    fn overview(&self, loaded: &Loaded, at: usize, context: Context<'_>) -> Output {
        Output::good(match self.format.format {
            Format::Text => overview(loaded, at, context.columns(), context.paint()),
            Format::Json => {
                let actions = (0..loaded.model.actions().len()).filter_map(Action::at);
                json(
                    &actions
                        .filter_map(|action| explain(loaded, at, action))
                        .collect::<Vec<_>>(),
                )
            }
        })
    }

    fn whole(&self, loaded: &Loaded, at: usize, action: Action, context: Context<'_>) -> Output {
        let whole = explain(loaded, at, action);
        Output::good(match (self.format.format, &whole) {
            (Format::Json, whole) => json(whole),
            (Format::Text, Some(whole)) => explained(whole, context.columns(), context.paint()),
            (Format::Text, None) => String::new(),
        })
    }

    fn answer(
        &self,
        loaded: &Loaded,
        at: usize,
        action: Action,
        caller: &str,
        context: Context<'_>,
    ) -> Result<Output, Failure> {
        let named = !caller.starts_with(['{', '@']);
        let answers: Vec<(String, Answer)> = if named {
            kinds(loaded, at, action, caller)?
        } else {
            let answer = self.one(loaded, at, action, caller, context)?;
            vec![(String::new(), answer)]
        };
        let text = match self.format.format {
            Format::Json => {
                let list: Vec<_> = answers
                    .iter()
                    .map(|(on, answer)| json!({ "on": on, "answer": answer }))
                    .collect();
                json(&list)
            }
            Format::Text => {
                let whole = explain(loaded, at, action);
                let parts = answers.iter().map(|(on, answer)| {
                    let head = if on.is_empty() {
                        String::new()
                    } else {
                        format!("{on}: ")
                    };
                    head + &told(answer, context) + &asked(answer, whole.as_ref())
                });
                parts.collect()
            }
        };
        let permitted = answers
            .iter()
            .any(|(_, answer)| matches!(answer, Answer::Permit(_)));
        Ok(if permitted {
            Output::good(text)
        } else {
            Output::no(text)
        })
    }

    /// A caller and a row as they were given.
    fn one(
        &self,
        loaded: &Loaded,
        at: usize,
        action: Action,
        caller: &str,
        context: Context<'_>,
    ) -> Result<Answer, Failure> {
        let caller: Caller = given("--as", caller, context.files)?;
        let row: Row = self.row.as_deref().map_or_else(
            || Ok(Row::default()),
            |row| given("--row", row, context.files),
        )?;
        let model = &loaded.model;
        let now = context.terminal.now;
        let told = |why: String| Failure::from(rules::NAME.found(why));
        let asked = Asked {
            model,
            session: caller.session(model, None, None, now).map_err(told)?,
            resource: at,
            action,
            now,
        };
        let target = if action.makes_a_row() {
            Done::New(Where::of(&row))
        } else if action == Action::EXPORT && self.row.is_none() {
            Done::Collection(Where::of(&row))
        } else {
            Done::Row(Box::new(row))
        };
        let decision = asked.decide(&target).map_err(told)?;
        Ok(Answer::of(&asked, decision, None))
    }
}

/// Every row on which a kind of caller is answered by itself.
fn kinds(
    loaded: &Loaded,
    at: usize,
    action: Action,
    caller: &str,
) -> Result<Vec<(String, Answer)>, Failure> {
    let cases = cases(loaded, at, action);
    let of = cases.iter().filter(|case| case.who == caller);
    let found: Vec<_> = of
        .map(|case| (case.on.to_owned(), case.answer.clone()))
        .collect();
    if found.is_empty() {
        let mut names: Vec<&str> = cases.iter().map(|case| case.who.as_str()).collect();
        names.dedup();
        let found = rules::NAME.found(format!("no kind of caller is called `{caller}` here"));
        return Err(found
            .mend(format!("one of: {}; or a caller in JSON", names.join(", ")))
            .into());
    }
    Ok(found)
}

fn unknown(loaded: &Loaded, why: String) -> Failure {
    let names: Vec<&str> = loaded
        .model
        .resources()
        .iter()
        .map(ownguard_core::Resource::name)
        .collect();
    let mend = if why.contains("resource") {
        format!("it has: {}", names.join(", "))
    } else {
        format!("it has: {}", loaded.model.actions().join(", "))
    };
    rules::NAME.found(why).mend(mend).into()
}
