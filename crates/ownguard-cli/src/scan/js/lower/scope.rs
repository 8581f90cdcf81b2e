//! What is gathered while functions are open, and the names that patterns bind.
//! Pure.

use super::Lower;
use crate::scan::js::{Binding, Export, Function, Import, Pattern, Text, Value};
use ownguard_core::json::Span;
use oxc_ast::ast;

pub(super) fn place(span: oxc_span::Span) -> Span {
    Span {
        start: span.start,
        end: span.end,
    }
}

impl Lower {
    /// The place of a function, which may not have been visited yet.
    pub(super) fn function(&mut self, span: oxc_span::Span) -> usize {
        let next = self.module.functions.len();
        let at = *self.known.entry((span.start, span.end)).or_insert(next);
        if at == next {
            self.module.functions.push(Function::default());
        }
        at
    }

    pub(super) fn here(&mut self) -> Option<&mut Function> {
        let at = self.open.last().copied().unwrap_or(0);
        self.module.functions.get_mut(at)
    }

    pub(super) fn enter(
        &mut self,
        span: oxc_span::Span,
        name: Option<String>,
        parameters: &ast::FormalParameters<'_>,
    ) {
        let at = self.function(span);
        let parent = self.open.last().copied();
        let rest = parameters
            .rest
            .iter()
            .map(|rest| pattern(&rest.rest.argument));
        let patterns = parameters
            .items
            .iter()
            .map(|parameter| pattern(&parameter.pattern));
        if let Some(function) = self.module.functions.get_mut(at) {
            function.parent = parent;
            function.parameters = patterns.chain(rest).collect();
            if name.is_some() {
                function.name = name;
            }
        }
        self.open.push(at);
    }

    pub(super) fn bind(&mut self, pattern: Pattern, value: Value) {
        if let ([(way, name)], Value::Function(at)) = (pattern.0.as_slice(), &value)
            && way.is_empty()
            && let Some(function) = self.module.functions.get_mut(*at)
        {
            function.name = Some(name.clone());
        }
        if let Some(function) = self.here() {
            function.bindings.push(Binding { pattern, value });
        }
    }

    pub(super) fn export(&mut self, name: &str, value: Value, span: oxc_span::Span) {
        self.module.exports.push(Export {
            name: name.to_owned(),
            value,
            span: place(span),
        });
    }

    pub(super) fn directives(&mut self, directives: &[ast::Directive<'_>]) {
        let texts = directives.iter().map(|directive| Text {
            text: directive.expression.value.to_string(),
            span: place(directive.span),
        });
        let texts: Vec<Text> = texts.collect();
        if let Some(function) = self.here() {
            function.directives = texts;
        }
    }

    pub(super) fn setting(&mut self, value: &Value, span: oxc_span::Span) {
        if let Value::Member(base, name) = value
            && let Value::Member(process, env) = &**base
            && env == "env"
            && (matches!(&**process, Value::Name(root) if root == "process")
                || matches!(&**process, Value::Other(_)))
        {
            self.module.settings.push(Text {
                text: name.clone(),
                span: place(span),
            });
        }
    }

    pub(super) fn import(&mut self, from: &str, names: Vec<String>, only_types: bool) {
        self.module.imports.push(Import {
            from: from.to_owned(),
            names,
            only_types,
        });
    }
}

/// The names that a pattern binds, each with the way to it.
pub(super) fn pattern(of: &ast::BindingPattern<'_>) -> Pattern {
    let mut names = Vec::new();
    collect(of, &[], &mut names);
    Pattern(names)
}

fn collect(of: &ast::BindingPattern<'_>, way: &[String], names: &mut Vec<(Vec<String>, String)>) {
    match of {
        ast::BindingPattern::BindingIdentifier(name) => {
            names.push((way.to_vec(), name.name.to_string()));
        }
        ast::BindingPattern::ObjectPattern(object) => {
            for property in &object.properties {
                let step = property.key.static_name().map(|name| name.to_string());
                let way: Vec<String> = way.iter().cloned().chain(step).collect();
                collect(&property.value, &way, names);
            }
            if let Some(rest) = &object.rest {
                collect(&rest.argument, way, names);
            }
        }
        ast::BindingPattern::ArrayPattern(array) => {
            for element in array.elements.iter().flatten() {
                collect(element, way, names);
            }
            if let Some(rest) = &array.rest {
                collect(&rest.argument, way, names);
            }
        }
        ast::BindingPattern::AssignmentPattern(assignment) => collect(&assignment.left, way, names),
    }
}
