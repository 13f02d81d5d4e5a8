//! Groups test failures by what went wrong: ids, times, numbers, paths and addresses in a message or a stack trace are put
//! aside, and what is left is the failure's *fingerprint*, the same in every launch. Knows nothing of TestOps.

#[cfg(feature = "fixture")]
pub mod fixture;
mod group;
mod normalize;
mod trace;
mod word;

pub use group::{Group, group};

/// What a failure's message and trace come to once all that varies from test to test is put aside. It depends on nothing
/// else, so that one can be stored and compared with those of other launches.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of a failed test as its framework reported it. Of neither message nor trace nothing is known: such failures share
    /// one fingerprint, which is empty.
    pub fn of(message: Option<&str>, trace: Option<&str>) -> Self {
        let trace = trace.unwrap_or_default();
        let message = match message.map(str::trim) {
            Some(message) if !message.is_empty() => message,
            _ => trace::first_line(trace),
        };
        let mut text = normalize::message(message);
        if let Some(cause) = trace::root_cause(trace) {
            let cause = normalize::line(cause);
            if !text.contains(&cause) {
                text.push('\n');
                text.push_str(&cause);
            }
        }
        if !word::says_enough(&text)
            && let Some(place) = trace::place(trace)
        {
            text.push_str("\n@ ");
            text.push_str(&place);
        }
        Self(text)
    }

    /// As it was stored.
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// The first line for a person, with `…` for what varies.
    pub fn label(&self) -> String {
        let line = self.0.lines().next().unwrap_or_default();
        let mut label = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(normalize::OPEN) {
            label.push_str(before);
            label.push('…');
            rest = after.split_once(normalize::CLOSE).map_or("", |(_, rest)| rest);
        }
        label.push_str(rest);
        label
    }
}
