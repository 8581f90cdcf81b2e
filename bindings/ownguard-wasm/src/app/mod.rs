//! The decision point for apps.
