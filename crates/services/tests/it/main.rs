//! Use cases on a real database, in one program: one file per area.

mod access;
mod addresses;
mod at_once;
mod audit;
mod chosen;
mod customers;
mod dates;
mod downloads;
mod erase;
mod files;
mod harness;
mod imports;
mod jobs;
mod pipes;
mod refused;
mod segments;
mod sight;
mod strings;
mod users;
mod views;
