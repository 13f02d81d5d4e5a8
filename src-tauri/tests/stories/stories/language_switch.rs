//! A change of the language changes every word on screen, also of what was said before: the inbox and the schedules.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "№ 1";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    acts::hold_next(world, 4, 1).await?;
    let launch = acts::launch(world, &window, &job, NAME).await?;
    acts::finish(world, launch).await?;
    world.notifications.wait_for(NAME).await?;
    window.click("link", "Settings").await?;
    window.choose("Language", "Русский").await?;
    window.sees("Настройки").await?;
    for (place, sees) in [("Прогоны", "История"), ("Экспорт", "Планы"), ("Запуск", "Поиск проектов")]
    {
        window.click("link", place).await?;
        window.sees(sees).await?;
        let text = window.text().await?;
        let english = ["Launch", "Settings", "Runs", "Inbox", "Failed", "Search"];
        let strays = english.into_iter().filter(|word| text.contains(word)).collect::<Vec<_>>();
        ensure!(strays.is_empty(), "English words under {place}: {strays:?} in {text}");
    }
    Ok(())
}
