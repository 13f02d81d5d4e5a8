import { screen, waitFor, within } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { faultsOfAxe, onScreen, type Twin } from "$lib/testing/screen";
import ComparisonPage from "./ComparisonPage.svelte";
import { isAlike, wordDiff } from "./diff";
import { differenceText } from "./differences";

const FILES = { oldId: 5, newId: 7 };
const asked = (twin: Twin, command: Twin["calls"][number]["command"]) =>
  twin.calls.filter((call) => call.command === command).map(({ values }) => values);

describe("the difference of two texts", () => {
  const shown = (old: string, now: string) =>
    wordDiff(old, now)
      .map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}-]` : `{+${text}+}`))
      .join("");

  it.each([
    ["Open the page", "Open the cart page", "Open the {+cart +}page"],
    ["Нажать «Оплатить»", "Нажать «Купить»", "Нажать «[-Оплатить-]{+Купить+}»"],
    ["1. Open\n2. Pay", "1. Open\n2. Wait\n3. Pay", "1. Open\n2. {+Wait\n3. +}Pay"],
    ["same", "same", "same"],
    ["", "all", "{+all+}"],
    ["a a a", "a a", "a a[- a-]"],
  ])("of %j and %j", (old, now, wanted) => {
    expect(shown(old, now)).toBe(wanted);
  });

  it("gives both texts back, whatever they are", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const text = () =>
      Array.from({ length: random(40) }, () => ["шаг", "card", " ", "\n", ",", "ё"][random(6)]).join("");
    for (let turn = 0; turn < 300; turn++) {
      const [old, now] = [text(), text()];
      const parts = wordDiff(old, now);
      const without = (kind: string) => parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join("");
      expect([without("came"), without("gone")]).toEqual([old, now]);
    }
  });

  it("is shown inside the text only where the texts have much in common", () => {
    expect(isAlike(wordDiff("Open the page and pay", "Open the cart and pay"))).toBe(true);
    expect(isAlike(wordDiff("Draft", "Active"))).toBe(false);
    expect(isAlike(wordDiff("one - two", "three - four"))).toBe(false);
  });

  it("replaces the whole of what is too long to compare", () => {
    const [old, now] = ["a ".repeat(3_000), "b ".repeat(3_000)];
    expect(wordDiff(old, now).map(({ kind }) => kind)).toEqual(["gone", "came", "same"]);
  });
});

it("writes a difference as text", () => {
  const cells = [
    { column: "status", old: "Draft", new: "Active" },
    { column: "scenario", old: "1. Open", new: "1. Open\n2. Pay" },
  ];
  const text = differenceText({ key: "1001", name: "Pays", cells }, "changed");
  expect(text).toBe("~ 1001 Pays\n  status: Draft → Active\n  scenario:\n    - 1. Open\n    + 1. Open\n    + 2. Pay");
  const appeared = { key: "5", name: "", cells: [{ column: "tag", old: null, new: "smoke" }] };
  expect(differenceText(appeared, "appeared")).toBe("+ 5\n  tag: smoke");
});

describe.each([
  ["en", "light"],
  ["ru", "dark"],
] as const)("in %s, %s", (language, theme) => {
  it.each(["few", "empty", "error"] as const)("%s has nothing that axe finds wrong", async (kind) => {
    onScreen(ComparisonPage, FILES, { kind, language, theme });
    if (kind === "error") await screen.findByRole("alert");
    else if (kind === "empty") await screen.findByText(/^(Nothing changed|Ничего не изменилось)$/);
    else await screen.findAllByRole("article");
    expect(await faultsOfAxe()).toEqual([]);
  });
});

describe("the comparison", () => {
  it("shows the counts as tabs, the changes first, and the words that changed", async () => {
    onScreen(ComparisonPage, FILES);
    const tabs = await screen.findAllByRole("tab");
    expect(tabs.map((tab) => tab.textContent?.trim())).toEqual(["Appeared +12", "Vanished −3", "Changed ~40"]);
    expect(tabs[2]?.getAttribute("aria-selected")).toBe("true");
    expect(screen.getByText("145 test cases unchanged")).toBeTruthy();
    const [first] = await screen.findAllByRole("article");
    expect([...first!.querySelectorAll("del")].map(({ textContent }) => textContent)).toContain("4111");
    expect([...first!.querySelectorAll("ins")].map(({ textContent }) => textContent)).toContain("Active");
  });

  it("moves between the tabs with the arrows, and opens what appeared", async () => {
    const { twin } = onScreen(ComparisonPage, FILES);
    (await screen.findByRole("tab", { name: /^Changed/ })).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: /^Appeared/ }).getAttribute("aria-selected")).toBe("true");
    await waitFor(() =>
      expect(asked(twin, "differences").at(-1)).toEqual([expect.objectContaining({ kind: "appeared", column: null })]),
    );
    const [first] = await screen.findAllByText(/filled cells$/);
    await userEvent.click(first!);
    expect(await screen.findByText("allure_id")).toBeTruthy();
  });

  it("narrows the changes to a column", async () => {
    const { twin } = onScreen(ComparisonPage, FILES);
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Column" }), "scenario (20)");
    expect(await screen.findByText("20 test cases", { selector: "p" })).toBeTruthy();
    expect(asked(twin, "differences").at(-1)).toEqual([
      expect.objectContaining({ kind: "changed", column: "scenario" }),
    ]);
  });

  it("names the columns that came and went, and the ids that stand twice", async () => {
    onScreen(ComparisonPage, FILES, { kind: "many" });
    expect(await screen.findByText("+ Squad")).toBeTruthy();
    expect(screen.getByText("− Команда")).toBeTruthy();
    expect(screen.getByText(/^2 ids stand in a file more than once/)).toBeTruthy();
    expect(screen.getByText("1007, 1020")).toBeTruthy();
  });

  it("copies a difference, and leads to either file", async () => {
    const { twin } = onScreen(ComparisonPage, FILES);
    const copied = vi.spyOn(twin, "copy").mockResolvedValue();
    const [first] = await screen.findAllByRole("article");
    await userEvent.click(within(first!).getByRole("button", { name: "Copy the difference of 1004" }));
    expect(copied.mock.calls[0]?.[0]).toMatch(/^~ 1004 .*\n {2}status: Review → Active\n/);
    const links = screen.getAllByRole("link", { name: "Open in the grid" }).map((link) => link.getAttribute("href"));
    expect(links).toEqual(["#/exports/file/5", "#/exports/file/7"]);
  });

  it("says that nothing changed, and never shows a failure as that", async () => {
    const { unmount } = onScreen(ComparisonPage, { oldId: 7, newId: 7 });
    expect(await screen.findByText(/^Nothing changed between testops_/)).toBeTruthy();
    unmount();
    onScreen(ComparisonPage, { oldId: 6, newId: 9_001 });
    expect((await screen.findAllByText("The file is no longer there")).length).toBeGreaterThan(0);
    expect(screen.queryByText(/^Nothing changed/)).toBeNull();
  });
});
