//! From the parser's tree to [`Module`]. The only place that knows the parser. Pure.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enums are the parser's: what is not named exports nothing that a rule looks at"
)]

mod scope;
mod value;

use super::{Entry, Module, Pattern, Text, Value};
use oxc_allocator::Allocator;
use oxc_ast::ast;
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::SourceType;
use oxc_syntax::scope::ScopeFlags;
use scope::{pattern, place};
use std::collections::BTreeMap;

/// Reads a file; `None` where it is not JavaScript or TypeScript.
pub(in crate::scan) fn parse(path: &str, source: &str) -> Option<Module> {
    let language = match path.rsplit_once('.').map(|(_, end)| end) {
        Some("ts" | "mts" | "cts") => SourceType::ts(),
        Some("tsx") => SourceType::tsx(),
        // Plain files may hold JSX, and be modules or not.
        _ => SourceType::jsx(),
    };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, language).parse();
    if parsed.panicked {
        return None;
    }
    let mut lower = Lower::default();
    lower.visit_program(&parsed.program);
    Some(lower.module)
}

#[derive(Default)]
struct Lower {
    module: Module,
    /// The functions that are open, the innermost last.
    open: Vec<usize>,
    /// Where each function stands among the module's.
    known: BTreeMap<(u32, u32), usize>,
}

impl<'a> Visit<'a> for Lower {
    fn visit_program(&mut self, program: &ast::Program<'a>) {
        let at = self.function(program.span);
        self.open.push(at);
        self.directives(&program.directives);
        let directives = program.directives.iter();
        self.module.directives = directives
            .map(|directive| directive.expression.value.to_string())
            .collect();
        for comment in &program.comments {
            let text = program
                .source_text
                .get(comment.span.start as usize..comment.span.end as usize);
            self.module.comments.push(Text {
                text: text.unwrap_or_default().to_owned(),
                span: place(comment.span),
            });
        }
        walk::walk_program(self, program);
    }

    fn visit_function(&mut self, function: &ast::Function<'a>, flags: ScopeFlags) {
        let name = function.id.as_ref().map(|id| id.name.to_string());
        self.enter(function.span, name, &function.params);
        if let Some(body) = &function.body {
            self.directives(&body.directives);
        }
        walk::walk_function(self, function, flags);
        self.open.pop();
    }

    fn visit_arrow_function_expression(&mut self, function: &ast::ArrowFunctionExpression<'a>) {
        self.enter(function.span, None, &function.params);
        if let ast::ArrowFunctionBody::FunctionBody(body) = &function.body {
            self.directives(&body.directives);
        }
        walk::walk_arrow_function_expression(self, function);
        self.open.pop();
    }

    fn visit_variable_declarator(&mut self, declarator: &ast::VariableDeclarator<'a>) {
        if let Some(init) = &declarator.init {
            let value = self.value(init);
            self.bind(pattern(&declarator.id), value);
        }
        walk::walk_variable_declarator(self, declarator);
    }

