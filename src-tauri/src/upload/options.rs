//! The words of `testops-companion upload`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Args, Clone, Debug)]
#[command(
    group(ArgGroup::new("target").args(["name", "launch"])),
    after_help = "The server is the one that the program is connected with, or the one that ALLURE_ENDPOINT and \
                  ALLURE_TOKEN name. An upload that was stopped goes on where the same command is given again.\n\n\
                  Exit codes: 0 done, 1 the server failed, 2 wrong usage, 3 refused, 4 the counts do not agree or \
                  are not known, 5 not connected, 6 stopped."
)]
pub(crate) struct UploadCommand {
    /// A folder of Allure results, or an archive of one (zip, tar, tar.gz).
    pub(super) dir: PathBuf,
    /// The project: its id, name or abbreviation.
    #[arg(short, long, value_name = "PROJECT", required_unless_present = "dry_run")]
    pub(super) project: Option<String>,
    /// Make a launch of this name.
    #[arg(short, long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Add to this launch; it stays open.
    #[arg(short, long, value_name = "ID")]
    pub(super) launch: Option<i64>,
    /// A value of the environment; the server heeds keys that are mapped to variables.
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub(super) env: Vec<String>,
    /// A tag of the new launch.
    #[arg(long, value_name = "TAG", requires = "name")]
    pub(super) tag: Vec<String>,
    /// A link of the new launch.
    #[arg(long, value_name = "URL", requires = "name")]
    pub(super) link: Vec<String>,
    /// Leave the new launch open.
    #[arg(long, requires = "name")]
    pub(super) keep_open: bool,
    /// Begin anew, also where an earlier upload of the folder did not end.
    #[arg(long)]
    pub(super) anew: bool,
    /// Only say what is in the folder.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Answer with JSON.
    #[arg(long)]
    pub(super) json: bool,
}
