//! Counting tests: what `cargo test` and `node --test` report, as one sum.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ran and how they ended; each skipped one with its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: Vec<String>,
}

impl Tally {
    /// Reads what `cargo test` prints.
    pub(crate) fn from_cargo(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            if let Some(rest) = line.strip_prefix("test result: ") {
                tally.passed += count_before(rest, " passed");
                tally.failed += count_before(rest, " failed");
            } else if let Some((name, reason)) = ignored(line) {
                tally.skipped.push(format!("{name}: {reason}"));
            }
        }
        tally
    }

    /// Reads what the `tap` reporter of `node --test` writes. Tests inside
    /// tests are indented; the sums at the end count all of them.
    pub(crate) fn from_tap(output: &str) -> Self {
        let mut tally = Self::default();
        let mut cancelled = 0;
        for line in output.lines() {
            if let Some(rest) = line.strip_prefix("# pass ") {
                tally.passed = rest.parse().unwrap_or(0);
            } else if let Some(rest) = line.strip_prefix("# fail ") {
                tally.failed = rest.parse().unwrap_or(0);
            } else if let Some(rest) = line.strip_prefix("# cancelled ") {
                cancelled = rest.parse().unwrap_or(0);
            } else if let Some((name, directive)) = line.trim_start().split_once(" # ")
                && let Some(reason) = skip_reason(directive)
            {
                tally.skipped.push(format!("{}: {reason}", test_name(name)));
            }
        }
        tally.failed += cancelled;
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for skipped in &self.skipped {
            writeln!(to, "skipped: {skipped}")?;
        }
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(
            to,
            "{passed} passed, {failed} failed, {} skipped",
            skipped.len()
        )
    }
}

/// The number that stands right before `word`.
fn count_before(text: &str, word: &str) -> usize {
    text.split_once(word)
        .and_then(|(head, _)| head.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

/// `test name ... ignored, reason`
fn ignored(line: &str) -> Option<(&str, &str)> {
    let (name, state) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let reason = state.strip_prefix("ignored")?.trim_start_matches(", ");
    Some((
        name,
        if reason.is_empty() {
            "no reason given"
        } else {
            reason
        },
    ))
}

/// `SKIP reason`, `TODO reason`
fn skip_reason(directive: &str) -> Option<&str> {
    let reason = directive
        .strip_prefix("SKIP")
        .or_else(|| directive.strip_prefix("TODO"))?
        .trim();
    Some(if reason.is_empty() {
        "no reason given"
    } else {
        reason
    })
}

/// `ok 3 - name`
fn test_name(point: &str) -> &str {
    point.split_once(" - ").map_or(point, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize, skipped: &[&str]) -> Tally {
        Tally {
            passed,
            failed,
            skipped: skipped.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn cargo_runs_are_summed() {
        let output = "\
running 3 tests
test a::b ... ok
test a::c ... ignored, needs a database
test a::d ... ignored
test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
        let want = tally(5, 2, &["a::c: needs a database", "a::d: no reason given"]);
        assert_eq!(Tally::from_cargo(output), want);
    }

    #[test]
    fn a_tap_run_is_counted_by_its_sums() {
        let output = "\
TAP version 13
# Subtest: proxies
    # Subtest: nginx replays nothing
    ok 1 - nginx replays nothing # SKIP nginx is not installed
    # Subtest: varnish replays nothing
    not ok 2 - varnish replays nothing
    1..2
not ok 1 - proxies
ok 2 - health # time 1 #2
1..2
# tests 4
# suites 0
# pass 1
# fail 1
# cancelled 1
# skipped 1
# todo 0
";
        let want = tally(1, 2, &["nginx replays nothing: nginx is not installed"]);
        assert_eq!(Tally::from_tap(output), want);
    }

    #[test]
    fn the_closing_line_names_what_was_skipped() {
        let mut sum = tally(1, 0, &["x: why"]);
        sum += tally(2, 1, &[]);
        assert_eq!(
            sum.to_string(),
            "skipped: x: why\n3 passed, 1 failed, 1 skipped"
        );
    }
}
