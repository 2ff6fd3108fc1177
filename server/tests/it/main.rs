//! The router, called in process, and the program itself: who may ask what, what every answer carries, what outlives it.

mod commands;
mod crash;
mod endpoints;
mod faults;
mod harness;
mod pages;
mod process;
mod promises;
mod refusals;
mod routes;
mod slow;
mod uploads;
mod users;
