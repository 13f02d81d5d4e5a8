use std::collections::{BTreeMap, HashMap, HashSet};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::{Deserialize, Serialize};
use store::{Alongside, NewCommand};
use testops::{ErrorKind, Permission, Sent};
use tokio::sync::oneshot;

use super::act::{self, States};
use super::carry_out::{Asked, ask, copies, named, settled};
use super::state::{State, states, weight};
use crate::Companion;
use crate::companion::{Inner, SPOKEN};
use crate::core::session::Session;
use crate::runs::Message;
use crate::texts::{LaunchRefusal, Trouble, Unaffected};
use crate::view::{
    Effect, Failure, LaunchAct, LaunchActItem, LaunchActOutcome, LaunchActPlan, LaunchActRequest,
    PlannedLaunch,
};

/// So many launches are weighed at the same time.
const AT_ONCE: usize = 6;

/// What is stored with a key: how the launches were, and what came of it once that is known.
#[derive(Serialize, Deserialize)]
struct Kept {
    before: BTreeMap<i64, State>,
    known: BTreeMap<String, Vec<i64>>,
    outcome: Option<LaunchActOutcome>,
}

impl Companion {
    /// What an act would do; changes nothing.
    pub async fn plan_launch_act(&self, request: LaunchActRequest) -> Result<LaunchActPlan, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let ids = once(&request.launch_ids);
        let (states, refused) = inner.look_at(&session, &request, &ids).await?;
        let asked = |error| inner.asked(&session, &error);
        let client = &session.client;
        let weigh = |id: i64| {
            let there = states.contains_key(&id);
            async move {
                let weight = if there { weight(client, id).await? } else { (0, 0) };
                Ok((id, weight))
            }
        };
        let weights: testops::Result<HashMap<i64, (u32, u32)>> =
            stream::iter(ids.iter().copied().map(weigh)).buffered(AT_ONCE).try_collect().await;
        let weights = weights.map_err(asked)?;
        let runs = inner.store.runs().followed(session.connection.id, &ids).await;
        let runs: HashMap<i64, i64> = runs.map_err(|error| inner.stored(&error))?.into_iter().collect();
        let launches: Vec<PlannedLaunch> = ids
            .iter()
            .map(|id| {
                let state = states.get(id);
                let (results, jobs_running) = weights.get(id).copied().unwrap_or_default();
                PlannedLaunch {
                    launch_id: *id,
                    name: state.map_or_else(String::new, |state| state.name.clone()),
                    closed: state.is_some_and(|state| state.closed),
                    results,
                    jobs_running,
                    run_id: runs.get(id).copied(),
                    gone: state.is_none(),
                    already_so: state.is_some_and(|state| act::already_so(&request.act, state)),
                }
            })
            .collect();
        let changing = || launches.iter().filter(|launch| !launch.gone && !launch.already_so);
        let texts = inner.texts();
        Ok(LaunchActPlan {
            results: changing().map(|launch| launch.results).fold(0, u32::saturating_add),
            changes: u32::try_from(changing().count()).unwrap_or(u32::MAX),
            not_undoable: texts.launch_act_is_final(&request.act).map(str::to_owned),
            refused: refused.map(|why| texts.launch_refusal(why).to_owned()),
            launches,
        })
    }

    /// Does it, once for each key, and answers what came of it for each launch as it was read back. The same key asked again
    /// answers the same; where it was interrupted it is read back, and nothing is asked anew.
    pub async fn act_on_launches(
        &self,
        key: String,
        request: LaunchActRequest,
    ) -> Result<LaunchActOutcome, Failure> {
        let (reply, answer) = oneshot::channel();
        let (inner, language) = (self.inner.clone(), self.inner.language());
        // A page that goes away does not stop half-way what it asked for.
        self.inner.spawn(SPOKEN.scope(language, async move {
            // Whoever asked may have gone.
            drop(reply.send(inner.act_on(&key, &request).await));
        }));
        answer.await.map_err(|_| self.inner.trouble(Trouble::Internal))?
    }
}

