//! One seed, from the first start to the checks at its end.

use std::sync::Arc;
use std::time::Duration;

use companion::Companion;
use companion::bot::Who;
use companion::view::{BotDraft, BotRole, BotRoute, BotSaved, ConnectionDraft, ConnectionSaved};
use tokio::task::LocalSet;

use crate::calm;
use crate::door;
use crate::life::{self, End, Life};
use crate::model::Figure;
use crate::pace;
use crate::report::Told;
use crate::secrets::{self, Log};
use crate::step::Timed;
use crate::world::{Failed, World};

pub(crate) fn tell(seed: u64, steps: &[Timed], log: &Log) -> Result<Told, Failed> {
    let pace = Arc::default();
    let world = {
        let runtime = pace::runtime(&pace)?;
        let world = Arc::new(runtime.block_on(World::new(seed))?);
        pace::end(runtime);
        world
    };
    pace::rule(&world.pace, world.doubts.clone());
    in_a_life(&world, set_up(&world))?;
    let mut at = 0;
    while at < steps.len() {
        match in_a_life(&world, life::live(&world, steps, &mut at))? {
            End::Off(length) => world.clock.sleep(length),
            End::Over => {}
        }
    }
    in_a_life(&world, calm::settle(&world))?;
    secrets::kept(&world, log);
    let model = world.model();
    Ok(Told {
        steps: steps.len(),
        faults: model.faults.iter().cloned().collect(),
        asked: model.asked(),
        lines: world.history.lines(),
        hash: world.history.hash(),
    })
}

/// A runtime of its own: where it ends, everything in it is as after a kill.
fn in_a_life<T>(world: &Arc<World>, life: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    let runtime = pace::runtime(&world.pace)?;
    let local = LocalSet::new();
    let lived = local.block_on(&runtime, life);
    {
        let _inside = runtime.enter();
        drop(local);
    }
    pace::end(runtime);
    lived
}

/// Connects the program and its bot, in fair weather.
async fn set_up(world: &Arc<World>) -> Result<(), Failed> {
    world.clock.begin();
    world.serve()?;
    let life = Life::begin(world);
    let companion = life.companion().await;
    let draft = ConnectionDraft {
        url: world.testops.url.clone(),
        token: Some(world.testops.simulator.token()),
        proxy: world.testops.proxy.as_ref().map(|proxy| proxy.url.clone()),
        proxy_password: world.testops.proxy.as_ref().map(|proxy| proxy.password.clone()),
        ..ConnectionDraft::default()
    };
    let saved = companion.save_connection(draft).await.map_err(door::failed)?;
    if let ConnectionSaved::Refused { faults } = saved {
        return Err(format!("the connection is refused: {faults:?}").into());
    }
    let (url, password) =
        world.telegram.proxy.as_ref().map(|proxy| (proxy.url.clone(), proxy.password.clone())).unzip();
    let route = BotRoute { base_url: Some(world.telegram.url.clone()), proxy: url };
    let token = Some(world.telegram.bot.token().to_owned());
    let draft = BotDraft { token, route, proxy_password: password };
    if let BotSaved::Refused { faults } = companion.bot_save_settings(draft).await.map_err(door::failed)? {
        return Err(format!("the bot is refused: {faults:?}").into());
    }
    companion.switch_bot(true).await.map_err(door::failed)?;
    people(world, &companion).await?;
    companion.shutdown().await;
    world.clock.end();
    Ok(())
}

async fn people(world: &World, companion: &Companion) -> Result<(), Failed> {
    let claim = companion.bot_new_owner_code();
    world.telegram.people[0].send(format!("/start {}", claim.code)).await?;
    for person in &world.telegram.people[1..] {
        companion.bot_allow(None, &Who::Id(person.id()), BotRole::User).await.map_err(door::failed)?;
        person.send("/start").await?;
    }
    for _ in 0..30 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let people = companion.bot_people().await.map_err(door::failed)?;
        if people.iter().any(|person| person.role == BotRole::Owner) {
            return Ok(());
        }
    }
    world.model().find(Figure::Stuck, "nobody could own the bot");
    Ok(())
}
