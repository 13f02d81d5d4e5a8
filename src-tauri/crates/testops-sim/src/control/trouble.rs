//! Trouble that the control door sets: which requests it meets, how often, and what it does to them.

use serde::Deserialize;

/// What happens to a request.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// The work is begun so many real milliseconds later; nothing is done when the client hangs up before.
    Latency {
        ms: u64,
    },
    /// The work is done at once, the answer comes so many real milliseconds later.
    LateAnswer {
        ms: u64,
    },
    Status {
        code: u16,
        retry_after: Option<u64>,
        message: Option<String>,
    },
    Html {
        code: Option<u16>,
    },
    /// Only so many bytes of the body arrive.
    Cut {
        after: usize,
    },
    /// The request is taken and never answered; nothing is done.
    Silence,
    /// Connections are closed as soon as they are open.
    Refuse,
    /// 401, except for an access token that was issued after the trouble began.
    ExpiredToken,
    /// The work is done, the answer is not sent.
    LostAnswer,
    /// The work is done, the answer is a 202 without a body.
    Empty,
    /// A success is answered and nothing is done: 204 without a body, unless it says otherwise.
    Lie {
        code: Option<u16>,
        body: Option<serde_json::Value>,
    },
    /// What is done to many results stops after so many, with 500 unless it says otherwise.
    Half {
        after: usize,
        code: Option<u16>,
    },
}

impl Kind {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::LateAnswer { .. } => "late_answer",
            Self::Status { .. } => "status",
            Self::Html { .. } => "html",
            Self::Cut { .. } => "cut",
            Self::Silence => "silence",
            Self::Refuse => "refuse",
            Self::ExpiredToken => "expired_token",
            Self::LostAnswer => "lost_answer",
            Self::Empty => "empty",
            Self::Lie { .. } => "lie",
            Self::Half { .. } => "half",
        }
    }
}

/// One trouble: what it does, and which requests it meets.
#[derive(Debug, Clone, Deserialize)]
pub struct Trouble {
    #[serde(flatten)]
    pub kind: Kind,
    /// Any, without it.
    pub method: Option<String>,
    /// Matched against the path without `/api` or `/api/rs`; `*` stands for any text.
    pub path: Option<String>,
    /// How many requests it meets; without it, all until it is removed.
    pub times: Option<u64>,
}

impl Trouble {
    /// Meets every request until it is removed.
    pub fn new(kind: Kind) -> Self {
        Self { kind, method: None, path: None, times: None }
    }

    /// Meets requests with this method only, whose path fits the pattern.
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: Some(path.to_owned()), ..self }
    }

    /// Is over after so many requests.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Troubles {
    set: Vec<(u64, Trouble)>,
    next: u64,
}

impl Troubles {
    pub(crate) fn add(&mut self, trouble: Trouble) -> u64 {
        self.next += 1;
        if trouble.times != Some(0) {
            self.set.push((self.next, trouble));
        }
        self.next
    }

    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let before = self.set.len();
        self.set.retain(|(own, _)| *own != id);
        before != self.set.len()
    }

    pub(crate) fn clear(&mut self) {
        self.set.clear();
    }

    /// Whether connections are refused at present.
    pub(crate) fn refuses(&self) -> bool {
        self.set.iter().any(|(_, trouble)| matches!(trouble.kind, Kind::Refuse))
    }

    /// A connection was refused: counts it.
    pub(crate) fn refused(&mut self) {
        if let Some(n) = self.set.iter().position(|(_, trouble)| matches!(trouble.kind, Kind::Refuse)) {
            self.use_up(n);
        }
    }

    /// The first trouble that this request meets. `fresh`: it carries an access token that is still good.
    pub(crate) fn meets(&mut self, method: &str, path: &str, fresh: bool) -> Option<Kind> {
        let bare = path.strip_prefix("/api/rs").or_else(|| path.strip_prefix("/api")).unwrap_or(path);
        let meets = |trouble: &Trouble| {
            let fits = trouble.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method))
                && trouble.path.as_deref().is_none_or(|pattern| glob(pattern.as_bytes(), bare.as_bytes()));
            match trouble.kind {
                Kind::Refuse => true,
                Kind::ExpiredToken => fits && !fresh && !bare.starts_with("/uaa/oauth"),
                Kind::Latency { .. }
                | Kind::LateAnswer { .. }
                | Kind::Status { .. }
                | Kind::Html { .. }
                | Kind::Cut { .. }
                | Kind::Silence
                | Kind::LostAnswer
                | Kind::Empty
                | Kind::Lie { .. }
                | Kind::Half { .. } => fits,
            }
        };
        let n = self.set.iter().position(|(_, trouble)| meets(trouble))?;
        let kind = self.set[n].1.kind.clone();
        self.use_up(n);
        Some(kind)
    }

    fn use_up(&mut self, n: usize) {
        let Some(times) = &mut self.set[n].1.times else { return };
        *times -= 1;
        if *times == 0 {
            self.set.remove(n);
        }
    }
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        Some((letter, rest)) => {
            text.split_first().is_some_and(|(first, more)| first == letter && glob(rest, more))
        }
    }
}
