//! Queries that find rows which the model has to refuse.
