//! The client against servers on this machine, in one program: a mock that answers as TestOps is known to, and raw
//! sockets for what no decent server does.

mod certificates;
mod choosing;
mod clocks;
mod downloads;
mod endpoints;
mod evidence;
mod exports;
mod in_process;
mod lenient;
mod limits;
mod packed;
mod pages;
mod prefixes;
mod probing;
mod proxies;
mod secrets;
mod signing_in;
mod support;
mod triage;
mod trouble;
mod uploads;
mod wires;
