//! The kinds of callers that a model can tell apart. Their facts are fresh, their address is verified
//! and their plan is the highest.

use super::cases::{Draft, Of, SUBJECT, TENANT, draft};
use super::holds;
use super::rows::row;
use ownguard_core::Action;
use ownguard_wire::question::{Caller, Member, Row, Standing, When};

impl Of<'_> {
    /// Every kind of caller that the model can tell apart, and a row for each.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let vocabulary = self.model.vocabulary();
        let plain = |who: &str, caller: Caller| draft(who, "", caller, self.row());
        let mut drafts = vec![
            plain("anonymous", Caller::Anonymous {}),
            plain("guest", Caller::guest("guest", self.plan())),
        ];
        let stranger = self
            .model
            .tenancy()
            .filter(|_| self.resource.tenant_bound());
        let stranger = stranger.map_or_else(
            || "another person".to_owned(),
            |tenancy| format!("person of another {}", tenancy.name),
        );
        drafts.push(plain(&stranger, self.person(Vec::new())));
        let roles = self
            .model
            .tenancy()
            .filter(|_| self.resource.tenant_bound());
        for role in roles.map_or(&[][..], |tenancy| &tenancy.roles) {
            let name = format!(
                "{}.{role}",
                self.model.tenancy().map_or("", |tenancy| &tenancy.name)
            );
            drafts.push(plain(&name, self.person(vec![self.member(Some(role))])));
        }
        drafts.extend(self.personal());
        for service in self.model.services() {
            let tenant = self.resource.tenant_bound().then(|| TENANT.to_owned());
            let name = format!("service.{service}");
            drafts.push(plain(
                &name,
                Caller::Service {
                    name: service.clone(),
                    tenant,
                },
            ));
        }
        for role in vocabulary.staff().iter().map(|role| vocabulary.name(role)) {
            let short = role.split_once('.').map_or(role, |(_, short)| short);
            drafts.push(plain(role, Caller::staff("staff", short)));
        }
        drafts.extend(self.outside());
        let drafts = drafts
            .into_iter()
            .flat_map(|draft| self.by_condition(&draft));
        drafts.collect()
    }

    /// Owner and shares: relations to one row, of a member without a role.
    fn personal(&self) -> Vec<Draft> {
        if self.collective {
            return Vec::new();
        }
        let member = || {
            self.person(
                self.resource
                    .tenant_bound()
                    .then(|| self.member(None))
                    .into_iter()
                    .collect(),
            )
        };
        let mut drafts = Vec::new();
        let root = holds::root(self.model, self.resource);
        if self.resource.spec().owner.is_some() || root.spec().owner.is_some() {
            drafts.push(draft(
                "owner",
                "",
                member(),
                self.row_with(Some(SUBJECT), "private", None),
            ));
            if self.resource.tenant_bound() {
                let removed = self.row_with(Some(SUBJECT), "private", None);
                drafts.push(draft(
                    "owner who left",
                    "",
                    self.person(Vec::new()),
                    removed,
                ));
            }
        }
        let shares = root.spec().shares.as_ref();
        for level in shares.map_or(&[][..], |shares| &shares.levels) {
            let name = self.model.vocabulary().name(*level);
            let short = name.split_once('.').map(|(_, short)| short);
            drafts.push(draft(
                name,
                "",
                member(),
                self.row_with(None, "private", short),
            ));
            if self.resource.tenant_bound() {
                let who = format!("{name}, an outsider");
                let row = self.row_with(None, "private", short);
                drafts.push(draft(&who, "", self.person(Vec::new()), row));
            }
        }
        drafts
    }

    /// What a visibility opens.
    fn outside(&self) -> Vec<Draft> {
        let visible = self.resource.spec().visibility.is_some()
            || holds::root(self.model, self.resource)
                .spec()
                .visibility
                .is_some();
        if !visible || self.collective {
            return Vec::new();
        }
        let row = |visibility| self.row_with(None, visibility, None);
        let link = Draft {
            link: true,
            ..draft(
                "link",
                "an unlisted row",
                Caller::Anonymous {},
                row("unlisted"),
            )
        };
        let hidden = Draft {
            link: true,
            ..draft(
                "link",
                "a private row",
                Caller::Anonymous {},
                row("private"),
            )
        };
        vec![
            link,
            hidden,
            draft(
                "authenticated",
                "a public row",
                self.person(Vec::new()),
                row("public"),
            ),
            draft(
                "anyone",
                "a public row",
                Caller::Anonymous {},
                row("public"),
            ),
        ]
    }

    fn plan(&self) -> Option<String> {
        self.model.plans().last().cloned()
    }

    fn person(&self, memberships: Vec<Member>) -> Caller {
        Caller::Person {
            id: SUBJECT.to_owned(),
            status: Standing::Active,
            verified: true,
            plan: self.plan(),
            as_of: Some(When::ThisRequest),
            memberships,
        }
    }

    fn member(&self, role: Option<&str>) -> Member {
        Member::now(TENANT, role, self.plan())
    }

    fn row(&self) -> Row {
        self.row_with(None, "private", None)
    }

    fn row_with(&self, owner: Option<&str>, visibility: &str, share: Option<&str>) -> Row {
        row(
            self.model,
            self.resource,
            (owner, visibility, share),
            self.action == Action::RESTORE,
        )
    }
}
