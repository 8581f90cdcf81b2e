//! Postgres row-level security: policies, functions and triggers that agree with the model.