/// In their order, each once.
fn once(ids: &[i64]) -> Vec<i64> {
    let mut seen = HashSet::new();
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}

impl Inner {
    /// How the launches are, and why nothing can be done with them.
    async fn look_at(
        &self,
        session: &Session,
        request: &LaunchActRequest,
        ids: &[i64],
    ) -> Result<(States, Option<LaunchRefusal>), Failure> {
        let mut looked_at = ids.to_vec();
        if let LaunchAct::Merge { into } = request.act {
            looked_at.push(into);
        }
        let asked = |error: &testops::Error| self.asked(session, error);
        let states =
            states(&session.client, request.project_id, &looked_at).await.map_err(|error| asked(&error))?;
        let may = match session.client.permissions(request.project_id).await {
            Ok(rights) => rights.contains(&Permission::Write),
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => false,
            Err(error) => return Err(asked(&error)),
        };
        let refused =
            if may { act::refusal(&request.act, ids, &states) } else { Some(LaunchRefusal::NoRights) };
        Ok((states, refused))
    }

    async fn act_on(&self, key: &str, request: &LaunchActRequest) -> Result<LaunchActOutcome, Failure> {
        let session = self.session()?;
        let _one_at_a_time = self.housekeeping.lock().await;
        let ids = once(&request.launch_ids);
        if let Some(kept) = self.kept_act(key).await? {
            return match kept.outcome {
                Some(outcome) => Ok(outcome),
                None => self.learn_act(&session, key, request, &ids, kept).await,
            };
        }
        let (before, refused) = self.look_at(&session, request, &ids).await?;
        if let Some(why) = refused {
            return Ok(LaunchActOutcome::Refused { why: self.texts().launch_refusal(why).to_owned() });
        }
        let asked = |error| self.asked(&session, &error);
        let names = copy_names(request, &ids, &before).into_iter().map(|(_, name)| name).collect();
        let known = named(&session.client, request.project_id, &names).await.map_err(asked)?;
        let kept = Kept { before, known, outcome: None };
        let command = NewCommand {
            key: key.to_owned(),
            kind: "launch_act".to_owned(),
            subject: None,
            reply: Some(self.as_text(&kept)?),
            at: self.now().timestamp_millis(),
        };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        self.store.deliveries().owe(&alongside).await.map_err(|error| self.stored(&error))?;
        let asked = ask(&session.client, &request.act, &ids, &kept.before).await;
        let outcome =
            self.read_acts_back(&session, request, &ids, &kept, &asked, Unaffected::Unchanged).await?;
        if asked.sent.is_empty() && asked.error.as_ref().is_some_and(|error| error.sent() == Sent::No) {
            // Nothing was done: the key may act again.
            self.store.commands().forget(key).await.map_err(|error| self.stored(&error))?;
            return Ok(outcome);
        }
        self.conclude_act(&session, (key, request), kept, outcome).await
    }

    async fn kept_act(&self, key: &str) -> Result<Option<Kept>, Failure> {
        let command = self.store.commands().get(key).await.map_err(|error| self.stored(&error))?;
        let Some(command) = command.filter(|command| command.kind == "launch_act") else { return Ok(None) };
        let kept = command.reply.and_then(|reply| serde_json::from_str(&reply).ok());
        kept.map(Some).ok_or_else(|| self.trouble(Trouble::Storage))
    }

    /// What came of an act that was interrupted; nothing is asked anew.
    async fn learn_act(
        &self,
        session: &Session,
        key: &str,
        request: &LaunchActRequest,
        ids: &[i64],
        kept: Kept,
    ) -> Result<LaunchActOutcome, Failure> {
        let asked = Asked { sent: kept.before.keys().copied().collect(), error: None };
        let outcome =
            self.read_acts_back(session, request, ids, &kept, &asked, Unaffected::Interrupted).await?;
        self.conclude_act(session, (key, request), kept, outcome).await
    }

