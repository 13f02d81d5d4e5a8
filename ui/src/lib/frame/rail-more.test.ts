import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { faultsOfAxe, onScreen } from "$lib/testing/screen";
import { speak } from "$lib/i18n";
import { places } from "./places";
import RailMore from "./RailMore.svelte";

const waiting = { running: 2, requests: 3, unread: 0, troubled: true };
const more = (here: Parameters<typeof places>[0]) => places(here, waiting).filter(({ behind }) => behind);
const button = (name: RegExp) => screen.getByRole("button", { name });

/** Without sizes the menu has no place, and hides. */
const menuItems = () => screen.findAllByRole("menuitem", { hidden: true });

afterEach(() => speak("en"));

it("keeps five places in sight of a narrow window", () => {
  const all = places("runs", waiting);
  expect(all.filter(({ behind }) => !behind)).toHaveLength(5);
});

it("opens the other places by keyboard, with what waits there", async () => {
  window.location.hash = "#/runs";
  onScreen(RailMore, { places: more("runs") });
  const user = userEvent.setup();
  const trigger = button(/^More places, Telegram: .*does not poll, 3 requests for access/);
  expect(trigger.getAttribute("aria-current")).toBeNull();
  trigger.focus();
  await user.keyboard("{Enter}");
  const items = await menuItems();
  expect(items).toHaveLength(more("runs").length);
  expect(items.some((item) => /Telegram.*3 requests/s.test(item.textContent ?? ""))).toBe(true);
  expect(await faultsOfAxe()).toEqual([]);
  await user.keyboard("{End}{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/settings"));
});

it("names the place that the window is in", async () => {
  onScreen(RailMore, { places: more("settings") });
  const trigger = button(/^More places: Settings/);
  expect(trigger.getAttribute("aria-current")).toBe("page");
  expect(trigger.textContent).toContain("Settings");
  trigger.focus();
  await userEvent.setup().keyboard("{Enter}");
  const current = (await menuItems()).filter((item) => item.getAttribute("aria-current") === "page");
  expect(current.map((item) => item.textContent?.trim())).toEqual(["Settings"]);
});

it("says so in Russian", () => {
  speak("ru");
  onScreen(RailMore, { places: more("trends") }, { language: "ru" });
  expect(button(/^Ещё разделы: Тренды/).textContent).toContain("Тренды");
});
