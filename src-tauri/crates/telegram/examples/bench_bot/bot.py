"""The program's bot as one would write it on python-telegram-bot, as far as the bench's talk goes.

Same texts, keyboards and calls; the bench checks that. It is set up for many people at once as the library's
documentation advises: concurrent updates, a pool of connections that fits them, no rate limiter. Of 8 to 256 of both,
8 and 16 were the fastest by far: a large pool takes long to find a connection. What one person says is answered in its
order, as the program's bot does; otherwise it would sometimes not know the talk that it has just begun.

Where talks stand is kept by the library's own PicklePersistence, which writes all of it once a minute, while the
program's bot writes each step. What the server has to offer is given to it and lies in memory.
"""

import asyncio
import html
import json
import logging
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    BaseUpdateProcessor,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE
Row = list[tuple[str, str]]

PAGE = 8
LABEL = 40
VERSION = "1"
AT_ONCE = 16

ABOUT = json.loads(sys.stdin.readline())
PEOPLE = set(ABOUT["people"])


def cut(text: str, most: int) -> str:
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    kept, left = [], most - 1
    for character in text:
        left -= 2 if ord(character) > 0xFFFF else 1
        if left < 0:
            break
        kept.append(character)
    return "".join(kept) + "…"


def short(text: str, most: int) -> str:
    return html.escape(cut(" ".join(text.split()), most))


