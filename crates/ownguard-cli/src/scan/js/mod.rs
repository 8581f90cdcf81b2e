//! JavaScript and TypeScript as the rules see it: functions, what they bind, call
//! and compare, as values of a small language of our own. The parser stays behind
//! `lower`, so that the rules know nothing of it. Pure.

pub(super) mod chain;
mod drizzle;
mod lower;
pub(super) mod origin;
pub(super) mod query;

pub(super) use lower::parse;
use ownguard_core::json::Span;

/// One module.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// `use client` and its like at the top.
    pub(super) directives: Vec<String>,
    pub(super) imports: Vec<Import>,
    pub(super) exports: Vec<Export>,
    /// The first is the module itself.
    pub(super) functions: Vec<Function>,
    pub(super) comments: Vec<Text>,
    /// Texts and templates without values.
    pub(super) texts: Vec<Text>,
    /// Paths such as `process.env.NAME`.
    pub(super) settings: Vec<Text>,
}

/// A text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
}

/// An import, an export from elsewhere, `import()` or `require()`.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) from: String,
    /// Names as they are called here.
    pub(super) names: Vec<String>,
    /// Whether it is gone when the module runs.
    pub(super) only_types: bool,
}

/// An export of this module.
#[derive(Debug)]
pub(super) struct Export {
    /// `default` for the default one.
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// A function, or the module.
#[derive(Debug, Default)]
pub(super) struct Function {
    /// The function around it.
    pub(super) parent: Option<usize>,
    pub(super) name: Option<String>,
    pub(super) parameters: Vec<Pattern>,
    pub(super) directives: Vec<Text>,
    pub(super) bindings: Vec<Binding>,
    /// Every call, the outer before those inside it.
    pub(super) calls: Vec<Value>,
    /// Sides of `==`, `!=`, `===` and `!==`.
    pub(super) compared: Vec<Value>,
    /// What `if` and `? :` ask.
    pub(super) tests: Vec<Value>,
    /// Entries of objects, such as headers.
    pub(super) entries: Vec<Entry>,
}

/// Names and the values they are given.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) pattern: Pattern,
    pub(super) value: Value,
}

/// Names that a value is taken apart into, each with the way to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern(pub(super) Vec<(Vec<String>, String)>);

/// An expression. `await`, brackets, optional chains and types are left out.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
    Name(String),
    Member(Box<Value>, String),
    Call(Box<Call>),
    Object(Vec<Entry>),
    Array(Vec<Value>),
    /// By its place among the module's functions.
    Function(usize),
    /// A template: texts, and the values between them.
    Template(Vec<String>, Vec<Value>),
    /// Anything else, by its parts.
    Other(Vec<Value>),
}

/// A call, or `new`.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) callee: Value,
    pub(super) arguments: Vec<Value>,
    pub(super) span: Span,
}

/// An entry of an object; a spread has no key.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Option<String>,
    pub(super) value: Value,
    pub(super) span: Span,
}

impl Module {
    /// The functions around one, itself first.
    pub(super) fn around(&self, function: usize) -> impl Iterator<Item = &Function> {
        let parent = |at: &usize| self.functions.get(*at).and_then(|function| function.parent);
        std::iter::successors(Some(function), parent).filter_map(|at| self.functions.get(at))
    }

    /// A function, and every one inside it.
    pub(super) fn within(&self, function: usize) -> impl Iterator<Item = &Function> {
        self.functions
            .iter()
            .enumerate()
            .filter_map(move |(at, inner)| {
                let parent =
                    |at: &usize| self.functions.get(*at).and_then(|function| function.parent);
                let mut chain = std::iter::successors(Some(at), parent);
                chain.any(|at| at == function).then_some(inner)
            })
    }

    /// Whether a directive stands at the top.
    pub(super) fn says(&self, directive: &str) -> bool {
        self.directives.iter().any(|found| found == directive)
    }

    /// Where a name is imported from.
    pub(super) fn imported(&self, name: &str) -> Option<&str> {
        let import = self
            .imports
            .iter()
            .find(|import| import.names.iter().any(|known| known == name));
        import.map(|import| import.from.as_str())
    }
}

impl Value {
    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Template(texts, values) if values.is_empty() => texts.first().map(String::as_str),
            Self::Template(..)
            | Self::Number(_)
            | Self::Bool(_)
            | Self::Null
            | Self::Name(_)
            | Self::Member(..)
            | Self::Call(_)
            | Self::Object(_)
            | Self::Array(_)
            | Self::Function(_)
            | Self::Other(_) => None,
        }
    }

    /// The call, where it is one.
    pub(super) fn call(&self) -> Option<&Call> {
        if let Self::Call(call) = self {
            Some(call)
        } else {
            None
        }
    }

    /// The name that it is, or its last member's.
    pub(super) fn last_name(&self) -> Option<&str> {
        if let Self::Name(name) | Self::Member(_, name) = self {
            Some(name)
        } else {
            None
        }
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Text(_)
            | Self::Number(_)
            | Self::Bool(_)
            | Self::Null
            | Self::Name(_)
            | Self::Function(_) => Vec::new(),
            Self::Member(base, _) => vec![base],
            Self::Call(call) => std::iter::once(&call.callee)
                .chain(&call.arguments)
                .collect(),
            Self::Object(entries) => entries.iter().map(|entry| &entry.value).collect(),
            Self::Array(values) | Self::Template(_, values) | Self::Other(values) => {
                values.iter().collect()
            }
        }
    }

    /// Whether it, or anything in it, is so.
    pub(super) fn any(&self, is: &impl Fn(&Self) -> bool) -> bool {
        is(self) || self.parts().into_iter().any(|part| part.any(is))
    }

    /// An entry of an object.
    pub(super) fn entry(&self, key: &str) -> Option<&Self> {
        let Self::Object(entries) = self else {
            return None;
        };
        let found = entries
            .iter()
            .find(|entry| entry.key.as_deref() == Some(key));
        found.map(|entry| &entry.value)
    }
}
