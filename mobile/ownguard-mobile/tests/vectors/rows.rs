//! Labels of shared vectors as a row on the wire says them.

use ownguard_core::Model;
use serde_json::{Map, Value};

/// The row, and the one above it.
pub(crate) struct Written {
    pub(crate) row: Map<String, Value>,
    pub(crate) above: Option<String>,
}

/// The row of these labels, or why none says them.
pub(crate) fn row(model: &Model, resource: &str, labels: &Value) -> Result<Written, String> {
    let at = model.find_resource(resource).ok_or("no such resource")?;
    let known = model.resource(at).ok_or("no such resource")?;
    let spec = known.spec();
    let wire = |field: usize| known.fields().get(field).map(|field| field.wire.clone());
    let mut row = Map::new();
    let mut say = |field: Option<usize>, value: Option<&Value>| -> Result<(), String> {
        let Some(value) = value else {
            return Ok(());
        };
        let name = field.and_then(wire);
        let name = name.ok_or("a label without a column stands in no row")?;
        match row.insert(name, value.clone()) {
            Some(other) if other != *value => Err("two labels are one column".into()),
            Some(_) | None => Ok(()),
        }
    };
    say(Some(spec.key.field), labels.get("key"))?;
    say(spec.tenant, labels.get("tenant"))?;
    say(spec.owner, labels.get("owner"))?;
    say(spec.visibility, labels.get("visibility"))?;
    say(spec.deleted, labels.get("deleted"))?;
    for (name, value) in labels["when"].as_object().into_iter().flatten() {
        say(known.find_field(name), Some(value))?;
    }
    for label in ["share", "role", "last"] {
        if labels.get(label).is_some() {
            return Err(format!("no row says `{label}`"));
        }
    }
    let above = match (labels.get("parent"), &spec.parent) {
        (None, _) => None,
        (Some(Value::Null), Some(parent)) => {
            say(Some(parent.field), Some(&Value::Null))?;
            None
        }
        (Some(labels), Some(parent)) => {
            let name = model.resource(parent.resource).map_or("", |it| it.name());
            let written = self::row(model, name, labels)?;
            if written.above.is_some() {
                return Err("an app tells one row above, not two".into());
            }
            Some(Value::Object(written.row).to_string())
        }
        (Some(_), None) => return Err("the resource has no parent".into()),
    };
    Ok(Written { row, above })
}
