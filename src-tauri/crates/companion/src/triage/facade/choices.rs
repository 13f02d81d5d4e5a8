use std::collections::HashSet;

use testops::{Defect, ErrorKind, PageRequest};

use crate::Companion;
use crate::core::session::Session;
use crate::texts::{Trouble, Undecided};
use crate::triage::RuleFault;
use crate::triage::doing::rule_of;
use crate::triage::reading::{At, if_there};
use crate::triage::rule;
use crate::triage::undo::is_final;
use crate::view::{
    DecisionKind, DecisionRight, DecisionRights, DefectChoice, Failure, IssueTracker, PersonChoice, Rule,
    RuleTrial, RuledResult,
};

/// So many defects are offered, and so many matches named.
const SHOWN: u32 = 50;

impl Companion {
    /// What can be decided about the results of a run, asked of the server anew.
    pub async fn decision_rights(&self, run_id: i64) -> Result<DecisionRights, Failure> {
        let (session, at) = self.launch_of(run_id).await?;
        let inner = &self.inner;
        let barred = inner.barred(&session, at).await?;
        let texts = inner.texts();
        let decisions = DecisionKind::ALL.map(|kind| DecisionRight {
            kind,
            not_undoable: is_final(kind).map(|why| texts.is_final(why).to_owned()),
        });
        Ok(DecisionRights {
            why_not: barred.as_ref().map(|why| texts.undecided(why)),
            closed: barred == Some(Undecided::LaunchClosed),
            decisions: decisions.to_vec(),
        })
    }

    /// Which failures of the run a rule would meet, before it is saved.
    pub async fn try_rule(&self, run_id: i64, rule: Rule) -> Result<RuleTrial, Failure> {
        let (session, at) = self.launch_of(run_id).await?;
        let inner = &self.inner;
        if let Some(fault) = rule::fault(&rule) {
            return Ok(RuleTrial::Fault { why: inner.texts().rule_fault(&fault) });
        }
        let asked =
            session.client.match_rule(at.launch_id, &rule_of("", &rule), PageRequest::first(SHOWN)).await;
        let page = match asked {
            Ok(page) => page,
            Err(error) if matches!(error.kind(), ErrorKind::Rejected { .. } | ErrorKind::Conflict { .. }) => {
                let words = error.server_message().unwrap_or_default().to_owned();
                let expression = format!("{} {}", rule.message_regex.trim(), rule.trace_regex.trim());
                let fault = RuleFault::NoExpression { expression: expression.trim().to_owned(), why: words };
                return Ok(RuleTrial::Fault { why: inner.texts().rule_fault(&fault) });
            }
            Err(error) => return Err(inner.asked(&session, &error)),
        };
        let total = page.total.unwrap_or(page.items.len() as u64);
        let results = page.items.into_iter().map(|found| RuledResult {
            result_id: found.id,
            name: found.name,
            message: found.message,
        });
        Ok(RuleTrial::Matches { total, results: results.collect() })
    }

    /// Defects to link a result with: what the server thinks likely first, then the open ones of the project.
    pub async fn defect_choices(
        &self,
        run_id: i64,
        result_id: i64,
        text: String,
    ) -> Result<Vec<DefectChoice>, Failure> {
        let (session, at) = self.launch_of(run_id).await?;
        let asked = |error: testops::Error| self.inner.asked(&session, &error);
        let text = text.trim().to_lowercase();
        let likely = if_there(session.client.defect_candidates(result_id).await).map_err(asked)?;
        let likely = likely.unwrap_or_default().into_iter();
        let likely: Vec<Defect> =
            likely.filter(|defect| defect.name.to_lowercase().contains(&text)).collect();
        let wanted = (!text.is_empty()).then_some(text.as_str());
        let page = session.client.defects(at.project_id, wanted, PageRequest::first(SHOWN)).await;
        let open = page.map_err(asked)?.items.into_iter().filter(|defect| !defect.closed);
        let first: HashSet<i64> = likely.iter().map(|defect| defect.id).collect();
        let rest: Vec<Defect> = open.filter(|defect| !first.contains(&defect.id)).collect();
        let likely = likely.into_iter().map(|defect| choice(defect, true));
        Ok(likely.chain(rest.into_iter().map(|defect| choice(defect, false))).collect())
    }

    /// People whose names hold the text.
    pub async fn people(&self, text: String) -> Result<Vec<PersonChoice>, Failure> {
        let session = self.inner.session()?;
        let people = session.client.suggest_people(text.trim()).await;
        let people = people.map_err(|error| self.inner.asked(&session, &error))?;
        let choice = |person: testops::Person| {
            let name = format!("{} {}", person.first_name, person.last_name);
            PersonChoice { name: name.trim().to_owned(), username: person.username }
        };
        Ok(people.into_iter().map(choice).collect())
    }

    /// The issue trackers that the run's project is linked with.
    pub async fn issue_trackers(&self, run_id: i64) -> Result<Vec<IssueTracker>, Failure> {
        let (session, at) = self.launch_of(run_id).await?;
        let all = session.client.integrations(at.project_id).await;
        let all = all.map_err(|error| self.inner.asked(&session, &error))?;
        let trackers = all.into_iter().filter(testops::Integration::has_issues);
        Ok(trackers.map(|one| IssueTracker { id: one.id, name: one.name }).collect())
    }

    pub(super) async fn launch_of(&self, run_id: i64) -> Result<(Session, At), Failure> {
        let session = self.inner.session()?;
        let row = self.row(run_id).await?;
        let launch_id = row.launch_id.ok_or_else(|| self.inner.trouble(Trouble::NotFound))?;
        Ok((session, At { project_id: row.project_id, launch_id }))
    }
}

fn choice(defect: Defect, likely: bool) -> DefectChoice {
    DefectChoice {
        id: defect.id,
        name: defect.name,
        closed: defect.closed,
        likely,
        issue: defect.issue.map(|issue| issue.name),
    }
}
