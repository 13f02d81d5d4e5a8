"""A bot on python-telegram-bot that knows nothing of the kit: echo, keyboards, edits, files."""

import asyncio
import os

from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.helpers import escape_markdown


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    text = "*" + escape_markdown(update.message.text, version=2) + "*"
    await update.message.reply_text(text, parse_mode=ParseMode.MARKDOWN_V2, do_quote=True)


async def menu(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    row = [InlineKeyboardButton("One", callback_data="1"), InlineKeyboardButton("Two", callback_data="2")]
    await update.message.reply_text("Choose", reply_markup=InlineKeyboardMarkup([row]))


async def keys(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    keyboard = ReplyKeyboardMarkup([["Yes", "No"]], one_time_keyboard=True)
    await update.message.reply_text("Sure?", reply_markup=keyboard)


async def chosen(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    await query.answer(f"You chose {query.data}")
    await query.edit_message_text(f"Chosen: {query.data}")


async def document(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    received = update.message.document
    await context.bot.send_chat_action(update.effective_chat.id, ChatAction.UPLOAD_DOCUMENT)
    data = bytes(await (await received.get_file()).download_as_bytearray())
    name = f"copy of {received.file_name}"
    await update.message.reply_document(data, filename=name, caption=f"{len(data)} bytes")


async def photo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    largest = update.message.photo[-1]
    data = bytes(await (await largest.get_file()).download_as_bytearray())
    await update.message.reply_media_group([InputMediaPhoto(largest.file_id), InputMediaPhoto(data)])


async def main() -> None:
    base = os.environ["BOT_API"]
    builder = Application.builder().token(os.environ["BOT_TOKEN"])
    application = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").build()
    application.add_handler(CommandHandler("menu", menu))
    application.add_handler(CommandHandler("keys", keys))
    application.add_handler(CallbackQueryHandler(chosen))
    application.add_handler(MessageHandler(filters.Document.ALL, document))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    async with application:
        await application.bot.set_my_commands([BotCommand("menu", "Buttons"), BotCommand("keys", "Keyboard")])
        await application.start()
        await application.updater.start_polling()
        await asyncio.Event().wait()


asyncio.run(main())
