//! What the TypeScript and JavaScript of the npm package keeps to, as far as lines of text show it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{npm, run};

/// A file that is longer has a second responsibility.
const LONGEST: usize = 400;

/// What switches the compiler's own checks off.
const LOOSE: [&str; 6] = [
    ": any",
    "as any",
    "<any>",
    "any[]",
    "@ts-ignore",
    "@ts-nocheck",
];

/// Names every place that does not keep to it.
pub(crate) fn check() -> Result<()> {
    let mut files = Vec::new();
    for dir in ["src", "test"] {
        sources(&npm::package().join(dir), &mut files)?;
    }
    let mut found = Vec::new();
    for file in files {
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading `{}`", file.display()))?;
        let name = file.strip_prefix(run::root()).unwrap_or(&file).display();
        let is_typed = file.extension().is_some_and(|ending| ending == "ts");
        found.extend(
            faults(&text, is_typed)
                .into_iter()
                .map(|(line, fault)| format!("{name}:{line}: {fault}")),
        );
    }
    if !found.is_empty() {
        bail!("{}", found.join("\n"));
    }
    Ok(())
}

fn faults(text: &str, is_typed: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim_end() != line || line.contains('\t') {
            found.push((number, "a tab, or a space at the end".to_owned()));
        }
        let code = line.split("//").next().unwrap_or_default();
        let is_comment = line.trim_start().starts_with(['*', '/']);
        let loose = LOOSE
            .iter()
            .find(|loose| holds(if loose.starts_with('@') { line } else { code }, loose));
        if let Some(loose) =
            loose.filter(|loose| is_typed && (!is_comment || loose.starts_with('@')))
        {
            found.push((number, format!("`{loose}` switches checks off")));
        }
    }
    let lines = text.lines().count();
    if lines > LONGEST {
        found.push((lines, format!("{lines} lines; {LONGEST} are the most")));
    }
    if !text.ends_with('\n') {
        found.push((lines, "must end with a line break".to_owned()));
    }
    found
}

/// Whether it stands there as a word of its own: `any` is no part of `anyone`.
fn holds(line: &str, loose: &str) -> bool {
    let is_word = |other: Option<char>| other.is_some_and(|it| it.is_alphanumeric() || it == '_');
    line.match_indices(loose).any(|(at, _)| {
        let (before, after) = (line.get(..at), line.get(at + loose.len()..));
        let starts_word = loose.starts_with(char::is_alphanumeric);
        let ends_word = loose.ends_with(char::is_alphanumeric);
        let goes_on_before = starts_word && is_word(before.and_then(|it| it.chars().next_back()));
        let goes_on_after = ends_word && is_word(after.and_then(|it| it.chars().next()));
        !goes_on_before && !goes_on_after
    })
}

fn sources(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("listing `{}`", dir.display()))? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type()?.is_dir() {
            if name != "node_modules" && !name.starts_with('.') {
                sources(&path, files)?;
            }
        } else if [".ts", ".mjs", ".js"].iter().any(|end| name.ends_with(end)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_keep_to_it_is_named_by_line() {
        for (text, fault) in [
            ("const a = 1;\n", None),
            ("const a = 1; \n", Some(1)),
            ("const a = 1;\n\tb();\n", Some(2)),
            ("const a: any = 1;\n", Some(1)),
            ("const a: anyone = b;\n", None),
            ("// of any kind: any\n", None),
            ("f(a as any);\n", Some(1)),
            ("has anything\n", None),
            ("// @ts-ignore\n", Some(1)),
            ("const a = 1;", Some(1)),
        ] {
            let found = faults(text, true);
            let first = found.first().map(|(line, _)| *line);
            assert_eq!(first, fault, "{text:?}: {found:?}");
        }
        assert_eq!(faults("a as any\n", false), []);
        assert_eq!(faults(&"a\n".repeat(401), true).len(), 1);
    }
}
