//! The first step: may this request go to the origin? Looks at the head, asks
//! for what it needs, decides, and says what the origin gets.

mod forward;

use super::act::act;
use super::cache::is_unencoded;
use super::content_type::{BodyKind, MediaType};
use super::headers::request::Reach;
use super::identity::contradicts;
use super::labels::LabelBook;
use super::method::Method;
use super::origin_check::{self, Provenance};
use super::passage::{Admission, Admitted, Handling, Passage};
use super::path::{Canonical, canonical};
use super::query::{Limits, Query};
use super::refusal::{Refusal, Rejection};
use super::request::{Body, Evidence, Need, Request, Stop};
use super::router::{Bindings, Matched};
use super::spec::{ActionRoute, RouteKind};
use crate::decision::Reason;
use crate::model::Model;
use crate::principal::{Identity, Principal, Session, Timestamp};

/// Decides whether a request goes on. Called again with more evidence after each [`Need`].
pub fn admit(
    model: &Model,
    request: &Request<'_>,
    evidence: &Evidence<'_>,
    now: Timestamp,
) -> Admission {
    let entry = Entry {
        model,
        request,
        evidence,
        now,
    };
    match entry.look() {
        Ok(passage) => Admission::Forward(Box::new(passage)),
        Err(Stop::Need(need)) => Admission::Need(need),
        Err(Stop::Reject(rejection)) => entry.refuse(rejection),
    }
}

/// Lets a request pass that a shell found reason to refuse, where the level does not enforce that; else
/// rejects it.
pub fn pass_on(model: &Model, request: &Request<'_>, rejection: Rejection) -> Admission {
    let evidence = Evidence {
        session: None,
        by_cookie: false,
        more_facts: false,
        labels: &LabelBook::default(),
        body: Body::Empty,
    };
    let entry = Entry {
        model,
        request,
        evidence: &evidence,
        now: 0,
    };
    entry.refuse(rejection)
}

/// One look at a request.
pub(crate) struct Entry<'a> {
    pub(crate) model: &'a Model,
    pub(crate) request: &'a Request<'a>,
    pub(crate) evidence: &'a Evidence<'a>,
    pub(crate) now: Timestamp,
}

impl<'a> Entry<'a> {
    fn look(&self) -> Result<Passage, Stop> {
        let method = Method::parse(self.request.method).ok_or(Refusal::MethodNotAllowed)?;
        let path = canonical(self.request.target)
            .map_err(|_| Rejection::about(Refusal::BadPath, "path"))?;
        if matches!(method, Method::Get | Method::Head) && self.evidence.body != Body::Empty {
            return Err(Rejection::about(Refusal::BadBody, self.request.method).into());
        }
        let http = self.model.http();
        let routes = |at: usize| http.routes.get(at).map(|route| &route.spec);
        let (matched, bindings) = http.router.find(method.decided_as(), &path, routes);
        let at = match matched {
            Matched::Route(at) => at,
            Matched::OtherMethod => return Err(Refusal::MethodNotAllowed.into()),
            Matched::Nothing => return Err(Refusal::NotListed.into()),
        };
        let Some(route) = http.routes.get(at) else {
            return Err(Refusal::NotListed.into());
        };
        let asked = Asked {
            method,
            path: &path,
            at,
        };
        match &route.spec.kind {
            RouteKind::Public => self.forward(&asked, Reach::Public, Handling::Public, None),
            RouteKind::Auth => self.forward(&asked, reach(method), Handling::Auth, None),
            RouteKind::Webhook(_) => Err(Rejection::about(Refusal::Unsupported, "webhook").into()),
            RouteKind::Page | RouteKind::App => self.unchecked(&asked, &bindings),
            RouteKind::Action(action) => self.action(&asked, action, &bindings),
        }
        .map_err(|stop| stop.on(at))
    }

    /// A page, or a route that is decided in the app: a session, and the tenant where the path names one.
    fn unchecked(&self, asked: &Asked<'_>, bindings: &Bindings<'_>) -> Result<Passage, Stop> {
        let session = self.session(bindings)?;
        let principal = known(session)?;
        if matches!(principal, Principal::Anonymous) {
            return Err(Rejection::denied(Reason::Anonymous, true).into());
        }
        if principal.is_suspended() {
            return Err(Rejection::denied(Reason::Suspended, true).into());
        }
        self.check_site(asked.method)?;
        let tenant = self.tenant(bindings)?;
        if let Some(tenant) = tenant {
            self.of_tenant(principal, tenant)?;
        }
        self.not_somebody_else(asked, session, tenant)?;
        let admitted = Admitted {
            tenant: tenant.map(str::to_owned),
            ..Admitted::default()
        };
        self.forward(
            asked,
            reach(asked.method),
            Handling::Unchecked,
            Some(admitted),
        )
    }

    fn of_tenant(&self, principal: &Principal, tenant: &str) -> Result<(), Stop> {
        let member = principal
            .membership(tenant)
            .map(crate::principal::Membership::is_active);
        let reason = match (principal, member) {
            (Principal::Staff(_), _) | (Principal::Person(_), Some(true)) => return Ok(()),
            (Principal::Service(service), _) if service.tenant.as_deref() == Some(tenant) => {
                return Ok(());
            }
            (Principal::Person(_), Some(false)) => Reason::Suspended,
            (Principal::Person(_), None) if self.evidence.more_facts => {
                return Err(Stop::Need(Need::Facts));
            }
            (
                Principal::Anonymous
                | Principal::Guest(_)
                | Principal::Person(_)
                | Principal::Service(_),
                _,
            ) => Reason::OtherTenant,
        };
        Err(Rejection::denied(reason, false).into())
    }

