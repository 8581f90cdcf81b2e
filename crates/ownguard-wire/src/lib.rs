#![doc = include_str!("../README.md")]

pub mod compact;
pub mod event;
pub mod facts;
pub mod labels;
pub mod model;
pub mod question;
