//! The stable codes of what can be wrong with a model. A code is never reused,
//! and keeps its meaning; one that is no longer raised stays in the table.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// A stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is printed, such as `OG2103`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// What it means, in one line.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    // OG10: reading
    /// The file is not TOML or not JSON, or a key stands twice in it.
    Syntax = "OG1001",
    /// The `version` of the format is one that this release does not read.
    Version = "OG1002",
    /// The key is none of the format's.
    UnknownKey = "OG1003",
    /// A value of another type belongs here.
    Type = "OG1004",
    /// A key that must be there is not.
    MissingKey = "OG1005",
    /// `"?"` marks a decision that is still open.
    OpenDecision = "OG1006",
    /// `env:` stands outside `identity` and `services`.
    MisplacedEnv = "OG1007",
    /// The word is none of those that may stand here.
    UnknownWord = "OG1008",
    /// The same thing is named twice.
    Duplicate = "OG1009",
    /// The text is no name: a letter, then letters, digits and `_`.
    Name = "OG1010",
    /// The text is no duration such as `60s`.
    Duration = "OG1011",
    /// The text is no size such as `1MiB`.
    Size = "OG1012",
    /// The text is no date such as `2027-03-31`.
    Date = "OG1013",
    /// The text is no origin such as `https://app.example.com`.
    Origin = "OG1014",
    /// The text is no absolute path such as `/api/labels`.
    Path = "OG1015",
    /// The text is no JSON pointer such as `/data`.
    Pointer = "OG1016",
    /// The number is not whole, negative or too large.
    Number = "OG1017",
    /// The name means something else already.
    Reserved = "OG1018",
    /// The model names more than one model can hold.
    TooMany = "OG1019",

    // OG20: identity, facts
    /// A secret stands in the model itself.
    LiteralSecret = "OG2001",
    /// The person can edit what stands at this claim.
    EditableClaim = "OG2002",
    /// The signature algorithm is unknown or `none`.
    Algorithm = "OG2003",
    /// The algorithms and the keys do not fit each other.
    KeyMismatch = "OG2004",
    /// The identity lacks what its preset cannot know.
    IncompleteIdentity = "OG2005",
    /// The source of facts is neither `claim:` nor `origin:`.
    FactSource = "OG2006",
    /// No source can ever say what an action asks for.
    UnmeetableAsk = "OG2007",
    /// The two settings contradict each other.
    Contradiction = "OG2008",
    /// It cannot be told whose a name in `identity_names` is.
    IdentityName = "OG2009",
    /// A level below `full` has no end.
    NoEnd = "OG2010",

    // OG21: names
    /// No resource has this name.
    UnknownResource = "OG2101",
    /// No action has this name.
    UnknownAction = "OG2102",
    /// No relation has this name.
    UnknownRelation = "OG2103",
    /// The resource names no such column.
    UnknownField = "OG2104",
    /// No plan has this name.
    UnknownPlan = "OG2105",
    /// No screen has this name.
    UnknownScreen = "OG2106",
    /// No service has this name.
    UnknownService = "OG2107",

    // OG22: resources
    /// The resource needs a tenancy, and the model has none.
    NoTenancy = "OG2201",
    /// Parents lead in a circle.
    ParentCycle = "OG2202",
    /// More than three levels of parents.
    ParentDepth = "OG2203",
    /// A child has something that only its parent can have.
    ChildOwnsNothing = "OG2204",
    /// A child has a tenant and its parent has none.
    ChildTenant = "OG2205",
    /// Two columns have the same name in JSON.
    WireCollision = "OG2206",

    // OG23: grants
    /// `read` and `list` take no condition, nor does what makes a row.
    ConditionalRead = "OG2301",
    /// A relation may act on rows that it may not read.
    ActsWithoutRead = "OG2302",
    /// A share link is granted more than `read`.
    LinkGrant = "OG2303",
    /// The relation can never hold on this resource.
    NeverHolds = "OG2304",
    /// The grant admits everybody, signed in or not, to change something.
    OpenToAll = "OG2305",

    // OG24: fields
    /// A field that leaves the server for nobody is shown to somebody.
    NeverShown = "OG2401",
    /// A field that nobody may change is writable.
    FixedField = "OG2402",
    /// The field cannot be both.
    FieldKind = "OG2403",
    /// `ref` stands at a field that nobody writes.
    UselessRef = "OG2404",
    /// `otherwise` says nothing here.
    UselessOtherwise = "OG2405",
    /// The field is shown to nobody.
    Unseen = "OG2406",
    /// `to` overrides another list that names the field.
    Overridden = "OG2407",
    /// The relation has no grant that this would need.
    NoGrant = "OG2408",
    /// What stands in place of a value is unknown.
    Otherwise = "OG2409",

    // OG25: routes
    /// The route is not a method and a path.
    RouteSyntax = "OG2501",
    /// The path of a route has a form that no request has.
    Pattern = "OG2502",
    /// A parameter of the path names nothing here.
    UnknownParameter = "OG2503",
    /// Any method is taken where rows are checked.
    AnyMethod = "OG2504",
    /// The action needs to know which row is meant.
    NoKey = "OG2505",
    /// A method that only reads stands at an action that writes.
    MethodMismatch = "OG2506",
    /// Two routes stand at one place.
    Shadowed = "OG2507",
    /// What a route does is none of the kinds.
    RouteKind = "OG2508",
    /// The key of a route means nothing for what it does.
    UselessRouteKey = "OG2509",
    /// Two places of an answer lie inside each other.
    Overlap = "OG2510",
    /// A new child is made below no parent.
    NoParent = "OG2511",
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_rise_and_none_stands_twice() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }

    #[test]
    fn every_code_says_in_one_line_what_it_means() {
        for code in Code::ALL {
            let meaning = code.meaning();
            assert!(
                meaning.ends_with('.') && !meaning.contains('\n'),
                "{meaning}"
            );
        }
    }
}
