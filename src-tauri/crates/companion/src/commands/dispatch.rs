//! Answers the commands of the table by name, and tells their shapes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::Companion;
use crate::texts::Trouble;
use crate::view::Failure;

/// One row of the table, as the page sees it.
#[cfg(test)]
pub(crate) struct CommandShape {
    pub(crate) name: &'static str,
    pub(crate) docs: Vec<&'static str>,
    /// Name and TypeScript type.
    pub(crate) arguments: Vec<(&'static str, String)>,
    pub(crate) answer: String,
}

macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:ident($($arg:ident: $type:ty),*) -> $answer:ty; )*) => {
        impl Companion {
            /// Answers a command of the page, as JSON. `arguments` are by name, in camel case. What is no command, or lacks
            /// an argument, is answered as a fault of the program.
            pub fn command(&self, name: &str, arguments: Map<String, Value>) -> BoxFuture<'static, Result<String, Failure>> {
                let companion = self.clone();
                let mut arguments = Arguments(arguments);
                match name {
                    $(stringify!($name) => Box::pin(async move {
                        $(let $arg: $type = arguments.take(&companion, stringify!($arg))?;)*
                        let answer: $answer = companion.$name($($arg),*).await?;
                        companion.as_json(&answer)
                    }),)*
                    _ => Box::pin(async move { Err(companion.not_understood("no command of that name")) }),
                }
            }
        }

        /// What the page must know of each command.
        #[cfg(test)]
        pub(crate) fn shapes(types: &mut crate::bindings::Types<'_>) -> Vec<CommandShape> {
            use ts_rs::{TS, TypeVisitor as _};
            vec![$({
                $(types.visit::<$type>();)*
                types.visit::<$answer>();
                CommandShape {
                    name: stringify!($name),
                    docs: vec![$($doc),*],
                    arguments: vec![$((stringify!($arg), <$type as TS>::name(types.config))),*],
                    answer: <$answer as TS>::name(types.config),
                }
            }),*]
        }
    };
}

pub(super) use commands;

pub(super) struct Arguments(pub(super) Map<String, Value>);

impl Arguments {
    /// What is not given is `null`.
    pub(super) fn take<T: DeserializeOwned>(
        &mut self,
        companion: &Companion,
        name: &str,
    ) -> Result<T, Failure> {
        let value = self.0.remove(&camel(name)).unwrap_or_default();
        serde_json::from_value(value).map_err(|error| companion.not_understood(&format!("{name}: {error}")))
    }
}

impl Companion {
    pub(super) fn as_json(&self, answer: &impl Serialize) -> Result<String, Failure> {
        serde_json::to_string(answer).map_err(|error| self.not_understood(&error.to_string()))
    }

    pub(super) fn not_understood(&self, why: &str) -> Failure {
        tracing::error!(why, "a command was not understood");
        self.inner.trouble(Trouble::Internal)
    }
}

/// As names are written on the page's side.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |sum, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|letter| letter.to_ascii_uppercase());
        sum + &head.into_iter().chain(letters).collect::<String>()
    })
}
