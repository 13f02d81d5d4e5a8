//! The bot goes over from one agent to another, and nobody hears of it.

use std::time::Duration;

use telegram_kit::{Bot, Failure, Kit, Person, Trouble, Want};
use tokio::sync::mpsc::error::TryRecvError;

use crate::program::{Agent, Machine};
use crate::replicas::{Cluster, until_leads, until_stands_by};
use crate::webhook::Service;
use crate::world::{section, telegram};

struct Stage {
    cluster: Cluster,
    service: Service,
    kit: Kit,
    bot: Bot,
    anna: Person,
}

impl Stage {
    async fn start() -> Result<Option<Self>, Failure> {
        let Some(cluster) = Cluster::start().await else { return Ok(None) };
        let (kit, bot) = telegram().await?;
        let anna = kit.person("Anna").await?;
        Ok(Some(Self { cluster, service: Service::start().await, kit, bot, anna }))
    }

    fn machine(&self) -> Machine {
        let mut machine = self.cluster.machine("");
        let token = machine.write("bot-token", self.bot.token());
        machine.configure(&section(&self.kit, &token.display().to_string(), &[self.anna.id()]));
        self.service.configure(&mut machine);
        machine
    }

    /// An answer that Telegram was not told of before a kill is given again.
    async fn until_confirmed(&self) -> Result<(), Failure> {
        while self.bot.state().await?.pending > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Whatever was said has one answer.
    async fn are_answered_once(&self, said: usize) -> Result<(), Failure> {
        let messages = self.anna.messages().await?;
        let texts: Vec<_> = messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts.len(), said * 2, "{texts:#?}");
        Ok(())
    }
}

/// On the way there it never waits, which is how a conflict is shown where it is trouble.
async fn until_polling(agent: &Agent) {
    let state = agent.until("a bot", |state| {
        let bot = state["bot"]["state"].as_str().unwrap_or_default();
        assert!(["starting", "polling"].contains(&bot), "{state}");
        bot == "polling" && state["bot"]["last_poll_at"].is_string()
    });
    assert_eq!(state.await["notices"], 0);
}

/// Whoever takes over says nothing that has to be looked at.
fn says_no_trouble(agent: &mut Agent) {
    let said = agent.said();
    let worse = |line: &&String| line.contains("\"WARN\"") || line.contains("\"ERROR\"");
    assert_eq!(said.iter().find(worse), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_of_a_handover_is_told_to_nobody() -> Result<(), Failure> {
    let Some(mut stage) = Stage::start().await? else { return Ok(()) };
    let machines = [stage.machine(), stage.machine()];
    let one = stage.cluster.run(&machines[0]);
    until_leads(&one).await;
    let mut two = stage.cluster.run(&machines[1]);
    until_stands_by(&two).await;
    stage.bot.ready().await?;
    until_polling(&one).await;
    stage.anna.send("/start").await?;
    stage.anna.expect("/launch").await?;
    stage.until_confirmed().await?;

    // What the one that stands still has in its hands, whoever takes over is sent too.
    one.signal("STOP");
    stage.anna.send("/launch").await?;
    stage.kit.trouble(Trouble::conflict().times(3)).await?;
    until_leads(&two).await;
    stage.anna.expect("Choose a project").await?;
    until_polling(&two).await;
    one.signal("CONT");
    until_stands_by(&one).await;
    stage.anna.send("/start").await?;
    stage.anna.expect(Want::containing("/launch")).await?;
    stage.are_answered_once(3).await?;
    says_no_trouble(&mut two);

    stage.until_confirmed().await?;
    two.kill();
    stage.anna.send("/launch").await?;
    until_leads(&one).await;
    stage.anna.expect("Choose a project").await?;
    until_polling(&one).await;
    stage.are_answered_once(4).await?;
    assert_eq!(stage.service.sent.try_recv().err(), Some(TryRecvError::Empty), "nobody is told anything");

    // Somebody else's program is told as ever, once the handover is long over.
    stage.kit.trouble(Trouble::conflict()).await?;
    one.until("trouble", |state| state["bot"]["state"] == "waiting").await;
    one.end();
    Ok(())
}
