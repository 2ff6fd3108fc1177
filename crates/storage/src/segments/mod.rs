//! Segments: their definitions, the rule compiled to SQL, and their stored members.

mod compile;
pub mod definitions;
pub mod members;