def keyboard(owner: int, rows: list[Row]) -> InlineKeyboardMarkup:
    def button(label: str, act: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(cut(label, LABEL), callback_data=f"{VERSION}.{owner}.{act}")

    return InlineKeyboardMarkup([[button(label, act) for label, act in row] for row in rows if row])


def page(things: Row, at: int) -> list[Row]:
    pages = max(1, -(-len(things) // PAGE))
    at = min(at, pages - 1)
    rows = [[thing] for thing in things[at * PAGE : (at + 1) * PAGE]]
    turns = []
    if at > 0:
        turns.append((f"◀ {at}/{pages}", f"pg.{at - 1}"))
    if at + 1 < pages:
        turns.append((f"{at + 2}/{pages} ▶", f"pg.{at + 1}"))
    return [*rows, turns]


def listed(title: str, things: Row, talk: dict) -> tuple[str, list[Row]]:
    lines = [title]
    if talk["search"]:
        lines.append("🔎 " + short(talk["search"], 100))
    lines.append("Type a part of the name to search." if things else "Nothing found. Type another word.")
    return "\n".join(lines), [*page(things, talk["page"]), [("✖ Cancel", "no")]]


def card(owner: int, talk: dict) -> dict:
    sought = talk["search"].lower()
    if talk["project"] is None:
        found = [project for project in ABOUT["projects"] if sought in project["name"].lower()]
        found.sort(key=lambda project: project["name"].lower())
        things = [(project["name"], f"pr.{project['id']}") for project in found]
        text, rows = listed("<b>Choose a project</b>", things, talk)
    else:
        project = talk["project"]
        jobs = ABOUT["jobs"][str(project["id"])]
        things = [("▶ " + job["name"], f"jb.{job['id']}") for job in jobs if sought in job["name"].lower()]
        text, rows = listed(f"<b>{short(project['name'], 200)}</b> · choose a job", things, talk)
        kinds = [("🔔 All", "sa"), ("🔔 Failed", "sf"), ("🔔 New failures", "sw")]
        rows.append([(label, f"{act}.{project['id']}") for label, act in kinds])
        rows.append([("🔔 By share of passed…", f"ar.{project['id']}")])
        rows.append([("◀ Back", "bk")])
    return {"text": text, "reply_markup": keyboard(owner, rows)}


async def meet(update: Update, context: Context) -> bool:
    """Whether they may use the bot; who does sees its commands."""
    user = update.effective_user
    if user is None or user.id not in PEOPLE:
        return False
    if not context.user_data.get("menu"):
        context.user_data["menu"] = True
        commands = [BotCommand(known["command"], known["description"]) for known in ABOUT["commands"]]
        context.application.create_task(
            context.bot.set_my_commands(commands, scope=BotCommandScopeChat(user.id)), update
        )
    return True


def known(handle: Callable[[Update, Context], Awaitable[None]]) -> Callable[[Update, Context], Awaitable[None]]:
    async def handle_known(update: Update, context: Context) -> None:
        if await meet(update, context):
            await handle(update, context)

    return handle_known


async def hello(update: Update, _: Context) -> None:
    lines = [f"<b>Hello, {short(update.effective_user.full_name, 100)}!</b>"]
    lines += [f"/{one['command']} — {html.escape(one['description'])}" for one in ABOUT["commands"]]
    await update.effective_chat.send_message("\n".join(lines))


async def launch(update: Update, context: Context) -> None:
    talk = {"key": str(uuid.uuid4()), "search": "", "page": 0, "project": None}
    sent = await update.effective_chat.send_message(**card(update.effective_user.id, talk))
    context.user_data["talk"] = {**talk, "message": sent.message_id}


async def mute(update: Update, context: Context) -> None:
    lines = ["For how long shall subscriptions be quiet? What you launched yourself is told all the same."]
    until = context.user_data.get("muted_until", 0)
    if until > time.time():
        lines.append(time.strftime("🔕 Quiet until %H:%M", time.localtime(until)))
    hours = [("1 hour", "mu.60"), ("8 hours", "mu.480"), ("24 hours", "mu.1440")]
    rows = [hours, [("Not any more", "mu.0")], [("🌙 Quiet hours…", "aq")]]
    await update.effective_chat.send_message(
        "\n".join(lines), reply_markup=keyboard(update.effective_user.id, rows)
    )


async def wrote(update: Update, context: Context) -> None:
    talk = context.user_data.get("talk")
    if talk is None:
        await update.effective_chat.send_message(
            "I did not understand that. /launch starts a job, /help lists all commands."
        )
        return
    talk = {**talk, "search": update.effective_message.text.strip(), "page": 0}
    sent = await update.effective_chat.send_message(**card(update.effective_user.id, talk))
    context.user_data["talk"] = {**talk, "message": sent.message_id}


async def pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    version, owner, act, *number = query.data.split(".")
    if version != VERSION or int(owner) != query.from_user.id:
        await query.answer("This button is no longer in use. /launch begins anew.", show_alert=True)
        return
    await query.answer()
    if act == "mu":
        minutes = int(number[0])
        context.user_data["muted_until"] = time.time() + minutes * 60
        quiet = f"Subscriptions are quiet for {minutes // 60} h {minutes % 60} min."
        quiet += " What they hold back comes after that."
        await query.edit_message_text(quiet if minutes else "Subscriptions speak again.")
        return
    talk = context.user_data.get("talk")
    if talk is None or talk["message"] != query.message.message_id:
        await query.message.chat.send_message("This button is no longer in use. /launch begins anew.")
        return
    if act == "no":
        del context.user_data["talk"]
        await query.edit_message_text("Cancelled. Nothing was launched.")
        return
    if act == "pr":
        found = [project for project in ABOUT["projects"] if project["id"] == int(number[0])]
        talk = {**talk, "project": found[0], "search": "", "page": 0}
    elif act == "bk":
        talk = {**talk, "project": None, "search": "", "page": 0}
    elif act == "pg":
        talk = {**talk, "page": int(number[0])}
    await query.edit_message_text(**card(query.from_user.id, talk))
    context.user_data["talk"] = talk


class EachInTurn(BaseUpdateProcessor):
    """Many at once, but of one person one after the other."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        who = update.effective_user.id if isinstance(update, Update) and update.effective_user else 0
        async with self.turns[who]:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to leave."""


async def main() -> None:
    base = ABOUT["bot_api"]
    keeps = PersistenceInput(bot_data=False, chat_data=False, callback_data=False)
    application = (
        Application.builder()
        .token(ABOUT["bot_token"])
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .defaults(
            Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
        )
        .persistence(PicklePersistence(Path(ABOUT["folder"]) / "talks.pickle", store_data=keeps))
        .concurrent_updates(EachInTurn(AT_ONCE))
        .connection_pool_size(AT_ONCE)
        .pool_timeout(60)
        .build()
    )
    application.add_handler(CommandHandler("help", known(hello)))
    application.add_handler(CommandHandler(["launch", "projects"], known(launch)))
    application.add_handler(CommandHandler("mute", known(mute)))
    application.add_handler(CallbackQueryHandler(known(pressed)))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, known(wrote)))
    async with application:
        await application.start()
        await application.updater.start_polling(allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY])
        await asyncio.Event().wait()


logging.basicConfig(level=logging.WARNING)
asyncio.run(main())
