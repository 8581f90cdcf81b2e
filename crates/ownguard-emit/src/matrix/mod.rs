//! Who may do what: every combination of identity, relation, visibility and action.
