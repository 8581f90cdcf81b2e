//! Where a claim stands: a path of member names.

use std::fmt;

use crate::json::{Json, Object};

/// Claims that the person can edit: nothing that grants may rest on them.
const EDITABLE: [&str; 5] = [
    "user_metadata",
    "unsafe_metadata",
    "raw_user_meta_data",
    "userMetadata",
    "unsafeMetadata",
];

/// A path to a claim; never below a claim that the person can edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Vec<String>);

/// Why a text is not a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// It has no member name, or an empty one.
    Empty,
    /// A quote is not closed, or stands in the middle of a name.
    Quote,
    /// The person can edit what stands there (`user_metadata`, `unsafe_metadata`, …).
    Editable,
}

impl Path {
    /// Reads a dotted path: `app_metadata.workspaces`. A name with dots stands in double quotes:
    /// `"https://app.example/roles".admin`. A text with `://` and no quote is one name, as
    /// Auth0's `https://app.example/roles`.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        if text.contains("://") && !text.contains('"') {
            return Self::from_segments([text]);
        }
        let mut segments = Vec::new();
        let mut rest = text;
        loop {
            let (segment, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').ok_or(PathFault::Quote)?,
                None => rest.split_at(rest.find('.').unwrap_or(rest.len())),
            };
            if segment.contains('"') {
                return Err(PathFault::Quote);
            }
            segments.push(segment);
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None if after.is_empty() => return Self::from_segments(segments),
                None => return Err(PathFault::Quote),
            }
        }
    }

    /// A path of these member names, taken as they are.
    pub fn from_segments<S: Into<String>>(
        segments: impl IntoIterator<Item = S>,
    ) -> Result<Self, PathFault> {
        let segments: Vec<String> = segments.into_iter().map(Into::into).collect();
        if segments.is_empty() || segments.iter().any(String::is_empty) {
            return Err(PathFault::Empty);
        }
        // Namespaced claims end in the same word: `https://app.example/user_metadata`.
        let editable = |segment: &String| {
            let word = segment.rsplit('/').next().unwrap_or(segment);
            EDITABLE
                .iter()
                .any(|known| word.eq_ignore_ascii_case(known))
        };
        if segments.iter().any(editable) {
            return Err(PathFault::Editable);
        }
        Ok(Self(segments))
    }

    /// The claim there. `null` counts as absent.
    pub(crate) fn find<'j>(&self, members: &'j Object) -> Option<&'j Json> {
        let (first, rest) = self.0.split_first()?;
        let start = members.get(first)?;
        let found = rest
            .iter()
            .try_fold(start, |value, name| value.as_object()?.get(name))?;
        (*found != Json::Null).then_some(found)
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Empty => "a claim path needs a name between its dots",
            Self::Quote => "a quoted name in a claim path is not closed or not followed by a dot",
            Self::Editable => "the person can edit this claim; use one that only the server sets",
        })
    }
}

impl std::error::Error for PathFault {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[&str], PathFault>) {
        let expected = expected.map(|names| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        });
        assert_eq!(Path::parse(text).map(|path| path.0), expected, "{text}");
    }

    #[test]
    fn a_path_is_dotted_quoted_or_one_url() {
        check("sub", Ok(&["sub"]));
        check(
            "app_metadata.workspaces",
            Ok(&["app_metadata", "workspaces"]),
        );
        check(
            "https://app.example/roles",
            Ok(&["https://app.example/roles"]),
        );
        check(
            "\"https://a.example/r\".x",
            Ok(&["https://a.example/r", "x"]),
        );
        check("a.\"b.c\"", Ok(&["a", "b.c"]));
    }

    #[test]
    fn a_broken_path_is_refused() {
        for text in ["", ".", "a.", ".a", "a..b", "\"\""] {
            check(text, Err(PathFault::Empty));
        }
        for text in ["\"a", "\"a\"b", "a\"b", "a\"b\".c"] {
            check(text, Err(PathFault::Quote));
        }
    }

    #[test]
    fn a_path_that_the_person_can_edit_is_refused() {
        for text in [
            "user_metadata.role",
            "unsafe_metadata",
            "a.raw_user_meta_data.b",
            "unsafeMetadata.role",
            "https://app.example/user_metadata",
            "\"User_Metadata\".role",
        ] {
            check(text, Err(PathFault::Editable));
        }
    }
}
