//! One look at the server: the lists of the projects with open runs, then what they leave open, launch by launch.
//!
//! Nothing is decided here about a run: what was seen goes back as observations for its state machine.

use std::collections::HashMap;
use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use testops::{Client, ErrorKind, LaunchPreview, LaunchQuery, PageRequest};

use super::identity::is_same_launch;
use super::translate;
use crate::core::failure::{Server, of_client};
use crate::core::ports::Clock;
use crate::runs::decide::requests::{self, ListRequest, Need, Place, Why};
use crate::runs::decide::{JobRunSeen, Observation, Seen};
use crate::texts::{Texts, Trouble};
use crate::view::Failure;

/// How long a request of a look may take, waiting for its turn and repeats included; the next look comes anyway.
const PATIENCE: TimeDelta = TimeDelta::seconds(25);

/// The longest wait between looks that a server may ask for.
const LONGEST_ASKED: TimeDelta = TimeDelta::minutes(15);

/// An open run, as far as a look needs it.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    pub(crate) run_id: i64,
    pub(crate) project_id: i64,
    pub(crate) launch_id: i64,
    /// When the server made it, by its own clock.
    pub(crate) created: Option<DateTime<Utc>>,
    pub(crate) depth: Option<u32>,
    /// What the list said when the launch was last read by itself.
    pub(crate) signature: Option<u64>,
    pub(crate) read_at: Option<DateTime<Utc>>,
}

impl Followed {
    pub(super) fn place(&self) -> Place {
        Place { project_id: self.project_id, depth: self.depth }
    }
}

/// What a look saw.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) runs: Vec<RunReport>,
    /// The newest launches of the projects that are subscribed to.
    pub(crate) newest: Vec<Newest>,
    pub(crate) link: Result<(), LookError>,
}

/// A project's launches, newest first.
#[derive(Debug)]
pub(crate) struct Newest {
    pub(crate) project_id: i64,
    pub(crate) launches: Vec<LaunchPreview>,
}

#[derive(Debug)]
pub(crate) struct RunReport {
    pub(crate) run_id: i64,
    pub(crate) depth: Option<u32>,
    /// Set when the launch was read by itself.
    pub(crate) signature: Option<u64>,
    pub(crate) observation: Option<Observation>,
}

/// Why the server told nothing.
#[derive(Clone, Debug)]
pub(crate) enum LookError {
    Client(testops::Error),
    Slow,
}

/// One list request per project, then single requests within what is left of `budget`. `subscribed` are projects whose
/// lists are wanted even where nothing of them is followed.
pub(crate) async fn look(
    client: &Client,
    clock: &dyn Clock,
    followed: &[Followed],
    subscribed: &[i64],
    budget: u32,
) -> Report {
    let asked_at = clock.now();
    let places: Vec<Place> = followed.iter().map(Followed::place).collect();
    let requests = requests::lists(&places, subscribed);
    if requests.is_empty() {
        let answer =
            patient(clock, client.projects(&testops::ProjectQuery::default(), PageRequest::first(1))).await;
        return Report { asked_at, runs: Vec::new(), newest: Vec::new(), link: answer.map(drop) };
    }
    let lists = join_all(requests.iter().map(|request| list(client, clock, *request))).await;
    let newest = newest(&requests, &lists, subscribed);
    let (seen, link) = gather(&requests, lists, &places);

    let glances: Vec<Glance<'_>> = followed.iter().map(|run| seen.glance(run)).collect();
    let needs = glances.iter().filter_map(Glance::need).collect();
    let spent = u32::try_from(requests.len()).unwrap_or(u32::MAX);
    let chosen = requests::choose(needs, budget, spent);
    let runs = join_all(glances.into_iter().map(|glance| {
        let read = chosen.contains(&glance.run.run_id);
        async move { glance.report(client, clock, asked_at, read).await }
    }))
    .await;
    Report { asked_at, runs, newest, link }
}

async fn list(
    client: &Client,
    clock: &dyn Clock,
    request: ListRequest,
) -> Result<Vec<LaunchPreview>, LookError> {
    let query = LaunchQuery::default();
    let page = client.launches(request.project_id, &query, PageRequest::first(request.size));
    Ok(patient(clock, page).await?.items)
}

