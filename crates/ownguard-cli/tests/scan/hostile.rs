//! Secrets, settings, and what cannot be read.

use super::{Found, found, project, report, scan, with_model};
use ownguard_cli::{Exit, InMemory};

/// A secret of Stripe's form, put together here so that none stands in a file.
pub(crate) fn stripe_key() -> String {
    ["sk_", "live_", "51Habcdefgh", "ijklmnop42"].concat()
}

/// A token of Supabase's form: its middle says `{"role":"service_role"}`.
fn service_token() -> String {
    [
        "eyJhbGciOiJIUzI1NiJ9.",
        "eyJyb2xlIjoic2VydmljZV9yb2xlIn0",
        ".c2lnbmF0dXJl",
    ]
    .concat()
}

#[test]
fn secrets_are_found_in_what_browsers_get_and_never_repeated() {
    let (key, token) = (stripe_key(), service_token());
    let long = "x".repeat(2000);
    let files = InMemory::default()
        .with(
            ".next/static/chunks/app.js",
            format!("{long}\n(()=>{{{long};let k=\"{key}\";{long}}})()"),
        )
        .with("dist/assets/index.js", format!("const a='{token}'"))
        .with("public/config.json", format!("{{\"key\": \"{key}\"}}"))
        .with(
            "components/pay.tsx",
            format!("\"use client\";\nexport const key = \"{key}\";\n"),
        )
        // What only the server has, and what is no text.
        .with(".next/server/app.js", format!("'{key}'"))
        .with("lib/server.ts", format!("export const key = \"{key}\";"))
        .with("node_modules/a/dist/index.js", format!("'{token}'"))
        .with("public/logo.png", vec![0xff, 0xd8]);
    let (code, told) = report(&files);
    let expected = [
        ("OG3206", ".next/static/chunks/app.js", 2),
        ("OG3206", "components/pay.tsx", 2),
        ("OG3206", "dist/assets/index.js", 1),
        ("OG3206", "public/config.json", 1),
    ];
    let expected: Found = expected
        .map(|(code, file, line)| (code.to_owned(), file.to_owned(), line))
        .into();
    assert_eq!((code, found(&told)), (Exit::No, expected), "{told:#}");
    for format in ["text", "json", "sarif"] {
        let output = scan(&files, &["--format", format]);
        assert!(
            !output.stdout.contains("ijklmnop42") && !output.stdout.contains("eyJyb2xl"),
            "{format}: {}",
            output.stdout
        );
        assert!(
            output.stdout.lines().all(|line| line.len() < 1000),
            "{format}: long lines are not shown whole"
        );
    }
}

#[test]
fn settings_are_found_by_their_name_and_their_values_are_never_shown() {
    let files = InMemory::default()
        .with(".env.local", "A=1\nNEXT_PUBLIC_STRIPE_SECRET_KEY=hush-hush\nSTRIPE_SECRET_KEY=quiet\nexport VITE_SERVICE_ROLE_KEY=still\n")
        .with(".env.example", "NEXT_PUBLIC_STRIPE_SECRET_KEY=\n")
        .with("apps/web/.env", "# NEXT_PUBLIC_JWT_SECRET=x\nNEXT_PUBLIC_SERVICE_URL=https://a.example\n");
    let files = files.with(
        ".env.production",
        "# OLD=shh1\nA=\"shh2\nshh3=\nshh4\"\nREACT_APP_JWT_SECRET=shh5\n",
    );
    let (code, told) = report(&files);
    let expected = [
        ("OG3205", ".env.local", 2),
        ("OG3205", ".env.local", 4),
        ("OG3205", ".env.production", 5),
    ];
    let expected: Found = expected
        .map(|(code, file, line)| (code.to_owned(), file.to_owned(), line))
        .into();
    assert_eq!((code, found(&told)), (Exit::No, expected), "{told:#}");
    let output = scan(&files, &[]);
    for value in ["hush-hush", "quiet", "still", "shh"] {
        assert!(!output.stdout.contains(value), "{}", output.stdout);
    }
}

#[test]
fn a_folder_or_a_model_that_cannot_be_read_is_a_bad_question() {
    let files = InMemory::default()
        .with("app/page.tsx", "export default 1")
        .with("bad.toml", "version = ");
    for (args, code) in [
        (&["nowhere"][..], "OG3002"),
        (&["--model", "missing.toml"], "OG3002"),
        (&["--model", "bad.toml"], "OG1001"),
        (&["--format", "xml"], "invalid value"),
    ] {
        let output = scan(&files, args);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (Exit::Bad, ""),
            "{args:?}"
        );
        assert!(output.stderr.contains(code), "{args:?}: {}", output.stderr);
    }
    let folder = InMemory::default()
        .with("web/app/page.tsx", "")
        .with("web/ownguard.toml", "version = ");
    assert_eq!(
        scan(&folder, &["web"]).code,
        Exit::Bad,
        "the model in the folder is the model"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_falls() {
    let (_, told) = report(
        &InMemory::default()
            .with("app/broken.ts", "export const = {{{ (")
            .with("app/latin.ts", vec![0x61, 0xff])
            .with("app/long.ts", "a;".repeat(2 << 20)),
    );
    let unread = told["unread"].as_array().unwrap();
    let names: Vec<&str> = unread
        .iter()
        .map(|unread| unread["file"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["app/broken.ts", "app/latin.ts", "app/long.ts"]);

    let whole = project("by-id/bad")
        .0
        .into_iter()
        .chain(project("policies/bad").0);
    for (path, content) in whole {
        let text = String::from_utf8(content).unwrap();
        for end in (0..text.len())
            .step_by(41)
            .filter(|end| text.is_char_boundary(*end))
        {
            let _ = report(&with_model(
                InMemory::default().with(&path, text.get(..end).unwrap()),
            ));
        }
    }
}

#[test]
fn nesting_beyond_reason_is_no_end() {
    let deep = format!("export const a = {}1{};", "[".repeat(200), "]".repeat(200));
    let calls = format!("f{}", "(g)".repeat(400));
    let sql = format!(
        "create policy p on notes using ({}true{});",
        "(".repeat(400),
        ")".repeat(400)
    );
    let files = InMemory::default()
        .with("app/a.ts", deep)
        .with("app/b.ts", calls)
        .with("a.sql", sql);
    let (_, told) = report(&with_model(files));
    assert_eq!(told["files"], 3);
    let deeper = format!(
        "export const a = {}1{};",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let (_, told) = report(&InMemory::default().with("app/a.ts", deeper));
    assert_eq!(told["unread"][0]["why"], "it is nested too deeply");
}
