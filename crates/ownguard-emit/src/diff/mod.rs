//! What a change of the model newly allows or denies, every combination.
