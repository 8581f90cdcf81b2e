//! TypeScript types of a model: resources, actions, rows as each action and each
//! relation shows them, and what may be written; and a module that holds them beside the model. Pure.

mod column;
mod input;
mod module;
mod row;
mod text;

pub use column::{Column, ColumnKind};
pub use module::{Written, emit_module};

use column::Columns;
use ownguard_core::storage::Storage;
use ownguard_core::{Action, Model, RelationSet};
use text::{Shape, Shapes, quoted, union};

/// Writes the types as one module. `columns` says what the database holds, where that is known; other
/// columns are a `Scalar`.
#[must_use]
pub fn emit(model: &Model, storage: &Storage, columns: &[Column]) -> String {
    let about = "Only types: nothing of it is left once compiled.\n";
    head(model, about) + &types(model, storage, columns)
}

fn types(model: &Model, storage: &Storage, columns: &[Column]) -> String {
    let columns = Columns {
        model,
        storage,
        known: columns,
    };
    let sections = [
        names(model),
        tables(model, storage),
        grants(model),
        rows(&columns),
        rows_by_relation(&columns),
        inputs(&columns),
        inputs_by_relation(&columns),
        screens(&columns),
        USE.to_owned(),
    ];
    sections.join("\n")
}

/// The relations that an action on a resource comes down to, for each that anybody may hold.
pub(crate) fn held(model: &Model) -> impl Iterator<Item = (usize, Action, RelationSet)> + '_ {
    let places = 0..model.resources().len();
    places.flat_map(move |at| {
        let actions = (0..model.actions().len()).filter_map(Action::at);
        actions.filter_map(move |action| {
            let held = model.resource(at)?.ever_granted(action);
            (!held.is_empty()).then_some((at, action, held))
        })
    })
}

/// `invoice.read`.
fn path(model: &Model, at: usize, action: Action) -> String {
    let resource = model.resource(at).map_or("", |resource| resource.name());
    format!("{resource}.{}", model.action_name(action))
}

fn head(model: &Model, about: &str) -> String {
    format!(
        "// Written by ownguard from revision {} of the model. Change the model, not this file.
// {about}
/** A column of which the model says no more. */
export type Scalar = string | number | boolean | null;

/** What a `json` column holds. */
export type JsonValue = Scalar | JsonValue[] | {{ [name: string]: JsonValue }};

",
        model.revision()
    )
}

fn names(model: &Model) -> String {
    let vocabulary = model.vocabulary();
    let own = |names: &[String]| union(names.iter().map(|name| quoted(name)));
    let relations = vocabulary.names().map(quoted);
    let relations = union(relations.filter(|name| name != "\"\""));
    let resources = model.resources().iter().map(|found| quoted(found.name()));
    let last = |set: RelationSet| {
        let names = set.iter().map(|relation| vocabulary.name(relation));
        union(names.map(|name| quoted(name.split_once('.').map_or(name, |(_, last)| last))))
    };
    let lists = [
        ("Every resource.", "Resource", union(resources)),
        ("How a caller stands to a row.", "Relation", relations),
        (
            "The roles of a tenant, weakest first.",
            "Role",
            last(vocabulary.roles()),
        ),
        (
            "The levels at which a row is shared.",
            "Level",
            last(vocabulary.levels()),
        ),
        ("The plans, least first.", "Plan", own(model.plans())),
        ("The roles of staff.", "StaffRole", last(vocabulary.staff())),
        ("The services.", "Service", own(model.services())),
        (
            "Who sees a row without a relation of their own.",
            "Visibility",
            "\"private\" | \"unlisted\" | \"public\"".to_owned(),
        ),
    ];
    let written =
        lists.map(|(about, name, list)| format!("/** {about} */\nexport type {name} = {list};\n"));
    written.join("\n")
}

fn tables(model: &Model, storage: &Storage) -> String {
    let tables = model.resources().iter().zip(&storage.resources);
    let lines = tables.map(|(resource, table)| {
        format!("  {}: {};\n", quoted(resource.name()), quoted(&table.table))
    });
    interface(
        "The table of each resource.",
        "Tables",
        &lines.collect::<String>(),
    )
}

fn grants(model: &Model) -> String {
    let lines = held(model).map(|(at, action, held)| {
        let names = held
            .iter()
            .map(|relation| quoted(model.vocabulary().name(relation)));
        format!(
            "  {}: {};\n",
            quoted(&path(model, at, action)),
            union(names)
        )
    });
    interface(
        "Who may hold each action. What is not here is denied to everybody.",
        "Grants",
        &lines.collect::<String>(),
    )
}

