//! The router, called in process, and the program itself: who may ask what, what every answer carries, what outlives it.

mod answers;
mod commands;
mod crash;
mod crowded;
mod downloads;
mod endpoints;
mod faults;
mod harness;
mod logs;
mod memory;
mod misunderstood;
mod pages;
mod process;
mod promises;
mod refreshes;
mod refusals;
mod routes;
mod secrecy;
mod sight;
mod slow;
mod uploads;
mod uploads_faulty;
mod users;
mod vanishing;
