//! Policies that let in everybody, or everybody who is signed in. Pure.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums are the parser's: what is not named lets nobody in for sure"
)]

use super::Checks;
use super::tables::At;
use crate::finding::Finding;
use crate::init::sql::statements::Statement;
use crate::init::sql::{self, name, names, parse};
use crate::scan::rules::OPEN_POLICY;
use sqlparser::ast::{
    AlterPolicyOperation, BinaryOperator, CreatePolicyCommand, CreatePolicyType, Expr, ObjectName,
    Owner, SelectItem, SetExpr, Statement as Parsed, Value,
};

struct Policy<'f> {
    table: (Option<String>, String),
    name: String,
    at: At<'f>,
    command: Option<CreatePolicyCommand>,
    roles: Vec<String>,
    using: Option<Expr>,
    check: Option<Expr>,
}

/// Who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Everybody,
    SignedIn,
}

impl Checks<'_> {
    pub(super) fn policies(
        &self,
        history: &[(At<'_>, Statement<'_>)],
        findings: &mut Vec<Finding>,
    ) {
        let left = sql::schema::read(&self.sources());
        for policy in standing(history) {
            let (schema, table) = &policy.table;
            let known = left
                .tables
                .iter()
                .find(|known| known.is(schema.as_deref(), table));
            let clients = policy.roles.is_empty()
                || policy
                    .roles
                    .iter()
                    .any(|role| matches!(role.as_str(), "public" | "anon" | "authenticated"));
            if !clients || !self.is_owned(table, known) {
                continue;
            }
            let inserts = policy.command == Some(CreatePolicyCommand::Insert);
            let using = policy.using.as_ref().filter(|_| !inserts).and_then(open);
            let check = policy.check.as_ref().and_then(open);
            let found = using
                .map(|who| (who, "using"))
                .or_else(|| check.map(|who| (who, "with check")));
            let Some((who, clause)) = found else {
                continue;
            };
            let named =
                policy.roles.iter().all(|role| role == "authenticated") && !policy.roles.is_empty();
            let who = if who == Open::SignedIn || named {
                "everybody who is signed in"
            } else {
                "everybody"
            };
            let does = match policy.command {
                Some(CreatePolicyCommand::Select) => "read",
                Some(CreatePolicyCommand::Insert) => "insert",
                Some(CreatePolicyCommand::Update) => "update",
                Some(CreatePolicyCommand::Delete) => "delete",
                Some(CreatePolicyCommand::All) | None => "read and write",
            };
            let message = format!(
                "`{}` lets {who} {does} every row of `{table}` (`{clause}`)",
                policy.name
            );
            findings.push(
                OPEN_POLICY
                    .found(message)
                    .at(&policy.at.file.source, policy.at.span),
            );
        }
    }
}

/// The permissive policies that the statements leave.
fn standing<'f>(history: &[(At<'f>, Statement<'f>)]) -> Vec<Policy<'f>> {
    let mut list: Vec<Policy<'f>> = Vec::new();
    for (at, statement) in history {
        let lower = statement
            .text
            .get(..40)
            .unwrap_or(statement.text)
            .to_ascii_lowercase();
        if !lower.contains("policy") && !lower.starts_with("drop table") {
            continue;
        }
        match parse(statement.text) {
            Some(Parsed::CreatePolicy(made))
                if made.policy_type != Some(CreatePolicyType::Restrictive) =>
            {
                list.push(Policy {
                    table: names(&made.table_name),
                    name: made.name.value.clone(),
                    at: *at,
                    command: made.command,
                    roles: roles(made.to.as_deref()),
                    using: made.using,
                    check: made.with_check,
                });
            }
            Some(Parsed::DropPolicy(dropped)) => {
                let of = names(&dropped.table_name);
                list.retain(|policy| policy.table != of || policy.name != dropped.name.value);
            }
            Some(Parsed::AlterPolicy(altered)) => {
                let of = names(&altered.table_name);
                let policy = list
                    .iter_mut()
                    .find(|policy| policy.table == of && policy.name == altered.name.value);
                if let (
                    Some(policy),
                    AlterPolicyOperation::Apply {
                        to,
                        using,
                        with_check,
                    },
                ) = (policy, altered.operation)
                {
                    policy.at = *at;
                    policy.using = using.or(policy.using.take());
                    policy.check = with_check.or(policy.check.take());
                    if to.is_some() {
                        policy.roles = roles(to.as_deref());
                    }
                }
            }
            Some(Parsed::Drop { names: dropped, .. }) => {
                let dropped: Vec<_> = dropped
                    .iter()
                    .map(|object: &ObjectName| names(object))
                    .collect();
                list.retain(|policy| !dropped.contains(&policy.table));
            }
            _ => {}
        }
    }
    list
}

fn roles(to: Option<&[Owner]>) -> Vec<String> {
    let roles = to.unwrap_or_default().iter().map(|owner| match owner {
        Owner::Ident(role) => name(role),
        other => other.to_string().to_lowercase(),
    });
    roles.collect()
}

/// Whom a condition lets in without looking at the row.
fn open(condition: &Expr) -> Option<Open> {
    match bare(condition) {
        Expr::Value(value) if value.value == Value::Boolean(true) => Some(Open::Everybody),
        Expr::IsNotNull(inner) if is_caller(inner) => Some(Open::SignedIn),
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::Or => match (open(left), open(right)) {
                (Some(Open::Everybody), _) | (_, Some(Open::Everybody)) => Some(Open::Everybody),
                (one, other) => one.or(other),
            },
            BinaryOperator::And => match (open(left)?, open(right)?) {
                (Open::Everybody, Open::Everybody) => Some(Open::Everybody),
                (_, _) => Some(Open::SignedIn),
            },
            BinaryOperator::Eq => equal(left, right),
            _ => None,
        },
        _ => None,
    }
}

/// `auth.role() = 'authenticated'`, `1 = 1`, `auth.uid() = auth.uid()`.
fn equal(left: &Expr, right: &Expr) -> Option<Open> {
    let (left, right) = (bare(left), bare(right));
    let role = |one: &Expr, other: &Expr| {
        let said = matches!(other, Expr::Value(value) if matches!(&value.value, Value::SingleQuotedString(text) if text == "authenticated"));
        let asked = one.to_string().to_lowercase().replace(' ', "");
        said && (asked == "auth.role()"
            || asked.starts_with("auth.jwt()->>'role'")
            || asked == "current_role")
    };
    if role(left, right) || role(right, left) || (is_caller(left) && is_caller(right)) {
        Some(Open::SignedIn)
    } else if matches!((left, right), (Expr::Value(one), Expr::Value(other)) if one.value == other.value)
    {
        Some(Open::Everybody)
    } else {
        None
    }
}

fn is_caller(expr: &Expr) -> bool {
    let asked = bare(expr).to_string().to_lowercase().replace(' ', "");
    matches!(asked.as_str(), "auth.uid()" | "auth.jwt()" | "auth.email()")
        || asked.starts_with("auth.jwt()->>'sub'")
}

/// Without brackets, casts, and `(select …)` around it.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => bare(inner),
        Expr::Subquery(query) => {
            if let SetExpr::Select(select) = &*query.body
                && let [
                    SelectItem::UnnamedExpr(inner) | SelectItem::ExprWithAlias { expr: inner, .. },
                ] = select.projection.as_slice()
                && select.from.is_empty()
                && select.selection.is_none()
            {
                bare(inner)
            } else {
                expr
            }
        }
        other => other,
    }
}