fn rows(columns: &Columns<'_>) -> String {
    let mut shapes = Shapes::new("Rows");
    for (at, action, _) in held(columns.model) {
        let shape = row::of_action(columns, at, action);
        shapes.add(&[&path(columns.model, at, action)], shape);
    }
    interface(
        "The row as each action shows it. A member that some holders of the action do not see may be absent.",
        "Rows",
        &shapes.write(),
    )
}

fn rows_by_relation(columns: &Columns<'_>) -> String {
    by_relation(
        columns,
        "The row as each relation alone shows it.",
        "RowsBy",
        |at, relations| Some(row::of_relations(columns, at, relations)),
    )
}

fn inputs(columns: &Columns<'_>) -> String {
    let mut shapes = Shapes::new("Inputs");
    for (at, action, held) in held(columns.model) {
        let shape = input::of(columns, at, held).filter(|_| input::takes(action));
        if let Some(shape) = shape {
            shapes.add(&[&path(columns.model, at, action)], shape);
        }
    }
    interface(
        "What each action writes, whoever holds it.",
        "Inputs",
        &shapes.write(),
    )
}

fn inputs_by_relation(columns: &Columns<'_>) -> String {
    by_relation(
        columns,
        "What each relation alone writes.",
        "InputsBy",
        |at, relations| {
            let writes = held(columns.model).any(|(of, action, held)| {
                of == at && input::takes(action) && held.contains_all(relations)
            });
            input::of(columns, at, relations).filter(|_| writes)
        },
    )
}

/// One shape for each resource and each relation that holds anything on it.
fn by_relation(
    columns: &Columns<'_>,
    about: &str,
    name: &'static str,
    shape: impl Fn(usize, RelationSet) -> Option<Shape>,
) -> String {
    let model = columns.model;
    let mut shapes = Shapes::new(name);
    for (at, resource) in model.resources().iter().enumerate() {
        let all = held(model)
            .filter(|(of, _, _)| *of == at)
            .fold(RelationSet::NONE, |set, (_, _, held)| set.union(held));
        for relation in all.iter() {
            if let Some(shape) = shape(at, RelationSet::of(relation)) {
                let relation = model.vocabulary().name(relation);
                shapes.add(&[resource.name(), relation], shape);
            }
        }
    }
    interface(about, name, &shapes.write())
}

fn screens(columns: &Columns<'_>) -> String {
    let mut shapes = Shapes::new("Screens");
    for screen in columns.model.screens() {
        shapes.add(&[&screen.name], row::of_screen(columns, screen));
    }
    interface(
        "What each screen needs of its resource.",
        "Screens",
        &shapes.write(),
    )
}

fn interface(about: &str, name: &str, body: &str) -> String {
    let body = if body.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{\n{body}}}")
    };
    format!("/** {about} */\nexport interface {name} {body}\n")
}

const USE: &str = r"/** An action on a resource, such as `invoice.read`. One that nobody may hold does not compile. */
export type Action = keyof Grants & string;

/** The resource that an action is on. */
export type ResourceOf<A extends Action> = A extends `${infer R extends Resource}.${string}` ? R : never;

/** The row that an action shows; with a relation, as that relation alone shows it. */
export type Row<A extends Action, R extends Grants[A] = never> = [R] extends [never]
  ? A extends keyof Rows ? Rows[A] : never
  : ResourceOf<A> extends infer S extends keyof RowsBy ? R extends keyof RowsBy[S] ? RowsBy[S][R] : never : never;

/** What an action writes; with a relation, what that relation alone writes. */
export type Input<A extends Action, R extends Grants[A] = never> = [R] extends [never]
  ? A extends keyof Inputs ? Inputs[A] : never
  : A extends keyof Inputs
    ? ResourceOf<A> extends infer S extends keyof InputsBy ? R extends keyof InputsBy[S] ? InputsBy[S][R] : never : never
    : never;

/** The whole model, for what takes it as one type argument. */
export interface Model {
  resource: Resource;
  action: Action;
  relation: Relation;
  role: Role;
  plan: Plan;
  service: Service;
  tables: Tables;
  grants: Grants;
  rows: Rows;
  rowsBy: RowsBy;
  inputs: Inputs;
  inputsBy: InputsBy;
  screens: Screens;
}
";
