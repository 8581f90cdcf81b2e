//! From expressions to [`Value`]s. Pure.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums are the parser's: what is not named has parts that no rule looks at"
)]

use super::{Lower, place};
use crate::scan::js::{Call, Entry, Value};
use oxc_ast::ast::{Argument, ChainElement, Expression, MemberExpression, ObjectPropertyKind};

/// Expressions inside each other beyond this are not looked into.
const DEEPEST: usize = 40;

impl Lower {
    pub(super) fn value(&mut self, expression: &Expression<'_>) -> Value {
        self.within(expression, 0)
    }

    pub(super) fn call(
        &mut self,
        callee: &Expression<'_>,
        arguments: &[Argument<'_>],
        span: oxc_span::Span,
        depth: usize,
    ) -> Value {
        let callee = self.within(callee, depth + 1);
        let arguments = arguments.iter().map(|argument| match argument {
            Argument::SpreadElement(spread) => {
                Value::Other(vec![self.within(&spread.argument, depth + 1)])
            }
            other => other
                .as_expression()
                .map_or(Value::Null, |inner| self.within(inner, depth + 1)),
        });
        let arguments = arguments.collect();
        Value::Call(Box::new(Call {
            callee,
            arguments,
            span: place(span),
        }))
    }

    fn within(&mut self, expression: &Expression<'_>, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Other(Vec::new());
        }
        let next = depth + 1;
        if let Some(member) = expression.as_member_expression() {
            return self.member(member, next);
        }
        match expression {
            Expression::StringLiteral(literal) => Value::Text(literal.value.to_string()),
            Expression::NumericLiteral(literal) => Value::Number(literal.value),
            Expression::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expression::NullLiteral(_) => Value::Null,
            Expression::Identifier(name) => Value::Name(name.name.to_string()),
            Expression::ThisExpression(_) => Value::Name("this".to_owned()),
            Expression::TemplateLiteral(template) => {
                let texts = template.quasis.iter();
                let texts = texts.map(|part| {
                    part.value
                        .cooked
                        .as_ref()
                        .map_or_else(String::new, ToString::to_string)
                });
                let texts = texts.collect();
                Value::Template(texts, self.all(&template.expressions, next))
            }
            Expression::TaggedTemplateExpression(tagged) => {
                let texts = tagged
                    .quasi
                    .quasis
                    .iter()
                    .map(|part| part.value.raw.to_string());
                let texts = texts.collect();
                let inside = Value::Template(texts, self.all(&tagged.quasi.expressions, next));
                Value::Call(Box::new(Call {
                    callee: self.within(&tagged.tag, next),
                    arguments: vec![inside],
                    span: place(tagged.span),
                }))
            }
            Expression::CallExpression(call) => {
                self.call(&call.callee, &call.arguments, call.span, next)
            }
            Expression::NewExpression(call) => {
                self.call(&call.callee, &call.arguments, call.span, next)
            }
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(call) => {
                    self.call(&call.callee, &call.arguments, call.span, next)
                }
                ChainElement::TSNonNullExpression(inner) => self.within(&inner.expression, next),
                other => other
                    .as_member_expression()
                    .map_or(Value::Null, |member| self.member(member, next)),
            },
            Expression::ObjectExpression(object) => {
                let entries = object.properties.iter().map(|property| match property {
                    ObjectPropertyKind::ObjectProperty(property) => Entry {
                        key: property.key.static_name().map(|name| name.to_string()),
                        value: self.within(&property.value, next),
                        span: place(property.span),
                    },
                    ObjectPropertyKind::SpreadProperty(spread) => Entry {
                        key: None,
                        value: self.within(&spread.argument, next),
                        span: place(spread.span),
                    },
                });
                Value::Object(entries.collect())
            }
            Expression::ArrayExpression(array) => {
                let items = array
                    .elements
                    .iter()
                    .filter_map(|element| element.as_expression());
                let items = items.map(|item| self.within(item, next));
                Value::Array(items.collect())
            }
            Expression::FunctionExpression(function) => {
                Value::Function(self.function(function.span))
            }
            Expression::ArrowFunctionExpression(function) => {
                Value::Function(self.function(function.span))
            }
            Expression::AwaitExpression(inner) => self.within(&inner.argument, next),
            Expression::ParenthesizedExpression(inner) => self.within(&inner.expression, next),
            Expression::TSAsExpression(inner) => self.within(&inner.expression, next),
            Expression::TSSatisfiesExpression(inner) => self.within(&inner.expression, next),
            Expression::TSTypeAssertion(inner) => self.within(&inner.expression, next),
            Expression::TSNonNullExpression(inner) => self.within(&inner.expression, next),
            Expression::TSInstantiationExpression(inner) => self.within(&inner.expression, next),
            Expression::AssignmentExpression(assignment) => self.within(&assignment.right, next),
            Expression::ConditionalExpression(inner) => Value::Other(vec![
                self.within(&inner.consequent, next),
                self.within(&inner.alternate, next),
            ]),
            Expression::LogicalExpression(inner) => Value::Other(vec![
                self.within(&inner.left, next),
                self.within(&inner.right, next),
            ]),
            Expression::BinaryExpression(inner) => Value::Other(vec![
                self.within(&inner.left, next),
                self.within(&inner.right, next),
            ]),
            Expression::UnaryExpression(inner) => {
                Value::Other(vec![self.within(&inner.argument, next)])
            }
            Expression::SequenceExpression(inner) => {
                Value::Other(self.all(&inner.expressions, next))
            }
            _ => Value::Other(Vec::new()),
        }
    }

    fn all<'e, 'a: 'e>(
        &mut self,
        list: impl IntoIterator<Item = &'e Expression<'a>>,
        depth: usize,
    ) -> Vec<Value> {
        list.into_iter()
            .map(|item| self.within(item, depth))
            .collect()
    }

    fn member(&mut self, member: &MemberExpression<'_>, depth: usize) -> Value {
        let base = self.within(member.object(), depth);
        let name = match member {
            MemberExpression::ComputedMemberExpression(computed) => match &computed.expression {
                Expression::StringLiteral(name) => Some(name.value.to_string()),
                Expression::NumericLiteral(_) => Some(String::new()),
                _ => None,
            },
            other => other.static_property_name().map(str::to_owned),
        };
        match name {
            Some(name) => Value::Member(Box::new(base), name),
            None => Value::Other(vec![base]),
        }
    }
}
