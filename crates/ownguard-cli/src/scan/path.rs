//! What a file is, by its path: a route handler, a page, a migration, something
//! that browsers get. Pure.

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Code; with the route where it stands at one.
    Code(Option<FileRoute>),
    /// SQL.
    Sql,
    /// Settings such as `.env`.
    Settings,
    /// What a build made for browsers, or what is served as it is.
    Shipped,
    /// Nothing that is looked at.
    Other,
}

/// A route that the framework makes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRoute {
    pub(super) what: RouteFile,
    pub(super) segments: Vec<Segment>,
}

/// Which file of a route it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RouteFile {
    /// `app/…/route.ts`
    Handler,
    /// `pages/api/….ts`
    ApiPage,
    /// `app/…/page.tsx`
    Page,
    /// `pages/….tsx`; of the framework only where it says how it is served.
    OldPage,
    /// `app/…/layout.tsx` and its like: part of pages, no route of its own.
    Layout,
}

/// One segment of a route's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Static(String),
    /// `[id]`
    Any,
    /// `[...rest]`
    Rest,
    /// `[[...rest]]`
    MaybeRest,
}

/// Folders that are not entered.
pub(crate) fn skipped(folder: &str) -> bool {
    const SKIPPED: [&str; 13] = [
        "node_modules",
        ".git",
        ".turbo",
        ".vercel",
        ".cache",
        ".yarn",
        ".pnpm-store",
        "coverage",
        "vendor",
        ".svn",
        ".hg",
        "__snapshots__",
        "storybook-static",
    ];
    SKIPPED.contains(&folder)
}

/// What the file at a path below the scanned folder is.
pub(super) fn kind(path: &str) -> Kind {
    let parts: Vec<&str> = path.split('/').collect();
    let Some((name, folders)) = parts.split_last() else {
        return Kind::Other;
    };
    let end = name
        .rsplit_once('.')
        .map_or("", |(_, end)| end)
        .to_ascii_lowercase();
    let text = [
        "js",
        "mjs",
        "cjs",
        "html",
        "json",
        "map",
        "css",
        "txt",
        "webmanifest",
    ]
    .contains(&end.as_str());
    if folders.contains(&".next") {
        let shipped = folders.windows(2).any(|pair| pair == [".next", "static"]);
        return if shipped && text {
            Kind::Shipped
        } else {
            Kind::Other
        };
    }
    let built = folders
        .iter()
        .any(|folder| ["dist", "build", "out", "public", ".output"].contains(folder));
    let in_app = folders
        .iter()
        .any(|folder| *folder == "app" || *folder == "pages");
    if built && !in_app {
        return if text { Kind::Shipped } else { Kind::Other };
    }
    if name.starts_with(".env") {
        let example = ["example", "sample", "template", "dist"].contains(&end.as_str());
        return if example { Kind::Other } else { Kind::Settings };
    }
    match end.as_str() {
        "sql" => Kind::Sql,
        "ts" | "tsx" | "js" | "jsx" | "mjs" | "cjs" | "mts" | "cts" => {
            let checks = [".test.", ".spec.", ".stories.", ".d.ts", ".d.mts"]
                .iter()
                .any(|part| name.contains(part));
            let beside = folders.iter().any(|folder| {
                ["__tests__", "__mocks__", "e2e", "cypress", "playwright"].contains(folder)
            });
            if checks || beside || name.ends_with(".min.js") {
                Kind::Other
            } else {
                Kind::Code(route(folders, name))
            }
        }
        _ => Kind::Other,
    }
}

