//! TOML, line by line, with the decisions that stay open. Pure.

/// A decision that a draft leaves open: a literal `"?"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The line of the draft, from 1.
    pub(crate) line: usize,
    /// The key, such as `resources.invoice.grants.workspace.viewer`.
    pub(crate) key: String,
    /// What is to be decided.
    pub(crate) question: String,
    /// What may stand in place of `"?"`, as TOML; the likeliest first.
    pub(crate) answers: Vec<String>,
}

/// A draft.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) decisions: Vec<Decision>,
    table: String,
    waiting: Vec<Entry>,
}

/// A key, its value as TOML, and what is said of it.
#[derive(Debug)]
struct Entry {
    key: String,
    value: String,
    comment: Option<String>,
    /// The question, and what may stand in place of `"?"`.
    open: Option<Vec<String>>,
}

impl Page {
    /// A line as it is.
    pub(super) fn line(&mut self, text: &str) {
        self.settle();
        self.text.push_str(one_line(text).trim_end());
        self.text.push('\n');
    }

    /// A comment, wrapped.
    pub(super) fn comment(&mut self, text: &str) {
        for line in crate::table::wrapped(&one_line(text), 98) {
            self.line(&format!("# {line}"));
        }
    }

    /// A heading over several tables.
    pub(super) fn heading(&mut self, text: &str) {
        let rest = 100_usize.saturating_sub(text.chars().count() + 5);
        self.line(&format!("# ── {text} {}", "─".repeat(rest)));
    }

    /// Begins a table.
    pub(super) fn table(&mut self, name: &str) {
        self.line(&format!("[{name}]"));
        name.clone_into(&mut self.table);
    }

    /// Ends what belongs together.
    pub(super) fn gap(&mut self) {
        self.settle();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A key and its value.
    pub(super) fn key(&mut self, key: &str, value: impl Into<String>) {
        self.entry(key, value.into(), None, None);
    }

    /// A key and its value, with a remark.
    pub(super) fn said(&mut self, key: &str, value: impl Into<String>, comment: &str) {
        self.entry(key, value.into(), Some(comment.to_owned()), None);
    }

    /// A key whose value holds one `"?"`.
    pub(super) fn open(
        &mut self,
        key: &str,
        value: impl Into<String>,
        question: &str,
        answers: Vec<String>,
    ) {
        self.entry(key, value.into(), Some(question.to_owned()), Some(answers));
    }

    fn entry(
        &mut self,
        key: &str,
        value: String,
        comment: Option<String>,
        open: Option<Vec<String>>,
    ) {
        self.waiting.push(Entry {
            key: key.to_owned(),
            value,
            comment,
            open,
        });
    }

    /// Writes what waits, the signs of one block below each other.
    pub(super) fn settle(&mut self) {
        let entries = std::mem::take(&mut self.waiting);
        let wide = entries
            .iter()
            .map(|entry| entry.key.chars().count())
            .max()
            .unwrap_or(0);
        for entry in entries {
            let pad = " ".repeat(wide.saturating_sub(entry.key.chars().count()));
            self.text.extend([&entry.key, &pad, " = ", &entry.value]);
            if let Some(comment) = &entry.comment {
                let mark = if entry.open.is_some() { "decide: " } else { "" };
                self.text.extend(["  # ", mark, &one_line(comment)]);
            }
            self.text.push('\n');
            if let Some(answers) = entry.open {
                let key = [self.table.as_str(), &entry.key].join(".");
                self.decisions.push(Decision {
                    line: self.text.matches('\n').count(),
                    key: key.trim_start_matches('.').to_owned(),
                    question: entry.comment.unwrap_or_default(),
                    answers,
                });
            }
        }
    }
}

/// Names come from a schema: none may end the comment that it stands in.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 2);
    said.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => said.extend(['\\', c]),
            c if c.is_control() => said.extend(["\\u", &format!("{:04X}", u32::from(c))]),
            c => said.push(c),
        }
    }
    said.push('"');
    said
}

/// A list as TOML writes it.
pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items
        .into_iter()
        .map(|item| quoted(item.as_ref()))
        .collect();
    format!("[{}]", items.join(", "))
}
