import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { getCurrentWindow } from "@tauri-apps/api/window";
import { commandArguments, type Commands, type Event } from "./bindings";
import type { Drag, Host } from "./contract";

/** The one channel of the shell's events. */
const CHANNEL = "companion";

export function tauriHost(): Host {
  return {
    commands: tauriCommands(),
    listen: listenToShell,
    onDrag: listenToDragging,
    setTitle,
    evidenceUrl: (resultId, key) => `${convertFileSrc("", "evidence")}${resultId}/${encodeURIComponent(key)}`,
    copy,
  };
}

function tauriCommands(): Commands {
  const entries = Object.entries(commandArguments).map(([command, names]) => [
    command,
    (...values: unknown[]) =>
      invoke("command", { name: command, arguments: Object.fromEntries(names.map((name, at) => [name, values[at]])) }),
  ]);
  return Object.fromEntries(entries) as Commands;
}

function listenToShell(hear: (event: Event) => void, late?: () => void): () => void {
  const listening = listen<Event>(CHANNEL, ({ payload }) => hear(payload));
  void listening.then(() => late?.());
  return () => void listening.then((stop) => stop());
}

function listenToDragging(hear: (drag: Drag) => void): () => void {
  const listening = getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (payload.type === "drop") hear({ drag: "dropped", paths: payload.paths });
    else hear({ drag: payload.type === "leave" ? "away" : "over" });
  });
  return () => void listening.then((stop) => stop());
}

function setTitle(title: string): void {
  document.title = title;
  void getCurrentWindow()
    .setTitle(title)
    .catch(() => undefined);
}

async function copy(text: string | Promise<string>): Promise<void> {
  try {
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then(asPlainText) })]);
  } catch {
    // Some webviews keep that door shut for pages; the older way still works there.
    const field = document.createElement("textarea");
    field.value = await text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    if (!isCopied) throw new Error("The webview keeps the clipboard shut.");
  }
}

function asPlainText(text: string): Blob {
  return new Blob([text], { type: "text/plain" });
}