/// The route that the framework makes of a file.
fn route(folders: &[&str], name: &str) -> Option<FileRoute> {
    let (stem, _) = name.rsplit_once('.')?;
    let app = folders.iter().position(|folder| *folder == "app");
    let pages = folders.iter().position(|folder| *folder == "pages");
    let what = match (stem, app, pages) {
        ("route", Some(_), _) => RouteFile::Handler,
        ("page", Some(_), _) => RouteFile::Page,
        ("layout" | "template" | "default" | "loading", Some(_), _) => RouteFile::Layout,
        (_, None, Some(at)) if folders.get(at + 1) == Some(&"api") => RouteFile::ApiPage,
        (stem, None, Some(_)) if !stem.starts_with('_') => RouteFile::OldPage,
        (_, _, _) => return None,
    };
    let old = matches!(what, RouteFile::ApiPage | RouteFile::OldPage);
    let from = if old { pages } else { app }? + 1;
    let inside = folders.get(from..)?;
    // Folders that begin with `_` make no routes; those of parallel routes and groups no segment.
    if inside.iter().any(|folder| folder.starts_with('_') && !old) {
        return None;
    }
    let own = (old && stem != "index").then_some(stem);
    let mut segments = Vec::new();
    for part in inside.iter().copied().chain(own) {
        let intercepts = ["(.)", "(..)", "(...)"]
            .iter()
            .any(|mark| part.starts_with(mark));
        if intercepts {
            return None;
        }
        let group = part.starts_with('(') && part.ends_with(')');
        if !group && !part.starts_with('@') {
            segments.push(segment(part));
        }
    }
    Some(FileRoute { what, segments })
}

fn segment(part: &str) -> Segment {
    if part.starts_with("[[...") {
        Segment::MaybeRest
    } else if part.starts_with("[...") {
        Segment::Rest
    } else if part.starts_with('[') && part.ends_with(']') {
        Segment::Any
    } else {
        Segment::Static(part.to_owned())
    }
}

impl FileRoute {
    /// The path as a model writes it.
    pub(super) fn path(&self) -> String {
        let parts = self.segments.iter().map(|segment| match segment {
            Segment::Static(text) => format!("/{text}"),
            Segment::Any => "/{…}".to_owned(),
            Segment::Rest | Segment::MaybeRest => "/{*rest}".to_owned(),
        });
        let path: String = parts.collect();
        if path.is_empty() {
            "/".to_owned()
        } else {
            path
        }
    }

    /// Whether a request enters here.
    pub(super) const fn is_entrance(&self) -> bool {
        match self.what {
            RouteFile::Handler | RouteFile::ApiPage | RouteFile::Page | RouteFile::OldPage => true,
            RouteFile::Layout => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_the_routes_that_the_framework_makes_of_them() {
        for (path, expected) in [
            ("app/api/invoices/[id]/route.ts", Some("/api/invoices/{…}")),
            ("src/app/(shop)/@modal/cart/page.tsx", Some("/cart")),
            ("apps/web/app/[...slug]/page.js", Some("/{*rest}")),
            ("app/page.tsx", Some("/")),
            ("pages/api/users/[id].ts", Some("/api/users/{…}")),
            ("pages/api/index.ts", Some("/api")),
            ("app/_lib/route.ts", None),
            ("app/(..)photo/page.tsx", None),
            ("app/lib/db.ts", None),
            ("src/pages/notes/[id].tsx", Some("/notes/{…}")),
            ("pages/index.tsx", Some("/")),
            ("pages/_app.tsx", None),
            ("lib/route.ts", None),
        ] {
            let route = match kind(path) {
                Kind::Code(route) => route,
                Kind::Sql | Kind::Settings | Kind::Shipped | Kind::Other => None,
            };
            assert_eq!(
                route.map(|route| route.path()).as_deref(),
                expected,
                "{path}"
            );
        }
    }

    #[test]
    fn what_browsers_get_is_told_from_what_they_do_not() {
        for (path, expected) in [
            (".next/static/chunks/main.js", Kind::Shipped),
            (".next/server/app/page.js", Kind::Other),
            ("dist/assets/index.js", Kind::Shipped),
            ("public/config.json", Kind::Shipped),
            ("public/logo.png", Kind::Other),
            (".env.production", Kind::Settings),
            (".env.example", Kind::Other),
            ("lib/db.test.ts", Kind::Other),
            ("lib/db.ts", Kind::Code(None)),
            ("supabase/migrations/1.sql", Kind::Sql),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }
}
