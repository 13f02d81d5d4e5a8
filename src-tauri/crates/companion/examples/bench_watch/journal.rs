//! What the bench does at the simulator's control door, and the journal of what the domain asked.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Trouble;
use crate::simulator::Simulator;

impl Simulator {
    /// Starts launches that go on only when told, and answers (project, launch) of each.
    pub(crate) async fn launch_everywhere(
        &self,
        projects: usize,
        each: usize,
    ) -> Result<Vec<(i64, i64)>, Trouble> {
        let mut launches = Vec::new();
        for number in 0..projects {
            let made = self.post("projects", &json!({"name": format!("Bench {number}"), "jobs": 2})).await?;
            let project = made["id"].as_i64().ok_or("no project")?;
            let plan = json!({"tests": 400, "hold": true});
            let made =
                self.post("launches", &json!({"project_id": project, "count": each, "plan": plan})).await?;
            let ids = made["ids"].as_array().ok_or("no launches")?;
            launches.extend(ids.iter().filter_map(Value::as_i64).map(|launch| (project, launch)));
        }
        Ok(launches)
    }

    /// Lets one more result arrive; answers when it had.
    pub(crate) async fn advance(&self, launch: i64) -> Result<Instant, Trouble> {
        self.post(&format!("launches/{launch}/advance"), &json!({"results": 1})).await?;
        Ok(Instant::now())
    }

    pub(crate) async fn journal_end(&self) -> Result<i64, Trouble> {
        Ok(self.get("journal").await?["next"].as_i64().ok_or("no journal")?)
    }

    pub(crate) async fn journal_since(&self, from: i64) -> Result<Journal, Trouble> {
        let journal = self.get(&format!("journal?since={from}")).await?;
        let entries = journal["entries"].as_array().ok_or("no journal")?.clone();
        Ok(Journal { entries, clock: self.clock })
    }
}

pub(crate) struct Journal {
    entries: Vec<Value>,
    clock: (f64, Instant),
}

impl Journal {
    pub(crate) fn requests(&self) -> usize {
        self.entries.len()
    }

    /// Every list of a project's launches, with the instant at which it was asked.
    pub(crate) fn lists(&self) -> Vec<(i64, Instant)> {
        self.entries.iter().filter_map(|entry| self.list(entry)).collect()
    }

    fn list(&self, entry: &Value) -> Option<(i64, Instant)> {
        if !entry["path"].as_str()?.ends_with("/launch") || entry["method"] != "GET" {
            return None;
        }
        let query = entry["query"].as_str()?;
        let project = query.split('&').find_map(|part| part.strip_prefix("projectId="))?.parse().ok()?;
        let later = Duration::from_secs_f64(((entry["at"].as_f64()? - self.clock.0) / 1000.0).max(0.0));
        Some((project, self.clock.1 + later))
    }
}