/// Ends a request that takes too long.
pub(crate) async fn patient<T>(
    clock: &dyn Clock,
    request: impl Future<Output = Result<T, testops::Error>>,
) -> Result<T, LookError> {
    tokio::select! {
        answer = request => answer.map_err(LookError::Client),
        () = clock.sleep_until(clock.now() + PATIENCE) => Err(LookError::Slow),
    }
}

fn newest(
    requests: &[ListRequest],
    lists: &[Result<Vec<LaunchPreview>, LookError>],
    subscribed: &[i64],
) -> Vec<Newest> {
    let answered = requests.iter().zip(lists).filter(|(request, _)| subscribed.contains(&request.project_id));
    answered
        .filter_map(|(request, list)| {
            Some(Newest { project_id: request.project_id, launches: list.as_ref().ok()?.clone() })
        })
        .collect()
}

/// The lists that came.
struct Lists {
    /// By launch: where it stood, and what was said.
    launches: HashMap<i64, (u32, LaunchPreview)>,
    answered: Vec<i64>,
    /// Projects whose list the server refuses: their launches are read one by one.
    refused: Vec<i64>,
}

fn gather(
    requests: &[ListRequest],
    lists: Vec<Result<Vec<LaunchPreview>, LookError>>,
    places: &[Place],
) -> (Lists, Result<(), LookError>) {
    let mut seen = Lists { launches: HashMap::new(), answered: Vec::new(), refused: Vec::new() };
    let mut failure = None;
    for (request, list) in requests.iter().zip(lists) {
        match list {
            Ok(items) => {
                seen.answered.push(request.project_id);
                seen.launches.extend((0..).zip(items).map(|(depth, launch)| (launch.id, (depth, launch))));
            }
            Err(error) => {
                if error.is_refusal() {
                    seen.refused.push(request.project_id);
                    // Only a subscription wanted it: that the server will not tell it is an answer.
                    if places.iter().all(|place| place.project_id != request.project_id) {
                        continue;
                    }
                }
                failure.get_or_insert(error);
            }
        }
    }
    // One project that answers means that the link is up; a right that is missing elsewhere does not take it down.
    let link = match failure {
        Some(error) if seen.answered.is_empty() => Err(error),
        Some(_) | None => Ok(()),
    };
    (seen, link)
}

impl LookError {
    /// The server answered, and will not tell this list.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            Self::Client(error) => {
                matches!(error.kind(), ErrorKind::Forbidden { .. } | ErrorKind::NotFound { .. })
            }
            Self::Slow => false,
        }
    }

    /// How long the server asks to be left alone.
    pub(crate) fn asked_wait(&self) -> Option<TimeDelta> {
        let Self::Client(error) = self else { return None };
        let (ErrorKind::TooManyRequests { retry_after } | ErrorKind::Server { retry_after, .. }) =
            error.kind()
        else {
            return None;
        };
        let asked = TimeDelta::from_std((*retry_after)?).unwrap_or(LONGEST_ASKED);
        Some(asked.min(LONGEST_ASKED))
    }

    /// The server said that there is no such launch: 404, or 500 for one that was deleted.
    fn says_gone(&self) -> bool {
        match self {
            Self::Client(error) => {
                matches!(error.kind(), ErrorKind::NotFound { .. } | ErrorKind::Server { status: 500, .. })
            }
            Self::Slow => false,
        }
    }
}

impl Lists {
    fn glance<'a>(&'a self, run: &'a Followed) -> Glance<'a> {
        let found = self.launches.get(&run.launch_id);
        let kind = match found {
            Some((_, preview)) if !is_same_launch(run.created, preview.created_date) => Kind::Replaced,
            Some((depth, preview)) => Kind::Listed { depth: *depth, preview },
            None if self.answered.contains(&run.project_id) || self.refused.contains(&run.project_id) => {
                Kind::FellOut
            }
            None => Kind::Unanswered,
        };
        Glance { run, kind }
    }
}

/// What the lists told of one run.
struct Glance<'a> {
    run: &'a Followed,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Listed {
        depth: u32,
        preview: &'a LaunchPreview,
    },
    /// The id is another launch's.
    Replaced,
    FellOut,
    Unanswered,
}

