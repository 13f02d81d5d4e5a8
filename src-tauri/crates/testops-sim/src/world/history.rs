//! The past: every job was run about once a day before the server started.

use super::World;
use super::launching::Order;
use super::plan::Plan;
use super::words::PEOPLE;
use crate::dice::Dice;

const DAY: i64 = 86_400_000;

/// Writes the launches of so many days before `until` (epoch ms).
pub(crate) fn write(world: &mut World, until: i64, days: u16) {
    let mut past = Vec::new();
    for job in world.jobs.values() {
        for nth in 0..i64::from(days) {
            let mut dice = Dice::new(&[world.seed, 0x4157, job.id as u64, nth as u64]);
            past.push((until - nth * DAY - dice.between(1_800_000, DAY), job.id, dice.below(6) as usize));
        }
    }
    past.sort_unstable();
    for (created, job, person) in past {
        let Some(job) = world.jobs.get(&job).cloned() else { continue };
        let by = PEOPLE[person].0.to_owned();
        let tag = if by == "ci-bot" { "nightly" } else { "regress" };
        let tags = vec![(world.tag(tag), tag.to_owned())];
        let order = Order {
            name: format!("{} #{}", job.name, (created / DAY) % 1000),
            created_by: by,
            created,
            tags,
            ..Order::default()
        };
        let plan = Plan { start_failed: start_failure(created), ..Plan::default() };
        world.launch_job(&job, &plan, order);
    }
}

/// One launch in eighty or so never reached its CI server.
fn start_failure(created: i64) -> Option<String> {
    let message = "Unable to start the build: 503 Service Unavailable, no agents are online";
    (created % 83 == 0).then(|| message.to_owned())
}