    async fn conclude_act(
        &self,
        session: &Session,
        (key, request): (&str, &LaunchActRequest),
        kept: Kept,
        outcome: LaunchActOutcome,
    ) -> Result<LaunchActOutcome, Failure> {
        self.tell_reopened(session, &request.act, &outcome).await?;
        let kept = self.as_text(&Kept { outcome: Some(outcome.clone()), ..kept })?;
        self.store.commands().answer(key, &kept).await.map_err(|error| self.stored(&error))?;
        Ok(outcome)
    }

    /// A run that is over is not looked at any more: that its launch is open again it hears from here.
    async fn tell_reopened(
        &self,
        session: &Session,
        act: &LaunchAct,
        outcome: &LaunchActOutcome,
    ) -> Result<(), Failure> {
        let (LaunchAct::Reopen, LaunchActOutcome::Done { items, .. }) = (act, outcome) else { return Ok(()) };
        let open = items.iter().filter(|item| matches!(item.effect, Effect::Took | Effect::AlreadySo));
        let open: Vec<i64> = open.map(|item| item.launch_id).collect();
        let runs = self.store.runs().followed(session.connection.id, &open).await;
        for (_, run_id) in runs.map_err(|error| self.stored(&error))? {
            self.ask_runs(|reply| Message::Reopened { run_id, reply }).await?;
        }
        Ok(())
    }

    async fn read_acts_back(
        &self,
        session: &Session,
        request: &LaunchActRequest,
        ids: &[i64],
        kept: &Kept,
        asked: &Asked,
        unchanged: Unaffected,
    ) -> Result<LaunchActOutcome, Failure> {
        let failed = |error| self.asked(session, &error);
        let (client, clock, before) = (&session.client, &*self.ports.clock, &kept.before);
        let wanted = copy_names(request, ids, before);
        let (after, copies) = if wanted.is_empty() {
            let after = settled(client, clock, request.project_id, &request.act, ids, before, &asked.sent);
            (after.await.map_err(failed)?, BTreeMap::new())
        } else {
            let wanted: Vec<_> = wanted.into_iter().filter(|(id, _)| asked.sent.contains(id)).collect();
            let copies =
                copies(client, clock, request.project_id, &wanted, &kept.known).await.map_err(failed)?;
            (before.clone(), copies)
        };
        let texts = self.texts();
        let item = |id: &i64| {
            let sent = asked.sent.contains(id);
            let copy_id = copies.get(id).copied();
            let (effect, why) = match copy_id {
                Some(_) => (Effect::Took, None),
                None => act::effect(&request.act, before.get(id), after.get(id), sent),
            };
            let why = why.map(|why| if why == Unaffected::Unchanged { unchanged } else { why });
            LaunchActItem {
                launch_id: *id,
                name: before.get(id).map_or_else(String::new, |state| state.name.clone()),
                effect,
                why: why.map(|why| texts.unaffected(why).to_owned()),
                copy_id,
            }
        };
        Ok(LaunchActOutcome::Done {
            items: ids.iter().map(item).collect(),
            problem: asked.error.as_ref().map(|error| self.asked(session, error).message),
        })
    }

    fn as_text(&self, value: &impl Serialize) -> Result<String, Failure> {
        serde_json::to_string(value).map_err(|_| self.trouble(Trouble::Internal))
    }
}

/// The names of the copies that are asked for, by the launches that they are made from.
fn copy_names(request: &LaunchActRequest, ids: &[i64], states: &States) -> Vec<(i64, String)> {
    let LaunchAct::Copy { suffix } = &request.act else { return Vec::new() };
    let name = |id: &i64| Some((*id, act::copy_name(&states.get(id)?.name, suffix)));
    ids.iter().filter_map(name).collect()
}
