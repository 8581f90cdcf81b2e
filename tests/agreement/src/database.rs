//! The node process that runs SQL: started once, asked in JSON lines, ended with it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Which Postgres answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// In the node process, in memory.
    PgLite,
    /// A server of its own, started by the node process.
    Server,
}

#[derive(Clone, Debug)]
pub enum Op {
    /// Runs, and ends the request where it fails.
    Exec(String),
    /// Runs, and takes back what it did.
    Attempt(String),
    /// One statement with parameters.
    Query(String, Vec<Value>),
}

/// The rows of the last statement, or what went wrong.
pub type Outcome = Result<Vec<Vec<Value>>, Failure>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub message: String,
}

pub struct Database {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// Where the JavaScript of the tests stands.
fn tests() -> PathBuf {
    // As cargo says it now: two checkouts may share a target directory.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().unwrap_or(Path::new(".")).to_owned()
}

fn folder() -> PathBuf {
    tests().join("agreement")
}

/// Why an engine cannot be had here; `None` where it can.
pub fn missing(engine: Engine) -> Option<&'static str> {
    let package = match engine {
        Engine::PgLite => "@electric-sql/pglite",
        Engine::Server => "pg",
    };
    if !tests().join("node_modules").join(package).exists() {
        return Some("tests/node_modules is not installed: cargo xtask setup");
    }
    let script = "import('./server.mjs').then((s) => process.exit(s.installed() ? 0 : 1))";
    let found = || {
        let mut node = Command::new("node");
        node.args(["-e", script]).current_dir(folder());
        node.status().is_ok_and(|status| status.success())
    };
    (engine == Engine::Server && !found())
        .then_some("no postgres server is installed: apt-get install postgresql")
}

impl Database {
    pub fn open(engine: Engine) -> Result<Self, String> {
        let word = match engine {
            Engine::PgLite => "pglite",
            Engine::Server => "server",
        };
        let mut child = Command::new("node")
            .args(["runner.mjs", word])
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("`node` could not be started: {error}"))?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut database = Self {
            child,
            input,
            output,
        };
        database.line()?;
        Ok(database)
    }

    /// Runs them in order; fewer outcomes come back where one failed that may not.
    pub fn run(&mut self, ops: &[Op]) -> Result<Vec<Outcome>, String> {
        let ops: Vec<_> = ops.iter().map(written).collect();
        let request = json!({ "ops": ops }).to_string();
        let input = self.input.as_mut().ok_or("the runner has ended")?;
        writeln!(input, "{request}").map_err(|error| error.to_string())?;
        input.flush().map_err(|error| error.to_string())?;
        let answer = self.line()?;
        let results = answer["results"].as_array();
        let results = results.ok_or("the runner answered no results")?;
        Ok(results.iter().map(outcome).collect())
    }

    fn line(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        if read.map_err(|error| error.to_string())? == 0 {
            return Err("the runner ended".into());
        }
        serde_json::from_str(&line).map_err(|error| error.to_string())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The end of its input lets the process stop its server and end.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn written(op: &Op) -> Value {
    match op {
        Op::Exec(sql) => json!({ "exec": sql }),
        Op::Attempt(sql) => json!({ "attempt": sql }),
        Op::Query(sql, params) => json!({ "query": sql, "params": params }),
    }
}

fn outcome(result: &Value) -> Outcome {
    if let Some(error) = result.get("error") {
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        return Err(Failure {
            code: text("code"),
            message: text("message"),
        });
    }
    let rows = result["rows"].as_array().cloned().unwrap_or_default();
    let rows = rows.into_iter().map(|row| match row {
        Value::Array(values) => values,
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)) => vec![other],
    });
    Ok(rows.collect())
}
