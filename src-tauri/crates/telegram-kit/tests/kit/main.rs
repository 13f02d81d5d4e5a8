//! The kit through its own wire, with bots that know nothing of it.

mod teloxide_bot;
