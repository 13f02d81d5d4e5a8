//! One export after the other of the same plan: into a folder with the database in a file, with the database on a server, and
//! until the file is in S3-compatible storage too.

use std::path::Path;
use std::time::{Duration, Instant};

use companion::Companion;
use companion::view::{
    AttemptOutcome, BucketDraft, BucketKeys, BucketPlace, ConnectionDraft, ConnectionSaved, Event,
    ExportScope, Failure, PlanSaved, PlanState, Saved,
};
use postgres_kit::Server;
use shelf::fixture::{BUCKET, KEY, SECRET, Store as Shelf};
use store::{Opened, SharedDatabase, Store};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::simulator::Simulator;
use crate::{Trouble, median, outside};

const TURNS: usize = 7;
const LONG: Duration = Duration::from_hours(1);

/// Medians, in seconds.
pub(crate) struct Took {
    pub(crate) file: f64,
    pub(crate) server: f64,
    pub(crate) bucket: f64,
}

pub(crate) async fn measure(simulator: &Simulator) -> Result<Took, Trouble> {
    let folder = tempfile::tempdir()?;
    let server = Server::start().ok_or("PostgreSQL is not installed")?;
    server.run("postgres", "CREATE DATABASE companion");
    let shared = SharedDatabase::connect(&server.url("companion"), None)?;
    let epoch = shared.campaign("bench", LONG).await?.ok_or("the database is led")?;
    let shelf = Shelf::start().await;
    let at = |name: &str| folder.path().join(name);

    let opened = Store::open(&at("file"), chrono::DateTime::UNIX_EPOCH).await?;
    let mut on_file = Program::start(simulator, &at("file"), opened).await?;
    let mut on_server =
        Program::start(simulator, &at("server"), shared.open(&at("server"), epoch).await?).await?;
    let opened = Store::open(&at("bucket"), chrono::DateTime::UNIX_EPOCH).await?;
    let mut on_bucket = Program::start(simulator, &at("bucket"), opened).await?;
    on_bucket.store_in(&shelf).await?;
    let (mut file, mut server, mut bucket) = (Vec::new(), Vec::new(), Vec::new());
    // In turns, and the first of each for warming up.
    for turn in 0..=TURNS {
        println!("export {turn} of {TURNS}");
        let took = [on_file.export().await?, on_server.export().await?, on_bucket.export_and_copy().await?];
        if turn > 0 {
            file.push(took[0].as_secs_f64());
            server.push(took[1].as_secs_f64());
            bucket.push(took[2].as_secs_f64());
        }
    }
    for program in [on_file, on_server, on_bucket] {
        program.companion.shutdown().await;
    }
    Ok(Took { file: median(file), server: median(server), bucket: median(bucket) })
}

struct Program {
    companion: Companion,
    changed: UnboundedReceiver<()>,
    plan: i64,
    exports: u64,
}

impl Program {
    async fn start(simulator: &Simulator, data: &Path, opened: Opened) -> Result<Self, Trouble> {
        let (news, changed) = unbounded_channel();
        let ports = outside::ports(data, move |event| {
            if let Event::ExportsChanged = event {
                let _ = news.send(());
            }
        });
        let companion = Companion::start_on(ports, opened).await.map_err(said)?;
        let draft = ConnectionDraft {
            url: simulator.url.clone(),
            token: Some(simulator.token.clone()),
            ..ConnectionDraft::default()
        };
        if let ConnectionSaved::Refused { faults } = companion.save_connection(draft).await.map_err(said)? {
            return Err(format!("{faults:?}").into());
        }
        let projects = companion.projects(true).await.map_err(said)?;
        let project = projects.items.iter().map(|project| project.id).min().ok_or("no project")?;
        let mut draft = companion.plan_draft(None, project).await.map_err(said)?;
        draft.scope = ExportScope::All;
        draft.paused = true;
        draft.retries = Vec::new();
        let plan = match companion.save_plan(draft).await.map_err(said)? {
            PlanSaved::Saved { id } => id,
            PlanSaved::Refused { faults } => return Err(format!("{faults:?}").into()),
        };
        Ok(Self { companion, changed, plan, exports: 0 })
    }

    async fn store_in(&self, bucket: &Shelf) -> Result<(), Trouble> {
        let place = BucketPlace {
            endpoint: Some(bucket.url.to_string()),
            bucket: BUCKET.to_owned(),
            path_style: true,
            keys: BucketKeys::Fixed { id: KEY.to_owned() },
            ..BucketPlace::default()
        };
        let draft = BucketDraft { place, secret: Some(SECRET.to_owned()), ..BucketDraft::default() };
        match self.companion.save_bucket(draft).await.map_err(said)? {
            Saved::Saved => Ok(()),
            Saved::Refused { faults } => Err(format!("{faults:?}").into()),
        }
    }

    /// From the order to the file's row.
    async fn export(&mut self) -> Result<Duration, Trouble> {
        while self.changed.try_recv().is_ok() {}
        self.exports += 1;
        let began = Instant::now();
        self.companion.run_plan(format!("bench/{}", self.exports), self.plan).await.map_err(said)?;
        loop {
            self.changed.recv().await.ok_or("the program has ended")?;
            let took = began.elapsed();
            let view = self.companion.exports().await.map_err(said)?;
            let plan = view.plans.into_iter().find(|plan| plan.id == self.plan).ok_or("the plan is gone")?;
            let Some(last) = plan.last.filter(|_| plan.state == PlanState::Idle) else { continue };
            match last.outcome {
                AttemptOutcome::Done if view.files == self.exports => return Ok(took),
                AttemptOutcome::Done | AttemptOutcome::Running => {}
                outcome @ (AttemptOutcome::Failed
                | AttemptOutcome::Cancelled
                | AttemptOutcome::Interrupted
                | AttemptOutcome::Missed
                | AttemptOutcome::Skipped) => return Err(format!("{outcome:?}: {:?}", last.failure).into()),
            }
        }
    }

    /// Until the file is in the bucket as well.
    async fn export_and_copy(&mut self) -> Result<Duration, Trouble> {
        let began = Instant::now();
        self.export().await?;
        loop {
            let state = self.companion.bucket().await.map_err(said)?.state.ok_or("there is no bucket")?;
            if state.stored >= self.exports {
                return Ok(began.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

fn said(failure: Failure) -> Trouble {
    format!("{} {}", failure.message, failure.details.unwrap_or_default()).into()
}
