//! teloxide reads strictly: every object that the server makes has to be what it expects.

use serde_json::{Value, json};
use telegram_kit::{Failure, Kit, Person};
use teloxide::prelude::*;
use teloxide::types::{
    BotCommand, BotCommandScope, ChatAction, FileId, InputFile, InputMedia, InputMediaPhoto, InputPollOption,
    ReplyParameters, UpdateKind,
};

use crate::stage::PNG;

struct Talk {
    kit: Kit,
    bot: Bot,
    known: telegram_kit::Bot,
    anna: Person,
    chat: ChatId,
}

async fn begun() -> Result<Talk, Failure> {
    let kit = Kit::start().await?;
    let known = kit.bot("Types").await?;
    let bot = Bot::new(known.token()).set_api_url(kit.url().parse().expect("an address"));
    let anna = kit.person("Anna").await?;
    anna.send("/start").await?;
    let chat = ChatId(anna.id());
    Ok(Talk { kit, bot, known, anna, chat })
}

#[tokio::test]
async fn every_answer_is_read() -> Result<(), Failure> {
    let Talk { kit, bot, known, anna, chat } = begun().await?;
    let read = "teloxide reads it";
    let me = bot.get_me().await.expect(read);
    assert_eq!(me.username(), "Types_bot");
    let first = bot.send_message(chat, "one /two https://a.b").await.expect(read);
    let reply =
        bot.send_message(chat, "re").reply_parameters(ReplyParameters::new(first.id)).await.expect(read);
    assert_eq!(reply.reply_to_message().map(|message| message.id), Some(first.id));
    let photo = bot.send_photo(chat, InputFile::memory(PNG)).await.expect(read);
    let size = &photo.photo().expect("a photo")[0];
    let file = bot.get_file(size.file.id.clone()).await.expect(read);
    assert_eq!(usize::try_from(file.size).ok(), Some(PNG.len()));
    let items = [PNG, PNG].map(|bytes| InputMedia::Photo(InputMediaPhoto::new(InputFile::memory(bytes))));
    assert_eq!(bot.send_media_group(chat, items).await.expect(read).len(), 2);
    bot.send_location(chat, 1.0, 2.0).await.expect(read);
    bot.send_venue(chat, 1.0, 2.0, "Pub", "Street 1").await.expect(read);
    bot.send_contact(chat, "+1", "Zoe").await.expect(read);
    bot.send_dice(chat).await.expect(read);
    bot.send_poll(chat, "Ok?", ["yes", "no"].map(InputPollOption::new)).await.expect(read);
    for (kind, name) in [("video", "v.mp4"), ("voice", "v.ogg"), ("audio", "a.mp3"), ("animation", "a.mp4")] {
        let upload = InputFile::memory(b"bytes".as_slice()).file_name(name);
        let sent = match kind {
            "video" => bot.send_video(chat, upload).await,
            "voice" => bot.send_voice(chat, upload).await,
            "audio" => bot.send_audio(chat, upload).await,
            _ => bot.send_animation(chat, upload).await,
        };
        sent.expect(read);
    }
    bot.send_chat_action(chat, ChatAction::Typing).await.expect(read);
    bot.forward_message(chat, chat, first.id).await.expect(read);
    bot.copy_message(chat, chat, first.id).await.expect(read);
    bot.edit_message_text(chat, first.id, "changed").await.expect(read);
    bot.pin_chat_message(chat, first.id).await.expect(read);
    bot.get_chat(chat).await.expect(read);
    bot.get_chat_member(chat, me.id).await.expect(read);
    bot.delete_message(chat, first.id).await.expect(read);
    bot.set_my_commands([BotCommand::new("/go", "Goes")])
        .scope(BotCommandScope::AllPrivateChats)
        .await
        .expect(read);
    assert_eq!(bot.get_my_commands().scope(BotCommandScope::AllPrivateChats).await.expect(read).len(), 1);
    bot.set_my_name().name("New").await.expect(read);
    bot.get_my_name().await.expect(read);
    bot.get_webhook_info().await.expect(read);
    bot.get_chat_menu_button().await.expect(read);
    let group = kit.group("QA", &[anna.id(), known.id()]).await?;
    let there = ChatId(group.id());
    bot.get_chat(there).await.expect(read);
    bot.get_chat_administrators(there).await.expect(read);
    group.promote(known.id()).await?;
    bot.get_chat_administrators(there).await.expect(read);
    bot.send_message(there, "hi").await.expect(read);
    let wrong = bot.get_file(FileId("nonsense".to_owned())).await.expect_err("refused");
    assert!(wrong.to_string().contains("invalid file_id") || wrong.to_string().contains("file"), "{wrong}");
    Ok(())
}

#[tokio::test]
async fn every_update_is_read() -> Result<(), Failure> {
    let Talk { kit, bot, known, anna, chat } = begun().await?;
    let boris = kit.person("Boris").await?;
    let keyboard = json!({"inline_keyboard": [[{"text": "b", "callback_data": "b"}]]});
    let body = json!({"chat_id": chat.0, "text": "menu", "reply_markup": keyboard});
    let client = reqwest::Client::new();
    let url = format!("{}/bot{}/sendMessage", kit.url(), known.token());
    let sent: Value = client.post(url).json(&body).send().await.expect("sent").json().await.expect("JSON");
    assert_eq!(sent["ok"], true);
    let menu = anna.expect("menu").await?;
    anna.press("b").await?;
    bot.delete_message(chat, teloxide::types::MessageId(i32::try_from(menu.id).expect("small")))
        .await
        .expect("gone");
    anna.press_on(&menu, "b").await?;
    let hers = anna.send("text with @somebody and #tag").await?;
    anna.edit(&hers, "edited").await?;
    anna.forward(&hers).await?;
    anna.reply(&hers, "an answer").await?;
    anna.send_photo(PNG, "photo").await?;
    anna.send_document("d.txt", b"d", "").await?;
    for kind in ["voice", "video", "audio", "animation", "video_note", "sticker"] {
        anna.send_file(kind, "f", b"bytes", "").await?;
    }
    anna.share_contact("+1").await?;
    anna.share_location(1.0, 2.0).await?;
    let group = kit.group("QA", &[anna.id(), known.id()]).await?;
    group.add(boris.id()).await?;
    anna.in_group(&group).send("/help").await?;
    group.promote(known.id()).await?;
    group.remove(boris.id()).await?;
    group.remove(known.id()).await?;
    anna.block().await?;
    anna.unblock().await?;
    let updates = bot.get_updates().limit(100).await.expect("teloxide reads the list");
    assert!(updates.len() >= 24, "{}", updates.len());
    for update in updates {
        let UpdateKind::Error(unread) = update.kind else { continue };
        panic!("teloxide cannot read {unread}");
    }
    Ok(())
}