impl Glance<'_> {
    fn need(&self) -> Option<Need> {
        let need = |why, cost| Need { run_id: self.run.run_id, why, read_at: self.run.read_at, cost };
        match &self.kind {
            Kind::Unanswered | Kind::Replaced => None,
            Kind::FellOut => Some(need(Why::FellOut, 4)),
            // The list told all there is to know.
            Kind::Listed { preview, .. } if preview.closed && preview.statistic.is_some() => None,
            Kind::Listed { preview, .. } => {
                let job_runs = translate::job_runs(&preview.jobs, TimeDelta::zero());
                let ending = job_runs.iter().all(|run| run.stage.is_over());
                let cost = if ending { 2 } else { 1 };
                if Some(translate::signature(preview)) != self.run.signature {
                    Some(need(Why::Changed, cost))
                } else if ending && !job_runs.is_empty() {
                    Some(need(Why::Ending, cost))
                } else {
                    Some(need(Why::Turn, cost))
                }
            }
        }
    }

    async fn report(
        self,
        client: &Client,
        clock: &dyn Clock,
        asked_at: DateTime<Utc>,
        read: bool,
    ) -> RunReport {
        let run = self.run;
        let told = RunReport { run_id: run.run_id, depth: None, signature: None, observation: None };
        match self.kind {
            Kind::Unanswered => RunReport { depth: run.depth, ..told },
            Kind::Replaced => RunReport { observation: Some(Observation::Replaced), ..told },
            Kind::FellOut if read => {
                let observation = alone(client, clock, run, asked_at).await;
                RunReport { signature: Some(0), observation, ..told }
            }
            Kind::FellOut => told,
            Kind::Listed { depth, preview } => {
                let ahead = client.clock_offset().unwrap_or_default();
                let job_runs = translate::job_runs(&preview.jobs, ahead);
                let mut seen = Seen {
                    asked_at,
                    closed: preview.closed,
                    modified: translate::ours(preview.last_modified_date, ahead),
                    job_runs: Some(job_runs),
                    // Servers fill it for closed launches only.
                    counts: preview.statistic.as_deref().filter(|_| preview.closed).map(translate::counts),
                    ready: None,
                };
                let mut signature = None;
                if read && fill(client, clock, run.launch_id, &mut seen).await.is_ok() {
                    signature = Some(translate::signature(preview));
                }
                RunReport {
                    depth: Some(depth),
                    signature,
                    observation: Some(Observation::Seen(seen)),
                    ..told
                }
            }
        }
    }
}

/// Asks for the counts, and for the progress where it decides.
async fn fill(client: &Client, clock: &dyn Clock, launch_id: i64, seen: &mut Seen) -> Result<(), LookError> {
    let counts = translate::counts(&patient(clock, client.launch_statistic(launch_id)).await?);
    seen.counts = Some(counts);
    let over = |runs: &Vec<JobRunSeen>| runs.iter().all(|run| run.stage.is_over());
    if !seen.closed && counts.in_progress == 0 && seen.job_runs.as_ref().is_some_and(over) {
        seen.ready = Some(patient(clock, client.launch_progress(launch_id)).await?);
    }
    Ok(())
}

/// Reads a launch that no list told.
async fn alone(
    client: &Client,
    clock: &dyn Clock,
    run: &Followed,
    asked_at: DateTime<Utc>,
) -> Option<Observation> {
    let launch_id = run.launch_id;
    let launch = match patient(clock, client.launch(launch_id)).await {
        Ok(launch) => launch,
        Err(error) if error.says_gone() => return Some(Observation::Missing { asked_at }),
        Err(error) if error.is_refusal() => return Some(Observation::NotShown),
        Err(_) => return None,
    };
    if !is_same_launch(run.created, launch.created_date) {
        return Some(Observation::Replaced);
    }
    let job_runs = patient(clock, client.launch_job_runs(launch_id)).await.ok()?;
    let ahead = client.clock_offset().unwrap_or_default();
    let mut seen = Seen {
        asked_at,
        closed: launch.closed,
        modified: translate::ours(launch.last_modified_date, ahead),
        job_runs: Some(translate::job_runs(&job_runs, ahead)),
        counts: None,
        ready: None,
    };
    fill(client, clock, launch_id, &mut seen).await.ok()?;
    Some(Observation::Seen(seen))
}

pub(crate) fn of_look(texts: Texts, server: Server<'_>, error: &LookError) -> Failure {
    match error {
        LookError::Client(error) => of_client(texts, server, error),
        LookError::Slow => texts.failure(Trouble::Timeout { host: server.host }, None),
    }
}
