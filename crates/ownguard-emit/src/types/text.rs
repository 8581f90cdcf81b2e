//! TypeScript as text: quoted names, unions, object types. Knows no model.

use std::fmt::Write as _;

/// A string literal.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `never` where there is nothing.
pub(super) fn union(types: impl IntoIterator<Item = String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for one in types {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    if distinct.is_empty() {
        "never".to_owned()
    } else {
        distinct.join(" | ")
    }
}

/// A type as the union of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Type(Vec<String>);

/// What `Scalar` says already.
const SCALAR: [&str; 4] = ["string", "number", "boolean", "null"];

impl Type {
    pub(super) fn of(parts: &[&str]) -> Self {
        let parts = parts.iter().map(|part| (*part).to_owned());
        Self(parts.collect())
    }

    pub(super) fn or(mut self, other: &Self) -> Self {
        for part in &other.0 {
            if !self.0.contains(part) {
                self.0.push(part.clone());
            }
        }
        self
    }

    pub(super) fn write(&self) -> String {
        let scalar = self.0.iter().any(|part| part == "Scalar");
        let said = |part: &&String| {
            part.as_str() != "null" && !(scalar && SCALAR.contains(&part.as_str()))
        };
        let null = !scalar && self.0.iter().any(|part| part == "null");
        let parts = self.0.iter().filter(said).cloned();
        union(parts.chain(null.then(|| "null".to_owned())))
    }
}

/// An object type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape(pub(super) Vec<Member>);

/// One member of an object type. Names are identifiers: the model allows no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) optional: bool,
    pub(super) is: Type,
    /// What to know beside the type.
    pub(super) about: Option<String>,
}

impl Shape {
    /// On one line.
    pub(super) fn inline(&self) -> String {
        let members: Vec<String> = self.0.iter().map(Member::write).collect();
        if members.is_empty() {
            "Record<string, never>".to_owned()
        } else {
            format!("{{ {} }}", members.join("; "))
        }
    }

    fn write(&self, indent: &str) -> String {
        if self.0.is_empty() {
            return self.inline();
        }
        let mut text = "{\n".to_owned();
        for member in &self.0 {
            let about = member.about.as_ref();
            let about =
                about.map_or_else(String::new, |about| format!("{indent}  /** {about} */\n"));
            let _ = writeln!(text, "{about}{indent}  {};", member.write());
        }
        text + indent + "}"
    }
}

impl Member {
    fn write(&self) -> String {
        let optional = if self.optional { "?" } else { "" };
        format!("{}{optional}: {}", self.name, self.is.write())
    }
}

/// The members of one interface that holds object types by one name or two. Equal ones are written once.
pub(super) struct Shapes {
    interface: &'static str,
    list: Vec<(Vec<String>, Shape)>,
}

impl Shapes {
    pub(super) const fn new(interface: &'static str) -> Self {
        Self {
            interface,
            list: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, names: &[&str], shape: Shape) {
        let names = names.iter().map(|name| (*name).to_owned());
        self.list.push((names.collect(), shape));
    }

    pub(super) fn write(&self) -> String {
        let mut text = String::new();
        let mut outer: Option<&str> = None;
        for (place, (names, shape)) in self.list.iter().enumerate() {
            let (first, last) = match names.as_slice() {
                [first, last] => (Some(first.as_str()), last),
                [last] => (None, last),
                _ => continue,
            };
            if first != outer {
                if outer.is_some() {
                    text.push_str("  };\n");
                }
                if let Some(first) = first {
                    let _ = writeln!(text, "  {}: {{", quoted(first));
                }
                outer = first;
            }
            let indent = if first.is_some() { "    " } else { "  " };
            let before = self.list.iter().take(place);
            let same = before
                .filter(|_| !shape.0.is_empty())
                .find(|(_, known)| known == shape);
            let written = same.map_or_else(|| shape.write(indent), |(names, _)| self.path(names));
            let _ = writeln!(text, "{indent}{}: {written};", quoted(last));
        }
        if outer.is_some() {
            text.push_str("  };\n");
        }
        text
    }

    fn path(&self, names: &[String]) -> String {
        let names = names.iter().map(|name| format!("[{}]", quoted(name)));
        self.interface.to_owned() + &names.collect::<String>()
    }
}
