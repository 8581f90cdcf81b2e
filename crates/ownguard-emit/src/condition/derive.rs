//! From a compiled model to conditions. It follows the core's decision step by
//! step: the line of rows, who holds which relation, the grants, `read` on every
//! row above, and what the action asks. What SQL cannot see about the caller is
//! taken as the action would like it.

use super::{Caller, Command, Condition, Place, Stage, Test, simplify};
use ownguard_core::model::MAX_DEPTH;
use ownguard_core::{Action, Model, RelationSet, Resource};

/// What must hold so that the caller may do the action to a row of the resource.
pub fn condition(
    model: &Model,
    resource: usize,
    action: Action,
    caller: Caller,
    stage: Stage,
) -> Condition {
    let all = model.vocabulary().all().collect();
    condition_among(model, resource, action, caller, stage, all)
}

/// The same, where only these relations count as granting the action: who writes a field is asked so.
pub fn condition_among(
    model: &Model,
    resource: usize,
    action: Action,
    caller: Caller,
    stage: Stage,
    among: RelationSet,
) -> Condition {
    let Some(line) = line(model, resource) else {
        return Condition::Never;
    };
    let Some((_, here)) = line.first().copied() else {
        return Condition::Never;
    };
    let case = Case {
        model,
        bound: here.tenant_bound(),
        line,
        action,
        caller,
        stage,
        among,
    };
    case.condition(here)
}

/// What must hold of a row so that some action of a command is permitted on it. For `UPDATE` this is
/// the old row with [`Stage::Existing`] and the new one with [`Stage::Changed`].
pub fn command(
    model: &Model,
    resource: usize,
    command: Command,
    caller: Caller,
    stage: Stage,
) -> Condition {
    let actions = command.actions(model, resource);
    let each = actions
        .iter()
        .map(|action| condition(model, resource, *action, caller, stage));
    Condition::any(each)
}

/// The resource and those above it, up to the root; `None` where the line has no sound end.
fn line(model: &Model, resource: usize) -> Option<Vec<(usize, &Resource)>> {
    let mut line = Vec::new();
    let mut next = Some(resource);
    while let Some(at) = next {
        if line.len() == MAX_DEPTH {
            return None;
        }
        let found = model.resource(at)?;
        line.push((at, found));
        next = found.spec().parent.as_ref().map(|parent| parent.resource);
    }
    Some(line)
}

/// One question about one resource.
pub(super) struct Case<'a> {
    pub(super) model: &'a Model,
    /// Whether the row belongs to a tenant.
    pub(super) bound: bool,
    /// The row's resource, then those above it.
    pub(super) line: Vec<(usize, &'a Resource)>,
    action: Action,
    pub(super) caller: Caller,
    stage: Stage,
    /// The relations that count as granting the action itself.
    among: RelationSet,
}

