//! On a Russian desktop everything speaks Russian: window, tray, notification, failures.

use serde_json::json;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

const NAME: &str = "Ночной прогон";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = world.open(&[]).await?;
    window.click("button", "Подключиться к серверу TestOps").await?;
    window.fill("Адрес сервера", "http://127.0.0.1:9").await?;
    window.fill("API-токен", &world.server.token).await?;
    window.click("button", "Проверить подключение").await?;
    window.sees("Не удаётся связаться с 127.0.0.1").await?;
    window.fill("Адрес сервера", &world.server.url).await?;
    window.click("button", "Проверить подключение").await?;
    window.click("button", "Сохранить и продолжить").await?;
    window.click("button", "Пропустить").await?;

    let job = acts::a_job(world).await?;
    let plan = json!({"tests": 25, "failed": 2, "broken": 0, "skipped": 1, "queue_ms": 0, "hold": true});
    world.server.script(&plan).await?;
    acts::open_project(&window, &job).await?;
    window.click("link", &job.name).await?;
    window.fill("Название запуска", NAME).await?;
    window.click("button", "Запустить").await?;
    acts::on_run_page(&window).await?;
    let launch = acts::launch_on_server(world, NAME).await?;
    let tray = world.tray.as_ref().ok_or("this desktop has no tray")?;
    tray.says("Идёт").await?;

    acts::finish(world, launch).await?;
    let told = world.notifications.wait_for(NAME).await?;
    ensure!(told.title == format!("Упал: {NAME}"), "the title says {}", told.title);
    ensure!(told.body.contains("22 прошли, 2 упали, 1 пропущен"), "the notification says {}", told.body);
    window.sees("Ход прогона").await?;
    let english = ["Launch", "Settings", "Runs", "Inbox"];
    let text = window.text().await?;
    let strays = english.into_iter().filter(|word| text.contains(word)).collect::<Vec<_>>();
    ensure!(strays.is_empty(), "English words in the Russian window: {strays:?}");
    let language = window.run("return document.documentElement.lang").await?;
    ensure!(language == "ru", "the page says that it is in {language}");
    Ok(())
}
