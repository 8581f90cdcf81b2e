//! From tokens to the blocks of a Prisma schema: models, views and enums, with
//! their fields and attributes. Pure. What it does not know it passes over.

use super::token::{Token, TokenKind, tokens, unquoted};

/// A block.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// `model`, `enum`, `view`, `type`, `datasource` or `generator`.
    pub(super) keyword: String,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// `@@…`
    pub(super) attributes: Vec<Attribute>,
}

/// A field of a model, or a value of an enum.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) name: String,
    /// Empty in an enum.
    pub(super) of: String,
    pub(super) optional: bool,
    pub(super) list: bool,
    pub(super) attributes: Vec<Attribute>,
}

/// `@id`, `@db.Uuid`, `@relation(fields: [a])`.
#[derive(Debug, Default)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) arguments: Vec<Argument>,
}

/// An argument, with its name where it has one.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: Option<String>,
    pub(super) value: Value,
}

/// A value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// A name, a number, or a call with its arguments left out, such as `now`.
    Word(String),
    /// A list.
    List(Vec<Value>),
}

impl Attribute {
    /// The argument of that name, else the first without one.
    pub(super) fn argument(&self, name: &str) -> Option<&Value> {
        let named = |argument: &&Argument| argument.name.as_deref() == Some(name);
        let plain = |argument: &&Argument| argument.name.is_none();
        let found = self.arguments.iter().find(named);
        let found = found.or_else(|| self.arguments.iter().find(plain));
        found.map(|argument| &argument.value)
    }

    /// The argument of that name only.
    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        let named = |argument: &&Argument| argument.name.as_deref() == Some(name);
        self.arguments.iter().find(named).map(|found| &found.value)
    }
}

impl Value {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Word(text) => text,
            Self::List(_) => "",
        }
    }

    /// The names of a list.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::List(items) => items.iter().map(|item| item.text().to_owned()).collect(),
            Self::Text(one) | Self::Word(one) => vec![one.clone()],
        }
    }
}

/// Every block.
pub(super) fn parse(source: &str) -> Vec<Block> {
    let tokens = tokens(source);
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
    };
    let mut blocks = Vec::new();
    while parser.peek().is_some() {
        match parser.block() {
            Some(block) => blocks.push(block),
            None => parser.at += 1,
        }
    }
    blocks
}

struct Parser<'t, 's> {
    tokens: &'t [Token<'s>],
    at: usize,
}

impl<'s> Parser<'_, 's> {
    fn peek(&self) -> Option<Token<'s>> {
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Token<'s>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn mark(&mut self, mark: &str) -> bool {
        let found = self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Mark && token.text == mark);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<Token<'s>> {
        let token = self.peek().filter(|token| token.kind == TokenKind::Word)?;
        self.at += 1;
        Some(token)
    }

    fn end_line(&mut self) {
        while let Some(token) = self.peek() {
            if token.kind == TokenKind::Line || token.text == "}" {
                return;
            }
            self.at += 1;
        }
    }

    fn block(&mut self) -> Option<Block> {
        let start = self.at;
        let head = (|| {
            let keyword = self.word()?;
            let name = self.word()?;
            self.mark("{").then_some((keyword, name))
        })();
        let Some((keyword, name)) = head else {
            self.at = start;
            return None;
        };
        let mut block = Block {
            keyword: keyword.text.to_owned(),
            name: name.text.to_owned(),
            ..Block::default()
        };
        loop {
            while self
                .peek()
                .is_some_and(|token| token.kind == TokenKind::Line)
            {
                self.at += 1;
            }
            if self.peek().is_none() || self.mark("}") {
                return Some(block);
            }
            if self.mark("@@") {
                block.attributes.extend(self.attribute());
            } else if let Some(field) = self.field() {
                block.fields.push(field);
            }
            self.end_line();
        }
    }

    fn field(&mut self) -> Option<Field> {
        let name = self.word()?;
        let mut field = Field {
            name: name.text.to_owned(),
            ..Field::default()
        };
        if let Some(of) = self.word() {
            of.text.clone_into(&mut field.of);
            if self.mark("(") {
                self.close();
            }
        }
        field.optional = self.mark("?");
        if self.mark("[") {
            field.list = self.mark("]");
            field.optional |= self.mark("?");
        }
        while self.mark("@") {
            field.attributes.extend(self.attribute());
        }
        Some(field)
    }

    /// Behind `@` or `@@`.
    fn attribute(&mut self) -> Option<Attribute> {
        let mut name = self.word()?.text.to_owned();
        while self.mark(".") {
            name.push('.');
            name.push_str(self.word()?.text);
        }
        let arguments = if self.mark("(") {
            self.arguments()
        } else {
            Vec::new()
        };
        Some(Attribute { name, arguments })
    }

    fn arguments(&mut self) -> Vec<Argument> {
        let mut list = Vec::new();
        loop {
            self.lines();
            if self.peek().is_none() || self.mark(")") {
                return list;
            }
            if self.mark(",") {
                continue;
            }
            let start = self.at;
            let name = self.word().map(|word| word.text.to_owned());
            let name = name.filter(|_| self.mark(":"));
            if name.is_none() {
                self.at = start;
            }
            match self.value() {
                Some(value) => list.push(Argument { name, value }),
                None => self.at += 1,
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.lines();
        if self.mark("[") {
            let mut items = Vec::new();
            loop {
                self.lines();
                if self.peek().is_none() || self.mark("]") {
                    return Some(Value::List(items));
                }
                if !self.mark(",") {
                    match self.value() {
                        Some(value) => items.push(value),
                        None => self.at += 1,
                    }
                }
            }
        }
        let token = self.peek()?;
        match token.kind {
            TokenKind::Text => {
                self.at += 1;
                Some(Value::Text(unquoted(token.text)))
            }
            TokenKind::Word | TokenKind::Number => {
                self.at += 1;
                let mut name = token.text.to_owned();
                while self.mark(".") {
                    name.push('.');
                    name.push_str(self.word().map_or("", |word| word.text));
                }
                if self.mark("(") {
                    self.close();
                }
                Some(Value::Word(name))
            }
            TokenKind::Mark | TokenKind::Line => None,
        }
    }

    fn lines(&mut self) {
        while self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Line)
        {
            self.at += 1;
        }
    }

    /// To the end of what a bracket opened.
    fn close(&mut self) {
        let mut depth = 1_usize;
        while let Some(token) = self.next() {
            match (token.kind, token.text) {
                (TokenKind::Mark, "(") => depth += 1,
                (TokenKind::Mark, ")") => depth -= 1,
                (TokenKind::Mark, "}") => {
                    self.at -= 1;
                    return;
                }
                (_, _) => {}
            }
            if depth == 0 {
                return;
            }
        }
    }
}
