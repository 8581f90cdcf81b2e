//! The gate as a Cloudflare Worker: one exported `fetch`, called by `shim.mjs`
//! (or by the shim that `worker-build` writes). It converts, carries out the
//! steps that `ownguard-gate` gives, and answers; it decides nothing.

mod convert;
mod host;
mod model;
mod reply;
mod state;
mod subtle;

use ownguard_gate::{Event, Exchange, Failure, Step};
use wasm_bindgen::JsValue;
use web_sys::{Request, Response};
use worker::{Context, Env, event};

// `web_sys::Request`, because `worker::Request::method` says GET for every
// method it does not know, while the request would go on as it came.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let (tell, told) = futures_channel::oneshot::channel();
    // A client that goes away ends its request. What was begun for it, such as fetching keys, others
    // wait for: it goes on to its end.
    context.wait_until(async move {
        let answer = exchange(&request, &env).await;
        // Where nobody waits any more, there is nobody to answer.
        drop(tell.send(answer.or_else(|_| reply::unavailable())));
    });
    let answer = told.await.unwrap_or_else(|_| reply::unavailable());
    answer.map_err(worker::Error::from)
}

async fn exchange(request: &Request, env: &Env) -> Result<Response, JsValue> {
    let arrival = convert::arrival(request)?;
    let moment = host::moment()?;
    let begun = state::with_gate(env, |gate| Exchange::begin(gate, arrival, &moment));
    let Some((mut exchange, mut step)) = begun else {
        return reply::unavailable();
    };
    let mut answered = None;
    loop {
        let event = match step {
            Step::Reply(reply) => return reply::render(reply, answered.as_ref()),
            Step::Fetch(fetch) => Event::Fetched(host::fetch(&fetch).await),
            Step::Verify {
                jwk,
                algorithm,
                message,
                signature,
            } => Event::Signature(subtle::verify(&jwk, algorithm, &message, &signature).await),
            Step::Wait { milliseconds } => {
                host::wait(milliseconds).await;
                Event::Waited
            }
            Step::ReadBody { limit } => Event::Body(host::read(request.body(), limit, None).await),
            Step::Forward(outbound) => {
                let sent = host::forward(&outbound, request).await;
                Event::Answered(sent.map(|response| {
                    let answer = convert::answer(&response);
                    answered = Some(response);
                    answer
                }))
            }
            Step::ReadAnswer { limit } => {
                let stream = answered.as_ref().and_then(Response::body);
                Event::AnswerBody(host::read(stream, limit, Some(host::ANSWER_PATIENCE)).await)
            }
        };
        let moment = host::moment()?;
        let next = state::with_gate(env, |gate| exchange.resume(gate, event, &moment));
        step = match next {
            Some(step) => step,
            None => return reply::unavailable(),
        };
    }
}

/// What a host failure means to the gate.
fn dead(_: JsValue) -> Failure {
    Failure::Dead
}
