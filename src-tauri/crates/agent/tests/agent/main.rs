//! The agent as people run it: the real program, beside the simulated TestOps and the kit's Telegram.

mod bot;
mod bucket;
mod check;
mod exports;
mod handover;
mod image;
mod import;
mod package;
mod program;
mod replicas;
mod wall;
mod webhook;
mod world;
