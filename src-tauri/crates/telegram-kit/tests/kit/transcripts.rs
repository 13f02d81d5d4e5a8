//! What was said, as text and as a page.

use serde_json::json;
use telegram_kit::Failure;

use crate::stage::{PNG, Stage};

async fn a_talk() -> Result<Stage, Failure> {
    let stage = Stage::new().await?;
    let (anna, wire, chat) = (&stage.anna, &stage.wire, stage.anna.id());
    anna.send("/start <script>alert(1)</script>").await?;
    let keyboard = json!({"inline_keyboard": [[{"text": "▶ Launch", "callback_data": "l"}]]});
    let token = stage.bot.token();
    let hello = format!("<b>Hi</b> &lt;{token}&gt;");
    let body = json!({"chat_id": chat, "text": hello, "parse_mode": "HTML", "reply_markup": keyboard});
    let sent = wire.done("sendMessage", body).await;
    let query = anna.press("▶ Launch").await?.query;
    wire.done(
        "answerCallbackQuery",
        json!({"callback_query_id": query, "text": "Started", "show_alert": true}),
    )
    .await;
    wire.done(
        "editMessageText",
        json!({"chat_id": chat, "message_id": sent["message_id"], "text": "Running"}),
    )
    .await;
    wire.upload("sendPhoto", &[("chat_id", &chat.to_string())], &[("photo", "p.png", PNG)]).await;
    wire.upload("sendDocument", &[("chat_id", &chat.to_string())], &[("document", "a.csv", b"1")]).await;
    wire.refused("sendMessage", json!({"chat_id": chat})).await;
    Ok(stage)
}

#[tokio::test]
async fn the_text_tells_everything_in_order() -> Result<(), Failure> {
    let stage = a_talk().await?;
    assert_eq!(
        stage.kit.transcript().await?,
        "== Anna and Helper\n\
         09:00:00  #1 Anna: /start <script>alert(1)</script>\n\
         09:00:00  #2 Helper: Hi <[token]>\n          [▶ Launch]\n\
         09:00:00  Anna presses [▶ Launch] under #2\n\
         09:00:00  Helper answers the press with an alert: Started\n\
         09:00:00  Helper changes #2: Running\n\
         09:00:00  #3 Helper: <photo> \n\
         09:00:00  #4 Helper: <document a.csv> \n\
         09:00:00  ! Helper is refused sendMessage: Bad Request: message text is empty\n"
    );
    Ok(())
}

#[tokio::test]
async fn the_page_escapes_what_people_write_and_needs_no_other_file() -> Result<(), Failure> {
    let stage = a_talk().await?;
    let page = stage.kit.page().await?;
    assert!(page.contains("/start &lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"));
    assert!(page.contains("src=\"data:image/png;base64,") && page.contains("<b>a.csv</b>"));
    assert!(page.contains("<p class=\"alert\">Started</p>") && page.contains("edited 09:00:00"));
    assert!(page.contains("<summary>1 earlier</summary>") && page.contains("<b>Hi</b>"));
    assert!(!page.contains("http://") && !page.contains("https://"));
    Ok(())
}

#[tokio::test]
async fn the_token_appears_nowhere() -> Result<(), Failure> {
    let stage = a_talk().await?;
    let secret = stage.bot.token().split_once(':').expect("two parts").1;
    let shown = [
        stage.kit.transcript().await?,
        stage.kit.page().await?,
        format!("{:?} {:?} {:?}", stage.kit, stage.bot, stage.anna),
        format!("{:?}", stage.kit.requests(0).await?),
    ];
    for text in shown {
        assert!(!text.contains(secret));
    }
    Ok(())
}
