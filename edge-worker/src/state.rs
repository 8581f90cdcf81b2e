//! The one gate of an isolate. It is made with the first request; where it
//! cannot be made, every request is told so, and the log says why.

use js_sys::Object;
use ownguard_core::http::headers::request::Front;
use ownguard_gate::{Environment, Gate};
use std::cell::RefCell;

use crate::{model, running};

thread_local! {
    static GATE: RefCell<State> = const { RefCell::new(State::Unmade) };
}

enum State {
    Unmade,
    Made(Box<Gate>, Front),
    /// Told once; a new model is a new isolate.
    Broken,
}

/// Hands the gate, and who stands before it, to `then`; `None` where there is none.
pub(crate) fn with_gate<T>(env: &Object, then: impl FnOnce(&mut Gate, Front) -> T) -> Option<T> {
    GATE.with(|cell| {
        let mut state = cell.try_borrow_mut().ok()?;
        if matches!(*state, State::Unmade) {
            *state = make(env).map_or(State::Broken, |gate| {
                State::Made(Box::new(gate), model::front(env))
            });
        }
        match &mut *state {
            State::Made(gate, front) => Some(then(gate, *front)),
            State::Unmade | State::Broken => None,
        }
    })
}

/// The same, where a gate was made before.
pub(crate) fn with_made_gate<T>(then: impl FnOnce(&mut Gate) -> T) -> Option<T> {
    GATE.with(|cell| match &mut *cell.try_borrow_mut().ok()? {
        State::Made(gate, _) => Some(then(gate)),
        State::Unmade | State::Broken => None,
    })
}

fn make(env: &Object) -> Option<Gate> {
    let text = model::text(env)?;
    let environment = Environment {
        model: &text,
        name: if text.trim_start().starts_with('{') {
            "ownguard.json"
        } else {
            "ownguard.toml"
        },
        variable: &|name| model::variable(env, name),
        seed: running::random().ok()?,
    };
    match Gate::new(&environment) {
        Ok(gate) => Some(gate),
        Err(fault) => {
            model::tell("gate_not_ready", &fault.to_string());
            None
        }
    }
}
