//! What a command answers: two texts, an exit code, and files to be written. Whoever runs the
//! command writes them.

/// A command's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// For standard output; ends with a line feed or is empty.
    pub stdout: String,
    /// For standard error; ends with a line feed or is empty.
    pub stderr: String,
    /// How it ended.
    pub code: Exit,
    /// Files to write: all of them or none. Only where [`Exit::Good`] or [`Exit::No`] came out.
    pub writes: Vec<FileWrite>,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    #[default]
    Good,
    /// The question was understood, and the answer is no.
    No,
    /// The question was bad: a wrong argument, a file that is not there, a model that cannot be read.
    Bad,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileWrite {
    /// Where, with `/` between parts. Folders that are not there are made.
    pub path: String,
    /// The whole content.
    pub content: String,
    /// Whether a file that is there already is replaced; if not, nothing is written at all.
    pub replace: bool,
}

impl Exit {
    /// The process's exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::No => 1,
            Self::Bad => 2,
        }
    }
}

impl Output {
    /// A good answer on standard output.
    pub fn good(stdout: impl Into<String>) -> Self {
        Self {
            stdout: stdout.into(),
            ..Self::default()
        }
    }

    /// The answer no, on standard output.
    pub fn no(stdout: impl Into<String>) -> Self {
        Self {
            code: Exit::No,
            ..Self::good(stdout)
        }
    }

    /// A bad question, told on standard error.
    pub fn bad(stderr: impl Into<String>) -> Self {
        Self {
            stderr: stderr.into(),
            code: Exit::Bad,
            ..Self::default()
        }
    }

    /// The same with one more file.
    #[must_use]
    pub fn writing(
        mut self,
        path: impl Into<String>,
        content: impl Into<String>,
        replace: bool,
    ) -> Self {
        self.writes.push(FileWrite {
            path: path.into(),
            content: content.into(),
            replace,
        });
        self
    }
}
