//! A database schema as `init` needs it, whatever language it was written in.
//! Plain data; it touches nothing.

/// Every table that was found, and what else the sources said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    /// The tables, in the order of the sources.
    pub(crate) tables: Vec<Table>,
    /// Closed lists of values, by the name of their type.
    pub(crate) enums: Vec<(String, Vec<String>)>,
    /// What could not be read.
    pub(crate) skipped: Vec<Skipped>,
    /// Who seems to sign people in.
    pub(crate) provider: Option<Provider>,
    /// Whether JSON probably writes columns in camel case.
    pub(crate) camel: bool,
}

/// A statement or block that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skipped {
    /// Where it begins.
    pub(crate) place: Place,
    /// What it is, such as `create table "orders"`.
    pub(crate) what: String,
}

/// A line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub(crate) file: String,
    /// The line, from 1.
    pub(crate) line: usize,
}

/// Who signs people in, as far as a schema shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    /// `auth.users` or `auth.uid()`.
    Supabase,
    /// The adapter's tables `Account`, `Session`, `VerificationToken`.
    Authjs,
    /// A column with Clerk's id.
    Clerk,
    /// A column with Firebase's uid.
    Firebase,
    /// A column with Auth0's id.
    Auth0,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// The schema; `None` is the usual one.
    pub(crate) schema: Option<String>,
    /// The name.
    pub(crate) name: String,
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key.
    pub(crate) key: Vec<String>,
    /// The foreign keys.
    pub(crate) foreign: Vec<Foreign>,
    /// Row-level security, as the sources leave it.
    pub(crate) security: Security,
}

/// A column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    /// As the database calls it.
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: Kind,
    /// Whether it may be null.
    pub(crate) nullable: bool,
    /// Every value it may hold, where a check or an enum says so.
    pub(crate) values: Vec<String>,
    /// Whether the database computes it.
    pub(crate) generated: bool,
}

/// What a column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A UUID.
    Uuid,
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// True or false.
    Bool,
    /// A date or a time.
    Time,
    /// A number with a fraction.
    Number,
    /// One of the values of a named type.
    Enum(String),
    /// An object or a list.
    Json,
    /// Anything else.
    #[default]
    Other,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// The columns here.
    pub(crate) columns: Vec<String>,
    /// The schema of the table there.
    pub(crate) schema: Option<String>,
    /// The table there.
    pub(crate) table: String,
    /// The columns there; empty is its key.
    pub(crate) there: Vec<String>,
    /// Whether rows here go with the row there.
    pub(crate) cascades: bool,
}

/// Row-level security of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Security {
    /// Whether it is on.
    pub(crate) enabled: bool,
    /// The policies by name.
    pub(crate) policies: Vec<String>,
}

impl Schema {
    /// The values that a column may hold, its type's included.
    pub(crate) fn values<'s>(&'s self, column: &'s Column) -> &'s [String] {
        match &column.kind {
            Kind::Enum(name) if column.values.is_empty() => {
                let found = self.enums.iter().find(|(known, _)| known == name);
                found.map_or(&[], |(_, values)| values)
            }
            Kind::Enum(_)
            | Kind::Uuid
            | Kind::Int
            | Kind::Text
            | Kind::Bool
            | Kind::Time
            | Kind::Number
            | Kind::Json
            | Kind::Other => &column.values,
        }
    }
}

impl Table {
    /// Whether this is the table meant.
    pub(crate) fn is(&self, schema: Option<&str>, name: &str) -> bool {
        self.name == name && self.schema.as_deref() == usual(schema)
    }

    /// The name as a model writes it.
    pub(crate) fn written(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.clone(),
        }
    }

    /// A column by its name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The key's column, where one column is the key.
    pub(crate) fn single_key(&self) -> Option<&Column> {
        match self.key.as_slice() {
            [one] => self.column(one),
            _ => None,
        }
    }

    /// The foreign key that one column is.
    pub(crate) fn foreign_of(&self, column: &str) -> Option<&Foreign> {
        let alone = |foreign: &&Foreign| foreign.column() == Some(column);
        self.foreign.iter().find(alone)
    }
}

impl Foreign {
    /// The column, where it is one.
    pub(crate) fn column(&self) -> Option<&str> {
        match self.columns.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether it leads to that table.
    pub(crate) fn leads_to(&self, table: &Table) -> bool {
        table.is(self.schema.as_deref(), &self.table)
    }
}

/// `public` is the schema that nobody writes.
pub(crate) fn usual(schema: Option<&str>) -> Option<&str> {
    schema.filter(|schema| *schema != "public")
}
