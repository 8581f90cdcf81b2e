//! What a check lets a column hold. Pure.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums are the parser's: what is not named says nothing of tables"
)]

use super::name;
use sqlparser::ast::{BinaryOperator, Expr, Value};

/// The column of a check and every value that it lets in, where it is of that kind:
/// `role in ('a', 'b')`, `role = any (array['a', 'b'])`, `role = 'a' or role = 'b'`.
pub(super) fn listed(check: &Expr) -> Option<(String, Vec<String>)> {
    match bare(check) {
        Expr::InList {
            expr,
            list,
            negated: false,
        } => Some((column(expr)?, texts(list)?)),
        Expr::AnyOp {
            left,
            compare_op: BinaryOperator::Eq,
            right,
            ..
        } => match bare(right) {
            Expr::Array(array) => Some((column(left)?, texts(&array.elem)?)),
            _ => None,
        },
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Eq,
            right,
        } => Some((column(left)?, vec![text(right)?])),
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Or,
            right,
        } => {
            let ((one, mut values), (other, more)) = (listed(left)?, listed(right)?);
            values.extend(more);
            (one == other).then_some((one, values))
        }
        _ => None,
    }
}

/// An expression without its brackets and casts.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => bare(inner),
        other => other,
    }
}

fn column(expr: &Expr) -> Option<String> {
    match bare(expr) {
        Expr::Identifier(ident) => Some(name(ident)),
        Expr::CompoundIdentifier(parts) => parts.last().map(name),
        _ => None,
    }
}

fn texts(list: &[Expr]) -> Option<Vec<String>> {
    list.iter().map(text).collect()
}

/// A text or a number that stands there itself.
fn text(expr: &Expr) -> Option<String> {
    let Expr::Value(value) = bare(expr) else {
        return None;
    };
    match &value.value {
        Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text.clone()),
        Value::Number(number, _) => Some(number.clone()),
        Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}
