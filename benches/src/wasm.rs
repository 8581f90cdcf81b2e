//! The same calls for Node's V8: what is timed there is what is timed natively.

use crate::data::{Question, World};
use crate::exchange::{self, Kept};
use crate::{MODEL, NOW, answer, compile};
use ownguard_core::http::{HeaderList, Passage};
use ownguard_core::{Model, Session, Target, decide};
use ownguard_gate::Arrival;
use std::hint::black_box;
use wasm_bindgen::prelude::wasm_bindgen;

/// Everything that is measured, set up once.
#[wasm_bindgen]
pub struct Bench {
    model: Model,
    questions: Vec<Question<'static>>,
    arrival: Arrival,
    session: Session,
    kept: Kept,
    passage: Box<Passage>,
    head: HeaderList,
}

#[wasm_bindgen]
impl Bench {
    /// Sets up.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let model = compile(MODEL);
        // It lives as long as the page of memory does.
        let world: &'static World = Box::leak(Box::new(World::new(&model)));
        Self {
            questions: world.questions(),
            arrival: exchange::arrival(),
            session: exchange::session(),
            kept: Kept::new(),
            passage: exchange::passage(&model),
            head: answer::head(),
            model,
        }
    }

    /// Reads and compiles the model.
    pub fn compile(&self) {
        black_box(compile(black_box(MODEL)));
    }

    /// Asks all 1,000 questions: how many are permitted.
    pub fn decide(&self) -> usize {
        let permitted = |question: &&Question<'_>| {
            let target = Target::Row(&question.row);
            let (session, action) = (question.session, question.action);
            decide(&self.model, session, 0, action, &target, NOW).is_permit()
        };
        self.questions.iter().filter(permitted).count()
    }

    /// Admits the request, so many times.
    pub fn admit(&mut self, times: usize) {
        for _ in 0..times {
            black_box(
                self.kept
                    .admitted(&self.model, black_box(&self.arrival), NOW),
            );
        }
    }

    /// Releases the answer's head, so many times.
    pub fn release(&self, times: usize) {
        for _ in 0..times {
            black_box(answer::released(
                &self.model,
                &self.passage,
                black_box(&self.head),
            ));
        }
    }

    /// The answer's body.
    pub fn body(&self) -> Vec<u8> {
        answer::body()
    }

    /// The bytes that leave; those that came are copied in, these out.
    pub fn inspect(&self, body: &[u8]) -> Vec<u8> {
        answer::inspected(&self.model, &self.passage, &self.session, body)
    }

    /// Inspects the answer's body where it lies, so many times.
    pub fn inspect_in_place(&self, body: &[u8], times: usize) {
        for _ in 0..times {
            let body = black_box(body);
            black_box(answer::inspected(
                &self.model,
                &self.passage,
                &self.session,
                body,
            ));
        }
    }
}
