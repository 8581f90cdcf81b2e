#![doc = include_str!("../README.md")]

pub mod cedar;
pub mod condition;
pub mod describe;
pub mod diff;
pub mod filter;
pub mod matrix;
pub mod postgres;
pub mod repair;
pub mod sql;
pub mod types;
