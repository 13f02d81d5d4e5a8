//! Writes `ui/src/lib/host/bindings.ts`, the page's typed picture of the commands and of all that crosses with them.
//!
//! As a test it holds the committed file against the Rust types; with `UPDATE_BINDINGS=1` it writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::{self, CommandShape, camel};
use crate::view::Event;

#[test]
fn the_page_knows_the_types_of_today() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/host/bindings.ts");
    let now = typescript();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&file, now).expect("the file can be written");
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == now, "{} is stale: run `cargo xtask bindings`", file.display());
}

fn typescript() -> String {
    // Every whole number of ours is an id, a count or milliseconds: all within what JavaScript counts exactly.
    let config = Config::new().with_large_int("number");
    let mut types = Types { config: &config, declared: BTreeMap::new() };
    types.visit::<Event>();
    let commands = commands::shapes(&mut types);

    let mut text =
        String::from("// Generated from the Rust types by `cargo xtask bindings`. Do not edit.\n\n");
    for declaration in types.declared.values() {
        let _ = writeln!(text, "{declaration}\n");
    }
    text.push_str(
        "/** The host's commands. Each rejects with a `Failure`. */\nexport interface Commands {\n",
    );
    for CommandShape { name, docs, arguments, answer } in &commands {
        for line in docs {
            let _ = writeln!(text, "  /**{line} */");
        }
        let arguments: Vec<_> =
            arguments.iter().map(|(name, kind)| format!("{}: {kind}", camel(name))).collect();
        let _ = writeln!(text, "  {name}({}): Promise<{answer}>;", arguments.join(", "));
    }
    text.push_str("}\n\n/** The arguments of each command, by the names under which they cross. */\n");
    text.push_str("export const commandArguments = {\n");
    for CommandShape { name, arguments, .. } in &commands {
        let names: Vec<_> = arguments.iter().map(|(name, _)| format!("\"{}\"", camel(name))).collect();
        let _ = writeln!(text, "  {name}: [{}],", names.join(", "));
    }
    let _ = writeln!(text, "}} as const;\n\n/** The channel that carries every `Event`. */");
    let _ = writeln!(text, "export const eventChannel = \"{}\";", Event::CHANNEL);
    text
}

/// Gathers a type and everything it is made of.
pub(crate) struct Types<'a> {
    pub(crate) config: &'a Config,
    declared: BTreeMap<String, String>,
}

impl TypeVisitor for Types<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only what has a file of its own is declared; numbers, lists and options are written in place. What these hold is
        // among their generics: their dependencies go past this guard, without an end where a type holds itself.
        if T::output_path().is_none() {
            return T::visit_generics(self);
        }
        if self.declared.contains_key(&T::ident(self.config)) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}", T::decl(self.config));
        self.declared.insert(T::ident(self.config), declaration);
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
