//! What a query may ask for: the condition on rows, and the columns.

use super::policy::Policy;
use super::session::caller;
use crate::asked::seconds;
use crate::fault::Fault;
use ownguard_emit::condition::Place;
use ownguard_emit::filter::{Columns, Filter, Names, Placeholders, Rows, Test, filter};
use ownguard_wire::question::screen_at;
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// How a condition is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    flavour: Flavour,
    /// Only rows of this tenant.
    #[serde(default)]
    tenant: Option<String>,
    /// What the query calls the table.
    #[serde(default)]
    alias: Option<String>,
    /// The number of the first parameter; 0 writes `?` for each.
    #[serde(default = "first")]
    first: usize,
    /// What Prisma calls columns and relations.
    #[serde(default)]
    names: Names,
}

/// For whom a condition is written.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Flavour {
    Sql,
    Prisma,
    /// The condition itself, for other clients.
    Tree,
}

const fn first() -> usize {
    1
}

#[wasm_bindgen]
impl Policy {
    /// The condition that the rows pass which the caller may do this to, as JSON.
    #[wasm_bindgen(js_name = where)]
    pub fn condition(
        &self,
        session: &[u8],
        resource: u32,
        action: u32,
        options: &str,
        now: f64,
    ) -> Result<String, JsValue> {
        let options: Options = serde_json::from_str(options)
            .map_err(|why| Fault::usage(format!("these are no options of a query: {why}")))?;
        let mut found = self.filter(session, resource, action, now)?;
        if let Some(tenant) = &options.tenant {
            found = found.within_tenant(tenant);
        }
        let denied = found.denied().map(ownguard_core::Reason::name);
        let written = match options.flavour {
            Flavour::Sql => {
                let placeholders = match options.first {
                    0 => Placeholders::Question,
                    first => Placeholders::Numbered(first),
                };
                let sql = found.sql(&self.storage, options.alias.as_deref(), placeholders);
                json!({ "text": sql.text, "params": sql.params, "denied": denied })
            }
            Flavour::Prisma => {
                let prisma = found.prisma(&self.storage, &options.names);
                json!({ "where": prisma.rows, "leftOut": prisma.left_out, "denied": denied })
            }
            Flavour::Tree => json!({ "tree": self.tree(found.rows()), "denied": denied }),
        };
        Ok(written.to_string())
    }

    /// The columns to select, as JSON: shown, masked at most, and needed to judge rows.
    pub fn columns(
        &self,
        session: &[u8],
        resource: u32,
        action: u32,
        screen: Option<String>,
        now: f64,
    ) -> Result<String, JsValue> {
        let at = screen.map(|name| screen_at(&self.model, resource as usize, &name));
        let at = at.transpose().map_err(Fault::usage)?;
        let found = self.filter(session, resource, action, now)?;
        let Columns {
            shown,
            masked,
            judged,
            ..
        } = found.columns(at);
        Ok(json!({ "shown": shown, "masked": masked, "judged": judged }).to_string())
    }
}

impl Policy {
    fn filter(
        &self,
        session: &[u8],
        resource: u32,
        action: u32,
        now: f64,
    ) -> Result<Filter<'_>, Fault> {
        let (resource, action) = self.named(resource, action)?;
        Ok(filter(
            &self.model,
            &caller(session)?,
            resource,
            action,
            seconds(now),
        ))
    }

    fn tree(&self, rows: &Rows) -> Value {
        let all = |parts: &[Rows]| parts.iter().map(|part| self.tree(part)).collect::<Vec<_>>();
        match rows {
            Rows::Every => json!(true),
            Rows::None => json!(false),
            Rows::All(parts) => json!({ "all": all(parts) }),
            Rows::Any(parts) => json!({ "any": all(parts) }),
            Rows::Where(test) => self.test(test),
        }
    }

    fn test(&self, test: &Test) -> Value {
        let at = |place: &Place| {
            let resource = self.model.resource(place.resource);
            let field = resource.and_then(|found| found.fields().get(place.field));
            json!({ "level": place.level, "column": field.map(|field| &field.column) })
        };
        match test {
            Test::Present(place) => json!({ "present": at(place) }),
            Test::Live(place) => json!({ "live": at(place) }),
            Test::In(place, values) => json!({ "in": at(place), "values": values }),
            Test::NotIn(place, values) => json!({ "notIn": at(place), "values": values }),
            Test::Same(one, two) => json!({ "same": [at(one), at(two)] }),
            Test::Shared { key, user, levels } => {
                json!({ "shared": at(key), "user": user, "levels": levels })
            }
        }
    }
}
