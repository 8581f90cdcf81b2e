//! Routes of the app that the model does not name. Pure.

use super::Checks;
use crate::finding::{Finding, Severity};
use crate::scan::path::{FileRoute, RouteFile, Segment as Part};
use crate::scan::project::File;
use crate::scan::rules::UNLISTED;
use ownguard_core::http::Method;
use ownguard_core::http::spec::{Binding, RouteSpec, Segment};
use ownguard_core::json::Span;

const METHODS: [Method; 5] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
];

impl Checks<'_> {
    pub(super) fn routes(&self, findings: &mut Vec<Finding>) {
        let Some(model) = self.model else {
            return;
        };
        for file in &self.project.files {
            let Some(route) = file.route().filter(|route| route.is_entrance()) else {
                continue;
            };
            for (methods, span) in entrances(file, route) {
                let named: Vec<&RouteSpec> = model
                    .spec
                    .http
                    .routes
                    .iter()
                    .filter(|spec| covers(spec, route))
                    .collect();
                let missing: Vec<&str> = methods
                    .iter()
                    .filter(|method| {
                        !named
                            .iter()
                            .any(|spec| spec.method.is_none_or(|known| known == **method))
                    })
                    .map(|method| method.as_str())
                    .collect();
                if missing.is_empty() || (route.what == RouteFile::ApiPage && !named.is_empty()) {
                    continue;
                }
                let (path, what) = (route.path(), missing.join(", "));
                let mut finding =
                    UNLISTED.found(format!("no route of the model is `{what} {path}`"));
                if matches!(route.what, RouteFile::Page | RouteFile::OldPage) {
                    finding.rule.severity = Severity::Warning;
                    finding = finding.mend(format!("`\"{what} {path}\" = \"page\"` under `[routes]`, or `\"public\"` where nobody signs in"));
                }
                findings.push(finding.at(&file.source, span).label("it stands here"));
            }
        }
    }
}

/// The methods that a file answers, each with its place.
fn entrances(file: &File, route: &FileRoute) -> Vec<(Vec<Method>, Span)> {
    let Some(module) = &file.module else {
        return Vec::new();
    };
    match route.what {
        RouteFile::Handler => {
            let exported = METHODS.into_iter().filter_map(|method| {
                let mut exports = module.exports.iter();
                let export = exports.find(|export| export.name == method.as_str())?;
                Some((vec![method], first_line(file, export.span)))
            });
            exported.collect()
        }
        RouteFile::Page | RouteFile::ApiPage => {
            let export = module
                .exports
                .iter()
                .find(|export| export.name == "default");
            let methods = if route.what == RouteFile::Page {
                vec![Method::Get]
            } else {
                METHODS.to_vec()
            };
            export
                .map(|export| (methods, first_line(file, export.span)))
                .into_iter()
                .collect()
        }
        RouteFile::OldPage => {
            let mut exports = module.exports.iter();
            let export = exports.find(|export| export.name == "getServerSideProps");
            let export = export.map(|export| (vec![Method::Get], first_line(file, export.span)));
            export.into_iter().collect()
        }
        RouteFile::Layout => Vec::new(),
    }
}

/// The part of a span that stands on its first line.
pub(super) fn first_line(file: &File, span: Span) -> Span {
    let text = span.of(file.source.text());
    let length = text.find('\n').unwrap_or(text.len());
    Span {
        start: span.start,
        end: span
            .start
            .saturating_add(u32::try_from(length).unwrap_or(0)),
    }
}

/// Whether every request that reaches the file is one that the route names.
pub(super) fn covers(spec: &RouteSpec, route: &FileRoute) -> bool {
    let mut named = spec.segments.iter();
    for part in &route.segments {
        let fits = match (part, named.next()) {
            (_, Some(Segment::Rest)) => return true,
            (Part::Static(text), Some(Segment::Static(known))) => text == known,
            // A parameter that names a row would take the text for a key.
            (Part::Static(_), Some(Segment::Param(binding))) => *binding == Binding::Nothing,
            (Part::Any, Some(Segment::Param(_))) => true,
            (Part::Rest | Part::MaybeRest, Some(Segment::Param(_))) => return true,
            (Part::MaybeRest, None) => return true,
            (_, _) => false,
        };
        if !fits {
            return false;
        }
    }
    named.next().is_none()
}