    fn action(
        &self,
        asked: &Asked<'_>,
        route: &'a ActionRoute,
        bindings: &Bindings<'_>,
    ) -> Result<Passage, Stop> {
        let session = self.session(bindings)?;
        known(session)?;
        self.check_site(asked.method)?;
        let tenant = self.tenant(bindings)?;
        self.not_somebody_else(asked, session, tenant)?;
        let (admitted, would) = act(self, route, bindings, session, tenant)?;
        let reach = if route.action.only_reads() {
            Reach::PrivateRead
        } else {
            reach(asked.method)
        };
        let passage = self.forward(asked, reach, Handling::Action(route.answer), Some(admitted))?;
        Ok(Passage { would, ..passage })
    }

    fn session(&self, bindings: &Bindings<'_>) -> Result<&'a Session, Stop> {
        let link = || bindings.link.as_deref().map(str::to_owned);
        self.evidence
            .session
            .ok_or_else(|| Stop::Need(Need::Session { link: link() }))
    }

    /// The tenant of the path, in its one spelling.
    fn tenant<'b>(&self, bindings: &'b Bindings<'_>) -> Result<Option<&'b str>, Stop> {
        let Some(named) = bindings.tenant.as_deref() else {
            return Ok(None);
        };
        let kind = self
            .model
            .tenancy()
            .map(|tenancy| tenancy.key)
            .unwrap_or_default();
        super::key::Key::parse(kind, named).map_err(|_| Refusal::NotCanonical)?;
        Ok(Some(named))
    }

    /// A cookie rides along on what other sites send.
    fn check_site(&self, method: Method) -> Result<(), Stop> {
        let headers = self.request.headers;
        let provenance = Provenance {
            method,
            upgrade: headers.has("upgrade"),
            cookie: self.evidence.by_cookie,
            sec_fetch_site: headers.single("sec-fetch-site"),
            origin: headers.single("origin"),
        };
        let own = [self.request.origin];
        let listed = &self.model.http().origins;
        if origin_check::check(&provenance, &own).is_ok()
            || origin_check::check(&provenance, listed).is_ok()
        {
            return Ok(());
        }
        Err(Refusal::CrossSite.into())
    }

    /// No name in query or headers may say that the caller is somebody else.
    fn not_somebody_else(
        &self,
        asked: &Asked<'_>,
        session: &Session,
        tenant: Option<&str>,
    ) -> Result<(), Stop> {
        let raw = asked.path.query().unwrap_or_default();
        let query = Query::parse(raw, &Limits::USUAL).map_err(|_| Refusal::BadQuery)?;
        let names = &self.model.http().identity_names;
        let queried = query
            .pairs()
            .iter()
            .map(|(name, value)| (&**name, &**value));
        let sent = self.request.headers.iter().map(|(name, value)| {
            let folded = name
                .get(..2)
                .filter(|prefix| prefix.eq_ignore_ascii_case("x-"));
            (
                name.get(folded.map_or(0, str::len)..).unwrap_or(name),
                value,
            )
        });
        match queried
            .chain(sent)
            .find(|(name, value)| contradicts(names, name, value, session, tenant))
        {
            Some(_) if matches!(known(session), Ok(Principal::Anonymous)) => {
                Err(Rejection::denied(Reason::Anonymous, true).into())
            }
            Some((name, _)) => Err(Rejection::about(Refusal::IdentityMismatch, name).into()),
            None => Ok(()),
        }
    }

    /// The media type of the body, for routes that look into it.
    pub(crate) fn body_kind(&self) -> Result<BodyKind<'a>, Stop> {
        // What an origin would decode into another body than the one that was looked into.
        if !is_unencoded(self.request.headers.iter()) {
            return Err(Rejection::about(Refusal::UnknownBodyType, "content-encoding").into());
        }
        let named = self
            .request
            .headers
            .single("content-type")
            .ok_or(Refusal::UnknownBodyType)?;
        let media = MediaType::parse(named).map_err(|_| Refusal::UnknownBodyType)?;
        Ok(media.body())
    }
}

/// What the head of a request asks for.
struct Asked<'a> {
    method: Method,
    path: &'a Canonical<'a>,
    at: usize,
}

/// The caller, unless the credential is bad, ended, or nothing could be learned of them.
pub(crate) fn known(session: &Session) -> Result<&Principal, Stop> {
    let reason = match &session.identity {
        Identity::Known(principal) => return Ok(principal),
        Identity::TokenExpired => Reason::TokenExpired,
        Identity::TokenInvalid => Reason::TokenInvalid,
        Identity::Revoked => Reason::Revoked,
        Identity::FactsUnavailable => Reason::FactsUnavailable,
    };
    Err(Rejection::denied(reason, true).into())
}

fn reach(method: Method) -> Reach {
    if method.is_safe() {
        Reach::PrivateRead
    } else {
        Reach::PrivateWrite
    }
}
