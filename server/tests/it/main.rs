//! The router, called in process: who may ask what, and what every answer carries.

mod commands;
mod endpoints;
mod harness;
mod pages;
mod promises;
mod refusals;
mod routes;
mod slow;
mod uploads;
