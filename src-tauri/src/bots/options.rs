//! The words of `testops-companion bots`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

#[derive(Args, Clone, Debug)]
#[command(after_help = "Exit codes: 0 done, 1 the engine failed, 2 wrong usage, 3 the request was refused, \
                        4 too many bots, 5 no such bot, 6 no container engine, 130 called off with Ctrl+C.")]
pub(crate) struct BotsCommand {
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// Answer with JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Verb {
    /// Deploy a bot, or start a stopped one anew.
    Start(Deploy),
    /// Put another version in place; the old one runs until the new one is up.
    Update(Deploy),
    /// Stop a bot and keep it.
    Stop { name: String },
    /// Start the same container again.
    Restart { name: String },
    /// Stop a bot and remove all that belongs to it.
    Remove { name: String },
    /// Show a bot.
    Status { name: String },
    /// Show what a bot wrote.
    Logs {
        name: String,
        /// How many of the last lines.
        #[arg(short = 'n', long, default_value_t = 100)]
        lines: u32,
        /// Go on until the bot ends.
        #[arg(short, long)]
        follow: bool,
    },
    /// Show all bots.
    List,
}

#[derive(Args, Clone, Debug)]
#[command(group(ArgGroup::new("source").required(true).args(["simple", "custom", "git", "image"])))]
pub(crate) struct Deploy {
    pub(super) name: String,
    /// Python files, or a folder of them.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) simple: Vec<PathBuf>,
    /// A folder with a Dockerfile, an archive of one, or an archive's address.
    #[arg(long, value_name = "PATH|URL")]
    pub(super) custom: Option<String>,
    /// A Git repository with a Dockerfile.
    #[arg(long, value_name = "URL")]
    pub(super) git: Option<String>,
    /// A ready image.
    #[arg(long, value_name = "IMAGE")]
    pub(super) image: Option<String>,
    /// The file that starts the bot [default: the only file, or bot.py].
    #[arg(long, value_name = "FILE", conflicts_with_all = ["custom", "git", "image"])]
    pub(super) entrypoint: Option<String>,
    /// A package, several with commas between, or a file that lists them.
    #[arg(short, long = "requirements", value_name = "PACKAGE|FILE", conflicts_with_all = ["custom", "git", "image"])]
    pub(super) requirements: Vec<String>,
    /// The image that a simple bot is built on.
    #[arg(long, value_name = "IMAGE", conflicts_with_all = ["custom", "git", "image"])]
    pub(super) base_image: Option<String>,
    /// NAME=VALUE, or NAME alone to hand on this shell's value.
    #[arg(short, long, value_name = "NAME[=VALUE]")]
    pub(super) env: Vec<String>,
    /// A branch or tag of the repository.
    #[arg(long, conflicts_with_all = ["simple", "custom", "image"])]
    pub(super) branch: Option<String>,
    /// The folder of the repository that has the Dockerfile.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["simple", "custom", "image"])]
    pub(super) subdir: Option<String>,
    /// Who may fetch the image; the password is taken from `REGISTRY_PASSWORD`.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["simple", "custom", "git"])]
    pub(super) registry_user: Option<String>,
    /// The most memory, in MB [default: 256].
    #[arg(long, value_name = "MB")]
    pub(super) memory: Option<u32>,
    /// The most CPU, in cores [default: 0.5].
    #[arg(long, value_name = "CORES")]
    pub(super) cpus: Option<f64>,
    /// The most processes [default: 100].
    #[arg(long, value_name = "NUMBER")]
    pub(super) processes: Option<u32>,
    /// Stop the bot after so many hours [default: 24].
    #[arg(long, value_name = "HOURS")]
    pub(super) lifetime: Option<f64>,
    /// Let the bot reach, and its source come from, this machine and private addresses too, and not only public ones.
    #[arg(long)]
    pub(super) allow_private: bool,
}
