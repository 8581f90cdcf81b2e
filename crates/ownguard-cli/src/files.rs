//! The files that commands read. Paths are texts with `/` between their parts, relative to where
//! the command runs; `-` is what stands at standard input.

use std::collections::BTreeMap;
use std::fmt;

/// Where files come from.
pub trait Files {
    /// The whole file.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;

    /// Every file at or below a folder, sorted by path, each path beginning with that of the folder.
    /// Links are not followed. `skip` is asked once for each folder by its own name, such as
    /// `node_modules`; what it says yes to is not entered.
    fn walk(&self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<String>, FileError>;
}

/// What stands directly in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file, by its own name.
    File(String),
    /// A folder, by its own name.
    Folder(String),
}

/// [`Files::walk`] for files of a system: `list` tells what stands directly in a folder.
pub fn walk(
    folder: &str,
    skip: &dyn Fn(&str) -> bool,
    list: &dyn Fn(&str) -> Result<Vec<Entry>, FileError>,
) -> Result<Vec<String>, FileError> {
    let root = folder.trim_end_matches('/');
    let mut found = Vec::new();
    let mut folders = vec![if root.is_empty() { folder } else { root }.to_owned()];
    while let Some(folder) = folders.pop() {
        let below = |name: &str| format!("{}/{name}", folder.trim_end_matches('/'));
        for entry in list(&folder)? {
            match entry {
                Entry::File(name) => found.push(below(&name)),
                Entry::Folder(name) if skip(&name) => {}
                Entry::Folder(name) => folders.push(below(&name)),
            }
        }
    }
    if root == "." {
        for path in &mut found {
            *path = path.trim_start_matches("./").to_owned();
        }
    }
    found.sort();
    Ok(found)
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The path that was asked for.
    pub path: String,
    /// What is wrong.
    pub fault: FileFault,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// There is no such file or folder.
    Missing,
    /// It is a folder, and a file is wanted.
    IsFolder,
    /// It is a file, and a folder is wanted.
    IsFile,
    /// It cannot be read; the system's own words.
    Unreadable(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.fault {
            FileFault::Missing => write!(f, "there is no `{path}`"),
            FileFault::IsFolder => write!(f, "`{path}` is a folder, not a file"),
            FileFault::IsFile => write!(f, "`{path}` is a file, not a folder"),
            FileFault::Unreadable(why) => write!(f, "`{path}` cannot be read: {why}"),
        }
    }
}

impl std::error::Error for FileError {}

/// Files that are in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl InMemory {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }
}

impl Files for InMemory {
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let file = self.0.get(path).cloned();
        file.ok_or_else(|| missing(path))
    }

    fn walk(&self, folder: &str, skip: &dyn Fn(&str) -> bool) -> Result<Vec<String>, FileError> {
        let root = folder.trim_end_matches('/');
        let below = |path: &str| {
            if matches!(root, "" | ".") {
                return Some(path.to_owned());
            }
            let rest = path.strip_prefix(root)?.strip_prefix('/')?;
            Some(rest.to_owned())
        };
        let entered = |rest: &str| {
            let folders = rest.rsplit_once('/').map_or("", |(folders, _)| folders);
            !folders
                .split('/')
                .any(|name| !name.is_empty() && skip(name))
        };
        let found = self.0.keys().filter_map(|path| Some((path, below(path)?)));
        let mut found = found.peekable();
        if found.peek().is_none() && !root.is_empty() && root != "." {
            return Err(missing(folder));
        }
        let kept = found.filter(|(_, rest)| entered(rest));
        Ok(kept.map(|(path, _)| path.clone()).collect())
    }
}

fn missing(path: &str) -> FileError {
    FileError {
        path: path.to_owned(),
        fault: FileFault::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> InMemory {
        InMemory::default()
            .with("app/api/route.ts", "1")
            .with("app/node_modules/x/index.js", "2")
            .with("apple.ts", "3")
    }

    #[test]
    fn a_folder_holds_what_stands_below_it_and_not_what_begins_alike() {
        let all = files().walk("app", &|_| false).unwrap();
        assert_eq!(all, ["app/api/route.ts", "app/node_modules/x/index.js"]);
    }

    #[test]
    fn skipped_folders_are_not_entered() {
        let some = files().walk(".", &|name| name == "node_modules").unwrap();
        assert_eq!(some, ["app/api/route.ts", "apple.ts"]);
    }

    #[test]
    fn a_folder_that_does_not_exist_is_an_error() {
        assert_eq!(files().walk("lib", &|_| false), Err(missing("lib")));
        assert_eq!(files().read("lib"), Err(missing("lib")));
    }
}
