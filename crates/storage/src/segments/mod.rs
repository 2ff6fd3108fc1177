//! Segments: their definitions, the rule compiled to SQL, and their stored members.

pub mod definitions;
pub mod members;
