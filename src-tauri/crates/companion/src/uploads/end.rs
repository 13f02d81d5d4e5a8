//! How an upload ends.

/// What came of it so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub launch_id: Option<i64>,
    /// Results that the server has, those of earlier starts among them.
    pub results: u64,
    pub files: u64,
    /// Bytes that went out in this start, forms included.
    pub bytes: u64,
    /// An earlier upload of the folder went on.
    pub resumed: bool,
    /// Files that did not go, by name.
    pub missed: Vec<(String, Missed)>,
    /// What the launch holds of what was sent; `None` until it was counted.
    pub counted: Option<u64>,
    /// Results in the launch beyond those: somebody else adds to it.
    pub others: u64,
    pub closed: bool,
}

/// Why a file did not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// The server does not take that much at once.
    TooLarge,
    /// It was there and is not any more, or cannot be read.
    Gone,
}

/// Why an upload stopped before its end. It can be gone on with, but for `Nothing`.
#[derive(Debug)]
pub enum Halt {
    /// There is nothing that the server could take.
    Nothing,
    /// A person stopped it.
    Paused,
    /// The launch was closed meanwhile, or from the beginning.
    Closed,
    /// The launch belongs to another project than was said.
    OtherProject,
    /// What was asked may have been done or not, and counting does not tell: neither is sent again.
    Unknown(Doubt),
    /// The server has fewer results than were sent.
    Miscounted { sent: u64, counted: u64 },
    /// Another program sends it already.
    Elsewhere,
    /// The server does not answer, or says no for good where it is `refused`.
    Server { refused: bool, error: Box<testops::Error> },
    /// The database.
    Broke(String),
}

/// What is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Whether there is a launch, or which of several it is.
    Launch,
    /// Which files of the last batch arrived.
    Batch,
    /// What the launch holds: the server goes on reading what was sent.
    Count,
}

impl From<testops::Error> for Halt {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these kinds carry words that tell of it")]
    fn from(error: testops::Error) -> Self {
        use testops::ErrorKind::{Conflict, Forbidden, Rejected};
        let (closed, refused) = match error.kind() {
            Rejected { status, message } => {
                (*status == 423 || message.as_deref().is_some_and(is_closed), true)
            }
            Conflict { message } => (message.as_deref().is_some_and(is_closed), true),
            kind => (false, matches!(kind, Forbidden { .. })),
        };
        if closed { Self::Closed } else { Self::Server { refused, error: Box::new(error) } }
    }
}

impl From<store::StoreError> for Halt {
    fn from(error: store::StoreError) -> Self {
        Self::Broke(error.to_string())
    }
}

/// Whether the server's words say that the launch is closed.
fn is_closed(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("closed launch") || words.contains("launch is closed")
}