    fn visit_assignment_expression(&mut self, assignment: &ast::AssignmentExpression<'a>) {
        if let ast::AssignmentTarget::AssignmentTargetIdentifier(name) = &assignment.left {
            let value = self.value(&assignment.right);
            self.bind(Pattern(vec![(Vec::new(), name.name.to_string())]), value);
        }
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_for_of_statement(&mut self, statement: &ast::ForOfStatement<'a>) {
        if let ast::ForStatementLeft::VariableDeclaration(declaration) = &statement.left {
            for declarator in &declaration.declarations {
                let value = self.value(&statement.right);
                self.bind(pattern(&declarator.id), value);
            }
        }
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_call_expression(&mut self, call: &ast::CallExpression<'a>) {
        let value = self.call(&call.callee, &call.arguments, call.span, 0);
        if let Value::Call(inner) = &value
            && matches!(&inner.callee, Value::Name(name) if name == "require")
            && let Some(from) = inner.arguments.first().and_then(Value::text)
        {
            let from = from.to_owned();
            self.import(&from, Vec::new(), false);
        }
        if let Some(function) = self.here() {
            function.calls.push(value);
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_new_expression(&mut self, call: &ast::NewExpression<'a>) {
        let value = self.call(&call.callee, &call.arguments, call.span, 0);
        if let Some(function) = self.here() {
            function.calls.push(value);
        }
        walk::walk_new_expression(self, call);
    }

    fn visit_binary_expression(&mut self, binary: &ast::BinaryExpression<'a>) {
        if binary.operator.is_equality() {
            let sides = [self.value(&binary.left), self.value(&binary.right)];
            if let Some(function) = self.here() {
                function.compared.extend(sides);
            }
        }
        walk::walk_binary_expression(self, binary);
    }

    fn visit_if_statement(&mut self, statement: &ast::IfStatement<'a>) {
        let test = self.value(&statement.test);
        if let Some(function) = self.here() {
            function.tests.push(test);
        }
        walk::walk_if_statement(self, statement);
    }

    fn visit_conditional_expression(&mut self, expression: &ast::ConditionalExpression<'a>) {
        let test = self.value(&expression.test);
        if let Some(function) = self.here() {
            function.tests.push(test);
        }
        walk::walk_conditional_expression(self, expression);
    }

    fn visit_object_property(&mut self, property: &ast::ObjectProperty<'a>) {
        let entry = Entry {
            key: property.key.static_name().map(|name| name.to_string()),
            value: self.value(&property.value),
            span: place(property.span),
        };
        if let Some(function) = self.here() {
            function.entries.push(entry);
        }
        walk::walk_object_property(self, property);
    }

    fn visit_string_literal(&mut self, literal: &ast::StringLiteral<'a>) {
        self.module.texts.push(Text {
            text: literal.value.to_string(),
            span: place(literal.span),
        });
    }

    fn visit_template_literal(&mut self, literal: &ast::TemplateLiteral<'a>) {
        for part in &literal.quasis {
            self.module.texts.push(Text {
                text: part.value.raw.to_string(),
                span: place(part.span),
            });
        }
        walk::walk_template_literal(self, literal);
    }

    fn visit_static_member_expression(&mut self, member: &ast::StaticMemberExpression<'a>) {
        let base = self.value(&member.object);
        let value = Value::Member(Box::new(base), member.property.name.to_string());
        self.setting(&value, member.span);
        walk::walk_static_member_expression(self, member);
    }

    fn visit_computed_member_expression(&mut self, member: &ast::ComputedMemberExpression<'a>) {
        if let ast::Expression::StringLiteral(name) = &member.expression {
            let base = self.value(&member.object);
            let value = Value::Member(Box::new(base), name.value.to_string());
            self.setting(&value, member.span);
        }
        walk::walk_computed_member_expression(self, member);
    }

    fn visit_import_expression(&mut self, import: &ast::ImportExpression<'a>) {
        let source = self.value(&import.source);
        if let Some(from) = source.text() {
            self.import(from, Vec::new(), false);
        }
        walk::walk_import_expression(self, import);
    }

    fn visit_import_declaration(&mut self, import: &ast::ImportDeclaration<'a>) {
        let mut names = Vec::new();
        let mut types = 0;
        let specifiers = import.specifiers.iter().flatten();
        for specifier in specifiers {
            match specifier {
                ast::ImportDeclarationSpecifier::ImportSpecifier(specifier) => {
                    types += usize::from(specifier.import_kind.is_type());
                    names.push(specifier.local.name.to_string());
                }
                ast::ImportDeclarationSpecifier::ImportDefaultSpecifier(specifier) => {
                    names.push(specifier.local.name.to_string());
                }
                ast::ImportDeclarationSpecifier::ImportNamespaceSpecifier(specifier) => {
                    names.push(specifier.local.name.to_string());
                }
            }
        }
        let only_types = import.import_kind.is_type() || (types > 0 && types == names.len());
        self.import(&import.source.value, names, only_types);
    }

    fn visit_export_declaration(&mut self, export: &ast::ExportDeclaration<'a>) {
        match &export.declaration {
            ast::Declaration::VariableDeclaration(declaration) => {
                for declarator in &declaration.declarations {
                    let value = declarator
                        .init
                        .as_ref()
                        .map_or(Value::Null, |init| self.value(init));
                    for (_, name) in pattern(&declarator.id).0 {
                        self.export(&name, value.clone(), declarator.span);
                    }
                }
            }
            ast::Declaration::FunctionDeclaration(function) => {
                let at = self.function(function.span);
                let name = function.id.as_ref().map(|id| id.name.to_string());
                self.export(
                    &name.unwrap_or_default(),
                    Value::Function(at),
                    function.span,
                );
            }
            _ => {}
        }
        walk::walk_export_declaration(self, export);
    }

    fn visit_export_named_declaration(&mut self, export: &ast::ExportNamedDeclaration<'a>) {
        for specifier in &export.specifiers {
            let value = Value::Name(specifier.local.name().to_string());
            self.export(&specifier.exported.name(), value, specifier.span);
        }
    }

    fn visit_export_from_declaration(&mut self, export: &ast::ExportFromDeclaration<'a>) {
        let names: Vec<String> = export
            .specifiers
            .iter()
            .map(|specifier| specifier.exported.name().to_string())
            .collect();
        for (name, specifier) in names.iter().zip(&export.specifiers) {
            self.export(name, Value::Other(Vec::new()), specifier.span);
        }
        self.import(
            &export.source.value,
            Vec::new(),
            export.export_kind.is_type(),
        );
    }

    fn visit_export_all_declaration(&mut self, export: &ast::ExportAllDeclaration<'a>) {
        self.import(
            &export.source.value,
            Vec::new(),
            export.export_kind.is_type(),
        );
    }

    fn visit_export_default_declaration(&mut self, export: &ast::ExportDefaultDeclaration<'a>) {
        let value = match &export.declaration {
            ast::ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                Value::Function(self.function(function.span))
            }
            other => other
                .as_expression()
                .map_or(Value::Null, |expression| self.value(expression)),
        };
        self.export("default", value, export.span);
        walk::walk_export_default_declaration(self, export);
    }
}
