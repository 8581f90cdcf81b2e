//! What passes between an exchange and its shell.

use ownguard_core::http::HeaderList;
use ownguard_core::http::headers::request::Front;

/// The time, and randomness that nobody else has seen.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Unix time in seconds.
    pub now: i64,
    /// From the platform's secure source, new each time.
    pub random: [u8; 16],
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// As on the wire.
    pub method: String,
    /// The request target in origin form, not normalised by anybody.
    pub target: String,
    /// All header fields.
    pub headers: HeaderList,
    /// Who stands before the gate.
    pub front: Front,
    /// The gate's own origin as the client sees it: `scheme://host[:port]`, lower case.
    pub origin: String,
    /// Whether the request has a body.
    pub has_body: bool,
}

/// What a shell does next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Fetch this whole, and give [`Event::Fetched`]. Redirects are not followed, nothing is cached.
    Fetch(Fetch),
    /// Check a signature, and give [`Event::Signature`].
    Verify {
        /// The public key as a JWK (RFC 7517).
        jwk: String,
        /// `RS256` and so on (RFC 7518, section 3.1).
        algorithm: &'static str,
        /// What was signed.
        message: Vec<u8>,
        /// The signature.
        signature: Vec<u8>,
    },
    /// Wait this long, and give [`Event::Waited`].
    Wait {
        /// Milliseconds.
        milliseconds: u32,
    },
    /// Read the body of the request, and give [`Event::Body`].
    ReadBody {
        /// In bytes; longer is [`Failure::TooLong`].
        limit: usize,
    },
    /// Send the request to the origin, and give [`Event::Answered`].
    Forward(Outbound),
    /// Read the body of the origin's answer, and give [`Event::AnswerBody`].
    ReadAnswer {
        /// In bytes; longer is [`Failure::TooLong`].
        limit: usize,
        /// The length that the head states, where that is within the limit and nothing decodes the body: it may
        /// be read at once, and is held to the limit all the same.
        stated: Option<usize>,
    },
    /// Answer the client; the exchange is over.
    Reply(Reply),
}

/// A small document to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Absolute.
    pub url: String,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body, of a `POST`.
    pub body: Option<String>,
    /// The longest answer, in bytes.
    pub limit: usize,
    /// After how many milliseconds it counts as failed.
    pub patience: u32,
}

/// The request as the origin gets it: the client's, with edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// The method.
    pub method: &'static str,
    /// Absolute.
    pub url: String,
    /// The client's header fields that do not pass, by name: each is deleted with all its values, without regard
    /// to case. Names may repeat.
    pub remove: Vec<String>,
    /// Names and values that are set after that; each replaces all values of its name.
    pub set: Vec<(&'static str, String)>,
    /// The body that was read; `None` passes the client's as it comes, where there is one.
    pub body: Option<Vec<u8>>,
    /// Whether the client's body is passed as it comes.
    pub stream_body: bool,
    /// After how many milliseconds without a head the origin counts as slow.
    pub patience: u32,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Of [`Step::Fetch`]: status and body.
    Fetched(Result<(u16, Vec<u8>), Failure>),
    /// Of [`Step::Verify`].
    Signature(bool),
    /// Of [`Step::Wait`].
    Waited,
    /// Of [`Step::ReadBody`].
    Body(Result<Vec<u8>, Failure>),
    /// Of [`Step::Forward`].
    Answered(Result<Answer, Failure>),
    /// Of [`Step::ReadAnswer`].
    AnswerBody(Result<Vec<u8>, Failure>),
}

/// The head of the origin's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All header fields.
    pub headers: HeaderList,
}

/// Why something could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody answered, or the connection broke.
    Dead,
    /// Nobody answered in time.
    Slow,
    /// More than the limit.
    TooLong,
}

/// What the client gets, and what the log gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The head.
    pub head: ReplyHead,
    /// The body.
    pub body: ReplyBody,
    /// The audit event, one line; none of what is public.
    pub audit: Option<String>,
}

/// The header fields of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyHead {
    /// The origin's, with these edits: first delete, then set.
    Origin {
        /// Names, without regard to case.
        remove: Vec<String>,
        /// Names and values; each replaces all values of its name.
        set: Vec<(&'static str, String)>,
    },
    /// The gate's own.
    Own(Vec<(&'static str, String)>),
}

/// The body of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyBody {
    /// None.
    Empty,
    /// The origin's, as it comes; not read yet.
    Origin,
    /// These bytes.
    Bytes(Vec<u8>),
}
