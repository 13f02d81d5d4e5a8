import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";
import { botForm } from "./form.svelte";

beforeEach(() => {
  botForm.discard();
  botForm.unfolded = null;
});

const region = async (name: string) => within(await screen.findByRole("region", { name }));

describe("the owner's code", () => {
  it("says what to send, to whom, how long it holds, and opens the chat", async () => {
    const { twin, user } = await openPage("#/telegram");
    const owner = await region("Owner");
    owner.getByText("Анна Петрова");
    await user.click(owner.getByRole("button", { name: "Hand over to another person" }));
    expect((await owner.findByRole("status", { name: "One-time code" })).textContent).toBe("K7M2QX9ATR4W");
    owner.getByText(/Send this to @testops_team_bot/);
    owner.getByText("/start K7M2QX9ATR4W");
    owner.getByText(/^Valid for 1[45].m.*the owner stays who it is/);
    await user.click(owner.getByRole("button", { name: "Open the chat with the code" }));
    expect(asked(twin, "open_telegram")).toEqual([["claim"]]);
    twin.bot.claimed("Борис");
    await owner.findByText("Борис");
    expect(owner.queryByRole("status")).toBeNull();
  });

  it("says that a bot that is off hears no code, and switches it on in place", async () => {
    const { twin, user } = await openPage("#/telegram", { bot: "unclaimed" });
    await user.click(await screen.findByRole("switch", { name: "Telegram bot" }));
    await screen.findByText(/The bot is off: switch it on/);
    await user.click(screen.getByRole("button", { name: "Switch it on" }));
    await screen.findByText("Polling");
    expect(asked(twin, "switch_bot")).toEqual([[false], [true]]);
  });

  it("says when a code has expired", async () => {
    let now = Date.now() - 14 * 60_000;
    const { user } = await openPage("#/telegram", { bot: "unclaimed", now: () => now });
    now -= 60_000;
    await user.click(await screen.findByRole("button", { name: "Show a one-time code" }));
    await screen.findByText("The code has expired.");
    screen.getByRole("button", { name: "Show a one-time code" });
  });
});

describe("requests", () => {
  it("are allowed and refused by name, one after the other with the keyboard alone", async () => {
    const { twin, user } = await openPage("#/telegram", { kind: "many" });
    const requests = await region("Requests");
    requests.getByText("@petr_iv");
    expect(requests.getAllByRole("listitem")).toHaveLength(10);
    requests.getByRole("button", { name: "Allow Пётр Иванов" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("Пётр Иванов may use the bot now");
    const next = requests.getByRole("button", { name: /^Allow Константин/ });
    await waitFor(() => expect(document.activeElement).toBe(next));
    await user.click(requests.getByRole("button", { name: /^Refuse Константин/ }));
    await waitFor(() =>
      expect(asked(twin, "bot_answer_request")).toEqual([
        [700_000_000, true],
        [700_104_729, false],
      ]),
    );
    await user.click(requests.getByRole("button", { name: "Show all 38" }));
    expect(requests.getAllByRole("listitem")).toHaveLength(38);
  });

  it("are gone with the last one, and the focus is not lost", async () => {
    const { user } = await openPage("#/telegram");
    const requests = await region("Requests");
    requests.getByRole("button", { name: "Refuse Пётр Иванов" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Requests" })).toBeNull());
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Telegram"));
  });
});

describe("people", () => {
  it("are shown with role, id, language, and what a held username waits for", async () => {
    await openPage("#/telegram");
    const rows = (await region("People")).getAllByRole("listitem");
    expect(rows).toHaveLength(4);
    expect(rows[0]?.textContent).toMatch(/Анна Петрова.*@anna_petrova.*id 204118532.*Russian.*Owner.*Wrote.*Let in/s);
    expect(rows[2]?.textContent).toMatch(/Maria Keller.*User.*Has not written yet/s);
    expect(rows[3]?.textContent).toContain("Held until @sergey_qa first writes");
  });

  it("get another role from the menu, with the keyboard alone", async () => {
    const { twin, user } = await openPage("#/telegram");
    const people = await region("People");
    people.getByRole("button", { name: "Actions: Maria Keller" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("menuitem", { name: "Make admin" });
    await user.keyboard("{Enter}");
    await screen.findByText("Maria Keller: Admin");
    expect(asked(twin, "bot_give_role")).toEqual([[3, "admin"]]);
  });

  it("cannot be admins before they have written, and the menu says why", async () => {
    const { user } = await openPage("#/telegram");
    await user.click((await region("People")).getByRole("button", { name: "Actions: @sergey_qa" }));
    const item = await screen.findByRole("menuitem", { name: /Make admin/ });
    expect(item.textContent).toContain("Once they have written to the bot");
    expect(item.getAttribute("aria-disabled")).toBe("true");
  });

  it("are sent away only when told twice", async () => {
    const { twin, user } = await openPage("#/telegram");
    const people = await region("People");
    await user.click(people.getByRole("button", { name: "Actions: Ivan Sokolov" }));
    await user.click(await screen.findByRole("menuitem", { name: "Send away…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Send Ivan Sokolov away?" }));
    expect(asked(twin, "bot_send_away")).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Send away" }));
    await screen.findByText("Ivan Sokolov may no longer use the bot");
    await waitFor(() => expect(people.queryByText("Ivan Sokolov")).toBeNull());
  });

  it("are let in by username or id; what is wrong stands beside the field", async () => {
    const { twin, user } = await openPage("#/telegram");
    const people = await region("People");
    const who = people.getByLabelText<HTMLInputElement>("Username or id");
    await user.type(who, "@no{Enter}");
    await people.findByText("A username such as @anna_k, or a numeric Telegram id.");
    expect(who.getAttribute("aria-invalid")).toBe("true");
    await user.clear(who);
    await user.type(who, "@olga_qa");
    await user.selectOptions(people.getByLabelText("Role"), "Admin");
    await user.click(people.getByRole("button", { name: "Let in" }));
    await people.findByText(/A username can change hands/);
    await user.selectOptions(people.getByLabelText("Role"), "User");
    await user.click(people.getByRole("button", { name: "Let in" }));
    await people.findByText("Held until @olga_qa first writes");
    expect(who.value).toBe("");
    expect(asked(twin, "bot_let_in")).toEqual([
      ["@no", "user"],
      ["@olga_qa", "admin"],
      ["@olga_qa", "user"],
    ]);
  });

  it("are found among many by name, username and id", async () => {
    const { user } = await openPage("#/telegram", { kind: "many" });
    const people = await region("People");
    people.getByText("200 people");
    expect(people.getAllByRole("listitem")).toHaveLength(50);
    const search = people.getByRole("searchbox", { name: "Search people" });
    await user.type(search, "@isok");
    await waitFor(() => expect(people.getAllByRole("listitem")).toHaveLength(1));
    await user.clear(search);
    await user.type(search, "204118532");
    await waitFor(() => expect(people.getByRole("listitem").textContent).toContain("Анна Петрова"));
    await user.type(search, "zzz");
    await people.findByText("Nobody matches “204118532zzz”");
  });
});
