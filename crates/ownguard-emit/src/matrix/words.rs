//! The states in which something holds, said shortly: the axes along which they differ from all states.

use super::situation::{Flaw, Owner, Seen, Situation, TargetKind, Value};
use super::space::distinct;

/// One coordinate of a situation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Point {
    Seen(Seen),
    Value(Value),
}

/// The coordinates of one situation, in the order of the axes.
type Place = Vec<Option<Point>>;

/// One direction in which situations differ.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Axis {
    /// `status`, or `the invoice` of a visibility; empty for the row itself.
    subject: String,
    points: Vec<Point>,
}

/// Says in which of `all` situations something holds: nothing where in all, `None` where in none.
/// Only visibility and the columns of conditions are looked at.
pub(crate) fn conditions(
    all: &[&Situation],
    held: &[&Situation],
    resource: &str,
) -> Option<String> {
    let axes = axes(all, resource);
    let all = distinct(all.iter().map(|one| coordinates(one, &axes, resource)));
    let held = distinct(held.iter().map(|one| coordinates(one, &axes, resource)));
    if held.is_empty() {
        return None;
    }
    if held.len() == all.len() {
        return Some(String::new());
    }
    Some(describe(&axes, &held))
}

fn axes(all: &[&Situation], resource: &str) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::new();
    for situation in all {
        for (subject, point) in points(situation, resource) {
            match axes.iter_mut().find(|axis| axis.subject == subject) {
                None => axes.push(Axis {
                    subject,
                    points: vec![point],
                }),
                Some(axis) if !axis.points.contains(&point) => axis.points.push(point),
                Some(_) => {}
            }
        }
    }
    axes
}

fn points(situation: &Situation, resource: &str) -> Vec<(String, Point)> {
    let seen = situation.levels.iter().filter_map(|level| {
        let subject = if level.resource == resource {
            "it".to_owned()
        } else {
            format!("the {}", level.resource)
        };
        Some((subject, Point::Seen(level.visibility?)))
    });
    let when = situation.when.iter();
    let when = when.map(|(column, value)| (format!("`{column}`"), Point::Value(value.clone())));
    seen.chain(when).collect()
}

fn coordinates(situation: &Situation, axes: &[Axis], resource: &str) -> Place {
    let points = points(situation, resource);
    let found = |axis: &Axis| {
        let point = points.iter().find(|(subject, _)| *subject == axis.subject);
        point.map(|(_, point)| point.clone())
    };
    axes.iter().map(found).collect()
}

/// Splits along the first axis: values that leave the same rest are said together.
fn describe(axes: &[Axis], held: &[Place]) -> String {
    let Some((axis, others)) = axes.split_first() else {
        return String::new();
    };
    let mut groups: Vec<(Vec<Point>, Vec<Place>)> = Vec::new();
    for point in &axis.points {
        let rest = held.iter().filter_map(|one| {
            let (first, rest) = one.split_first()?;
            (first.as_ref() == Some(point)).then(|| rest.to_vec())
        });
        let rest: Vec<_> = rest.collect();
        if rest.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(_, known)| *known == rest) {
            Some((points, _)) => points.push(point.clone()),
            None => groups.push((vec![point.clone()], rest)),
        }
    }
    let total: usize = others.iter().map(|axis| axis.points.len()).product();
    let said = groups.iter().map(|(points, rest)| {
        let own = if points.len() == axis.points.len() {
            String::new()
        } else {
            axis.says(points)
        };
        let below = if rest.len() == total {
            String::new()
        } else {
            describe(others, rest)
        };
        match (own.is_empty(), below.is_empty()) {
            (false, false) => format!("{own} and {below}"),
            (false, true) => own,
            (true, _) => below,
        }
    });
    said.collect::<Vec<_>>().join("; or ")
}

impl Axis {
    fn says(&self, points: &[Point]) -> String {
        let subject = &self.subject;
        let seen: Vec<&str> = points.iter().filter_map(Point::seen).collect();
        if !seen.is_empty() {
            let word = if subject == "it" { "" } else { subject };
            let is = if word.is_empty() { "" } else { " is " };
            return format!("where {word}{is}{}", seen.join(" or "));
        }
        let open = points.iter().any(Point::is_open);
        if open {
            let left = self.points.iter().filter(|point| !points.contains(point));
            let left: Vec<&str> = left.filter_map(Point::value).collect();
            return format!("unless {subject} is {}", left.join(" or "));
        }
        let values: Vec<&str> = points.iter().filter_map(Point::value).collect();
        format!("while {subject} is {}", values.join(" or "))
    }
}

impl Point {
    fn seen(&self) -> Option<&'static str> {
        match self {
            Self::Seen(seen) => Some(seen.name()),
            Self::Value(_) => None,
        }
    }

    fn value(&self) -> Option<&str> {
        match self {
            Self::Seen(_) => None,
            Self::Value(Value::Named(text)) => Some(text),
            Self::Value(Value::Other(_)) => Some("something else"),
            Self::Value(Value::Null) => Some("null"),
        }
    }

    fn is_open(&self) -> bool {
        match self {
            Self::Value(Value::Other(_)) => true,
            Self::Value(Value::Named(_) | Value::Null) | Self::Seen(_) => false,
        }
    }
}

/// A situation in words; no two are said alike.
pub(crate) fn in_words(situation: &Situation) -> String {
    let mut said = vec![match situation.target {
        TargetKind::Row => "a row".to_owned(),
        TargetKind::New => "a new row".to_owned(),
        TargetKind::Collection => "rows as a whole".to_owned(),
        TargetKind::Listing => "a list".to_owned(),
    }];
    if !situation.named {
        said.push("no tenant named".to_owned());
    }
    said.push(match &situation.flaw {
        Flaw::None => "live".to_owned(),
        Flaw::Deleted(of) => format!("{of} deleted"),
        Flaw::NoTenant(of) => format!("{of} without a tenant"),
        Flaw::OtherTenant(of) => format!("{of} of another tenant"),
        Flaw::NoParent(of) => format!("{of} without a parent"),
    });
    for level in &situation.levels {
        let owner = level.owner.map(|owner| match owner {
            Owner::Caller => "the caller's".to_owned(),
            Owner::Somebody => "somebody else's".to_owned(),
            Owner::Nobody => "nobody's".to_owned(),
        });
        let seen = level.visibility.map(|seen| seen.name().to_owned());
        let parts = [owner, seen, level.share.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if !parts.is_empty() {
            said.push(format!("{} {}", level.resource, parts.join(" ")));
        }
    }
    if let Some(link) = &situation.link {
        said.push(format!("with a link to the {link}"));
    }
    for (column, value) in &situation.when {
        let value = match value {
            Value::Named(text) => text,
            Value::Other(_) => "something else",
            Value::Null => "null",
        };
        said.push(format!("{column} is {value}"));
    }
    said.join(", ")
}
