import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import userEvent from "@testing-library/user-event";
import { twinHost } from "$lib/host/twin/host";
import { scenario } from "$lib/host/twin/scenario";
import { asked, openPage } from "$lib/testing";
import { onScreen } from "$lib/testing/screen";
import { botForm } from "./form.svelte";
import People from "./People.svelte";
import { personMenu } from "./person-menu";
import SendAway from "./SendAway.svelte";

beforeEach(() => {
  botForm.discard();
  botForm.unfolded = null;
});

const region = async (name: string) => within(await screen.findByRole("region", { name }));

describe("requests", () => {
  it("are allowed and refused by name, one after the other with the keyboard alone", async () => {
    const { twin, user } = await openPage("#/telegram", { kind: "many" });
    const requests = await region("Requests");
    requests.getByText("@petr_iv");
    expect(requests.getAllByRole("listitem")).toHaveLength(10);
    requests.getByRole("button", { name: "Allow Пётр Иванов" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("Пётр Иванов may use the bot now");
    const next = requests.getByRole("button", { name: "Allow Константин Константинопольский-Преображенский" });
    await waitFor(() => expect(document.activeElement).toBe(next));
    await user.click(requests.getByRole("button", { name: "Refuse Константин Константинопольский-Преображенский" }));
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

  it("can be made admins, users again, or sent away; a held username no admin, and the menu says why", async () => {
    const { twin } = onScreen(People, { people: [] });
    const [owner, admin, user, held] = twin.bot.people;
    const menu = (person = owner) =>
      personMenu(
        person!,
        (role) => void twin.commands.bot_give_role(person!.id, role),
        () => undefined,
      );
    const labels = (person = owner) => menu(person).map(({ label }) => label);
    expect(labels(owner)).toEqual(["Send away…"]);
    expect(labels(admin)).toEqual(["Make user", "Send away…"]);
    expect(labels(user)).toEqual(["Make admin", "Send away…"]);
    expect(menu(held)[0]?.blocked).toBe("Once they have written to the bot");
    menu(admin)[0]?.act();
    menu(user)[0]?.act();
    expect(asked(twin, "bot_give_role")).toEqual([
      [2, "user"],
      [3, "admin"],
    ]);
  });

  it("are sent away only when asked twice, and the owner with a word of what that means", async () => {
    const user = userEvent.setup();
    const owner = twinHost(scenario()).bot.people[0]!;
    const { twin } = onScreen(SendAway, { person: owner });
    const dialog = within(await screen.findByRole("dialog", { name: "Send Анна Петрова away?" }));
    dialog.getByText(/The bot has no owner then/);
    twin.failNext("bot_send_away");
    await user.click(dialog.getByRole("button", { name: "Send away" }));
    await dialog.findByText("The server does not answer");
    await user.click(dialog.getByRole("button", { name: "Send away" }));
    await screen.findByText("Анна Петрова may no longer use the bot");
    expect(twin.bot.people.map(({ id }) => id)).toEqual([2, 3, 4]);
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
