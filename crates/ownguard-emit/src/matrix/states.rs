//! Every state of what an action is done to, along the axes of its questions.

use super::axes::{Axes, LevelAxes};
use super::situation::{Flaw, Level, Owner, Seen, Situation, TargetKind, Value};
use super::space::targets;
use std::collections::BTreeSet;

impl Axes {
    pub(super) fn situations(&self, action: &str) -> Vec<Situation> {
        let targets = targets(action);
        targets
            .iter()
            .flat_map(|target| self.situations_of(*target))
            .collect()
    }

    fn situations_of(&self, target: TargetKind) -> Vec<Situation> {
        let own = usize::from(target != TargetKind::Row);
        let above = self.levels.get(own..).unwrap_or_default();
        let named: &[bool] = if own == 1 && self.tenancy {
            &[true, false]
        } else {
            &[true]
        };
        let links = match target {
            TargetKind::Row | TargetKind::Listing => self.levels.as_slice(),
            TargetKind::New | TargetKind::Collection => above,
        };
        let links = links.iter().filter(|_| self.linkable);
        let links: Vec<Option<String>> = std::iter::once(None)
            .chain(links.map(|level| Some(level.resource.clone())))
            .collect();
        let whens = if above.is_empty() {
            vec![Vec::new()]
        } else {
            self.whens()
        };
        let (lines, flaws) = (lines(above), self.flaws(own));
        let mut all = Vec::new();
        for &named in named {
            for levels in &lines {
                for link in &links {
                    for when in &whens {
                        all.extend(flaws.iter().map(|flaw| Situation {
                            target,
                            named,
                            levels: levels.clone(),
                            link: link.clone(),
                            when: when.clone(),
                            flaw: flaw.clone(),
                        }));
                    }
                }
            }
        }
        all
    }

    /// `own` is 1 where the row itself is not known, only that it stands below another.
    fn flaws(&self, own: usize) -> Vec<Flaw> {
        let mut flaws = vec![Flaw::None];
        for (at, level) in self.levels.iter().enumerate() {
            let name = || level.resource.clone();
            if at >= own && level.deleted {
                flaws.push(Flaw::Deleted(name()));
            }
            if at >= own && level.tenant {
                flaws.push(Flaw::NoTenant(name()));
            }
            if at >= own && level.tenant && level.parent {
                flaws.push(Flaw::OtherTenant(name()));
            }
            if level.parent {
                flaws.push(Flaw::NoParent(name()));
            }
        }
        flaws
    }

    fn whens(&self) -> Vec<Vec<(String, Value)>> {
        let mut all = vec![Vec::new()];
        for (column, values) in &self.when {
            let named = values.iter().cloned().map(Value::Named);
            let other = Value::Other(unlike(values));
            let states: Vec<Value> = named.chain([other, Value::Null]).collect();
            all = product(&all, &states, |when: &Vec<(String, Value)>, value| {
                let mut when = when.clone();
                when.push((column.clone(), value.clone()));
                when
            });
        }
        all
    }
}

/// Every state of a row and the rows above it.
fn lines(levels: &[LevelAxes]) -> Vec<Vec<Level>> {
    let mut all = vec![Vec::new()];
    for level in levels {
        let owners: &[Option<Owner>] = if level.owner {
            &[
                Some(Owner::Caller),
                Some(Owner::Somebody),
                Some(Owner::Nobody),
            ]
        } else {
            &[None]
        };
        let seen: Vec<Option<Seen>> = if level.visibility {
            Seen::ALL.into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        let shares = std::iter::once(None).chain(level.shares.iter().cloned().map(Some));
        let shares: Vec<Option<String>> = shares.collect();
        let states = product(owners, &seen, |owner, seen| (*owner, *seen));
        let states = product(&states, &shares, |(owner, visibility), share| Level {
            resource: level.resource.clone(),
            owner: *owner,
            visibility: *visibility,
            share: share.clone(),
        });
        all = product(&all, &states, |line: &Vec<Level>, state| {
            let mut line = line.clone();
            line.push(state.clone());
            line
        });
    }
    all
}

/// A text that is none of these.
fn unlike(values: &BTreeSet<String>) -> String {
    let mut text = "other".to_owned();
    while values.contains(&text) {
        text.push('_');
    }
    text
}

fn product<A, B, C>(one: &[A], two: &[B], join: impl Fn(&A, &B) -> C) -> Vec<C> {
    let pairs = one.iter().flat_map(|a| two.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| join(a, b)).collect()
}
