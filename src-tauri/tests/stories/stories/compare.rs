//! Today's export against yesterday's: the notification sums it up, and the page shows it cell by cell.

use serde_json::{Value, json};

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let (project, _) = exporting::project(world).await?;
    exporting::make(world, &window, &Plan { name: "Compared", ..Plan::default() }).await?;
    exporting::choose(&window, "Compared", "Pause").await?;
    let first = exporting::run(world, &window).await?;
    let rows = exporting::whole(&first[0])?.1.len();

    let changed = json!({"project_id": project, "appear": 12, "vanish": 3, "change": 40});
    let changed = world.server.post("cases", &changed).await?;
    world.let_pass(24 * 3600)?;
    let second = exporting::run(world, &window).await?;
    let now = exporting::whole(&second[second.len() - 1])?.1.len();
    ensure!(now == rows + 12 - 3, "{rows} rows became {now}");
    let told = world.notifications.wait_for("+12 −3 ~40").await?;
    ensure!(told.title.contains("Compared"), "the notification is {told:?}");

    exporting::choose(&window, "Compared", "Compare with the previous").await?;
    window.sees("+12").await?;
    window.sees("−3").await?;
    window.sees("~40").await?;
    window.click("tab", "Vanished").await?;
    let vanished = &changed["vanished"];
    for id in vanished.as_array().into_iter().flatten().filter_map(Value::as_i64) {
        window.sees(&id.to_string()).await?;
    }
    window.click("tab", "Appeared").await?;
    let appeared = changed["appeared"][0].as_i64().ok_or("nothing appeared")?;
    window.sees(&appeared.to_string()).await
}
