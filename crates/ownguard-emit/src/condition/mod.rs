//! What must hold of a row and its caller for an action: one tree, from which policies and filters are written.
