//! Tests of the JSON module against `serde_json` as an oracle.