impl Case<'_> {
    fn condition(&self, here: &Resource) -> Condition {
        let mut parts = self.there();
        parts.push(self.granting(here, self.action, 0, self.among));
        let above = self.line.iter().enumerate().skip(1);
        let all = self.model.vocabulary().all().collect();
        parts.extend(
            above.map(|(level, (_, ancestor))| self.granting(ancestor, Action::READ, level, all)),
        );
        parts.push(self.asked(here));
        self.nested(0, &flat(Condition::all(parts)))
    }

    /// Each part stands as far out as the rows it speaks of allow.
    fn nested(&self, level: usize, parts: &[Condition]) -> Condition {
        let of_level =
            |part: &&Condition| deepest(part).min(self.line.len().saturating_sub(1)) == level;
        let here = parts.iter().filter(of_level).cloned();
        let mut all: Vec<Condition> = here.collect();
        let child = self.line.get(level).filter(|_| level + 1 < self.line.len());
        if let Some((child, _)) = child {
            all.push(simplify::parent(
                (level, *child),
                self.nested(level + 1, parts),
            ));
        }
        Condition::all(all)
    }

    /// Not deleted, of one tenant, owned where that is needed.
    fn there(&self) -> Vec<Condition> {
        let mut parts = Vec::new();
        let mut below: Option<Place> = None;
        for (level, (_, resource)) in self.line.iter().enumerate() {
            let spec = resource.spec();
            let place = |field| self.place(level, field);
            let restoring = level == 0 && self.action == Action::RESTORE;
            if let Some(deleted) = spec.deleted.filter(|_| !restoring) {
                parts.extend(place(deleted).map(|at| Test::Live(at).into()));
            }
            if let Some(at) = spec.tenant.and_then(place) {
                parts.push(Test::Present(at).into());
                if let Some(below) = below {
                    parts.push(Test::SameTenant(below, at).into());
                }
                below = Some(at);
            }
            let unbound = spec.parent.is_none() && !resource.tenant_bound();
            if let Some(owner) = spec.owner.filter(|_| unbound && self.exists(level)) {
                parts.extend(place(owner).map(|at| Test::Present(at).into()));
            }
        }
        parts.extend(self.fixed());
        parts
    }

    /// What a new row says of its tenant and owner comes from the session.
    fn fixed(&self) -> Option<Condition> {
        if self.stage != Stage::New {
            return None;
        }
        let tenanted = |(_, resource): &(usize, &Resource)| resource.spec().tenant.is_some();
        let alone = self.line.len() > 1 && !self.line.iter().skip(1).any(tenanted);
        if alone && self.bound {
            return Some(Condition::Never);
        }
        let (_, here) = self.line.first()?;
        let spec = here.spec();
        let invited = self.action == Action::INVITE && spec.members.is_some();
        let owner = spec.owner.filter(|_| !invited)?;
        let at = self.place(0, owner)?;
        Some(match self.caller {
            Caller::Guest | Caller::Person => Test::Subject(at).into(),
            Caller::Anonymous | Caller::Staff(_) | Caller::Service(_) => Test::Null(at).into(),
        })
    }

    /// The caller holds, to the row at a level, a relation that grants the action there.
    fn granting(
        &self,
        resource: &Resource,
        action: Action,
        level: usize,
        among: RelationSet,
    ) -> Condition {
        let granted = resource.granted(action).intersection(among);
        let mut ways = vec![self.holds(granted, level)];
        for (relations, when) in resource.conditions(action) {
            let known = self.line.len() > 1 || self.exists(0);
            if !known {
                continue;
            }
            let root = self.line.len().saturating_sub(1);
            let columns = self
                .line
                .last()
                .map(|(_, root)| root.spec().when.as_slice());
            let met = when.iter().map(|condition| {
                let column = columns.and_then(|columns| columns.get(condition.column));
                match column.and_then(|field| self.place(root, *field)) {
                    Some(at) => Test::OneOf(at, condition.values.clone()).into(),
                    None => Condition::Never,
                }
            });
            let met = match self.stage {
                Stage::Changed if root == 0 => Condition::Always,
                Stage::Existing | Stage::Changed | Stage::New => Condition::all(met),
            };
            let relations = relations.intersection(among);
            ways.push(self.holds(relations, level).and(met));
        }
        Condition::any(ways)
    }

    /// What the action asks and SQL can tell: who can never have a verified address or a plan.
    fn asked(&self, here: &Resource) -> Condition {
        let asks = here.asks(self.action);
        let plan = asks.plan.is_some();
        match self.caller {
            Caller::Anonymous => always_if(!asks.verified && !plan),
            Caller::Guest => always_if(!(plan && self.bound)),
            Caller::Person if plan && self.bound => self.member(None),
            Caller::Person | Caller::Staff(_) | Caller::Service(_) => Condition::Always,
        }
    }

    /// Whether the row at a level exists before the action.
    pub(super) fn exists(&self, level: usize) -> bool {
        level > 0 || self.stage != Stage::New
    }

    pub(super) fn place(&self, level: usize, field: usize) -> Option<Place> {
        let (resource, _) = self.line.get(level)?;
        Some(Place {
            level,
            resource: *resource,
            field,
        })
    }
}

pub(super) fn always_if(holds: bool) -> Condition {
    if holds {
        Condition::Always
    } else {
        Condition::Never
    }
}

fn flat(condition: Condition) -> Vec<Condition> {
    match condition {
        Condition::All(parts) => parts,
        Condition::Always
        | Condition::Never
        | Condition::Any(_)
        | Condition::Parent { .. }
        | Condition::Test(_) => vec![condition],
    }
}

fn deepest(condition: &Condition) -> usize {
    let tests = condition.tests();
    let levels = tests
        .iter()
        .flat_map(|test| test.places())
        .map(|place| place.level);
    levels.max().unwrap_or(0)
}
