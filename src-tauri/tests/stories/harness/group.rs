//! A group of processes that ends with its owner, however the owner ends.
//!
//! The group's leader is a shell that waits on a pipe which only we hold. When the pipe closes, because the group was
//! dropped or because the stories themselves were killed, the shell kills the whole group, grandchildren included.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::Outcome;

pub(crate) struct Group {
    leader: Child,
    _pipe: ChildStdin,
    members: Mutex<Vec<Child>>,
}

impl Group {
    pub(crate) fn new() -> Outcome<Self> {
        let mut leader = Command::new("sh")
            .args(["-c", "read _; kill -9 0"])
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let pipe = leader.stdin.take().ok_or("the shell has no standard input")?;
        Ok(Self { leader, _pipe: pipe, members: Mutex::default() })
    }

    /// Starts it as a member; its output goes into `log`, unless standard output was taken for something else.
    pub(crate) fn spawn(&self, command: &mut Command, log: &Path) -> Outcome<Child> {
        let file = fs::OpenOptions::new().create(true).append(true).open(log)?;
        command.process_group(i32::try_from(self.leader.id())?).stderr(file);
        command.spawn().map_err(|error| format!("{}: {error}", command.get_program().display()).into())
    }

    /// Keeps a member for as long as the group lives, or until it ends by itself.
    pub(crate) fn keep(&self, child: Child) {
        let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        members.retain_mut(|member| !matches!(member.try_wait(), Ok(Some(_))));
        members.push(child);
    }

    /// The living members whose program is this file, oldest first.
    pub(crate) fn running(&self, program: &Path) -> Vec<u32> {
        let program = fs::canonicalize(program).unwrap_or_else(|_| PathBuf::from(program));
        self.living(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|file| file == program))
    }

    /// The living members whose command line holds this text.
    pub(crate) fn called(&self, text: &str) -> Vec<u32> {
        self.living(|pid| {
            fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains(text))
        })
    }

    /// How many living children of these have this text in their command line.
    pub(crate) fn children(&self, parents: &[u32], text: &str) -> usize {
        let is_child = |pid: &u32| facts_of(*pid).is_some_and(|facts| parents.contains(&facts.parent));
        self.called(text).iter().filter(|pid| is_child(pid)).count()
    }

    fn living(&self, is_wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
        let mut wanted = pids
            .filter(|pid| {
                facts_of(*pid).is_some_and(|facts| facts.group == self.leader.id()) && is_wanted(*pid)
            })
            .collect::<Vec<_>>();
        wanted.sort_unstable();
        wanted
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let leader = self.leader.id();
        drop(Command::new("kill").args(["-9", "--", &format!("-{leader}")]).stderr(Stdio::null()).status());
        drop(self.leader.wait());
        for child in self.members.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
            drop(child.wait());
        }
    }
}

struct Facts {
    parent: u32,
    group: u32,
}

/// Of a living process; a zombie is none.
fn facts_of(pid: u32) -> Option<Facts> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    if fields.next()? == "Z" {
        return None;
    }
    Some(Facts { parent: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
}
