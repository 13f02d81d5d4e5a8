//! An unmodified teloxide bot: commands, keyboards, edits, answers, graceful end.

use telegram_kit::{Failure, Kit, Person, Want};
use teloxide::dispatching::ShutdownToken;
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ParseMode};

type Trouble = Box<dyn std::error::Error + Send + Sync>;

async fn on_message(bot: Bot, message: Message) -> Result<(), Trouble> {
    let chat = message.chat.id;
    match message.text() {
        Some("/start") => {
            let button = InlineKeyboardButton::callback("▶ Launch", "launch:7");
            let keyboard = InlineKeyboardMarkup::new([[button]]);
            bot.send_message(chat, "<b>Hello</b> &amp; welcome")
                .parse_mode(ParseMode::Html)
                .reply_markup(keyboard)
                .await?;
        }
        Some("/file") => {
            let file = InputFile::memory(b"a,b\n1,2\n".as_slice()).file_name("table.csv");
            bot.send_document(chat, file).caption("The table").await?;
        }
        Some(text) => drop(bot.send_message(chat, text).await?),
        None => {}
    }
    Ok(())
}

async fn on_press(bot: Bot, query: CallbackQuery) -> Result<(), Trouble> {
    bot.answer_callback_query(query.id.clone()).text("Launched").await?;
    if let Some(message) = query.message {
        let text = format!("You pressed {}", query.data.unwrap_or_default());
        bot.edit_message_text(message.chat().id, message.id(), text).await?;
    }
    Ok(())
}

async fn start(kit: &Kit) -> Result<(ShutdownToken, tokio::task::JoinHandle<()>), Failure> {
    let bot = kit.bot("Echo").await?;
    let client = Bot::new(bot.token()).set_api_url(kit.url().parse().expect("an address"));
    let tree = dptree::entry()
        .branch(Update::filter_message().endpoint(on_message))
        .branch(Update::filter_callback_query().endpoint(on_press));
    let mut dispatcher = Dispatcher::builder(client, tree).build();
    let token = dispatcher.shutdown_token();
    #[expect(clippy::disallowed_methods, reason = "a test keeps its own tasks")]
    let running = tokio::spawn(async move { dispatcher.dispatch().await });
    bot.ready().await?;
    Ok((token, running))
}

/// What Anna does, whichever server stands between her and the bot.
async fn story(kit: &Kit) -> Result<Person, Failure> {
    let anna = kit.person("Anna").await?;
    anna.send("/start").await?;
    let hello = anna.expect(Want::exactly("Hello & welcome").and(Want::button("▶ Launch"))).await?;
    assert_eq!(hello.html(), "<b>Hello</b> &amp; welcome");

    anna.press("▶ Launch").await?;
    anna.expect_answer("Launched").await?;
    let edited = anna.expect_edit("You pressed launch:7").await?;
    assert_eq!(edited.id, hello.id);
    assert!(edited.buttons.is_empty());

    anna.send("ping").await?;
    anna.expect("ping").await?;
    anna.silence().await?;
    Ok(anna)
}

#[tokio::test]
async fn a_teloxide_bot_runs_unmodified() -> Result<(), Failure> {
    let kit = Kit::start().await?;
    let (shutdown, running) = start(&kit).await?;
    let anna = story(&kit).await?;

    anna.send("/file").await?;
    let file = anna.expect(Want::document("table.csv")).await?;
    assert_eq!(file.text, "The table");
    assert_eq!(anna.download(&file).await?, b"a,b\n1,2\n");

    shutdown.shutdown().expect("it runs").await;
    running.await.expect("it ends");
    assert_eq!(kit.problems().await?.refused, Vec::<String>::new());
    kit.finish().await
}

#[cfg(feature = "live")]
#[tokio::test]
async fn the_same_story_is_told_on_telegrams_test_servers() -> Result<(), Failure> {
    use std::io::Write as _;
    use std::time::Duration;

    use telegram_kit::{LiveOptions, Manner};

    let options = match LiveOptions::from_env() {
        Ok(options) => options,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "SKIPPED Telegram's test servers: {why}");
            return Ok(());
        }
    };
    let patience = Duration::from_mins(1);
    let kit = Kit::live(options, Manner { patience, quiet: Duration::from_secs(2), strict: false });
    let (shutdown, running) = start(&kit).await?;
    story(&kit).await?;
    shutdown.shutdown().expect("it runs").await;
    running.await.expect("it ends");
    kit.finish().await
}
