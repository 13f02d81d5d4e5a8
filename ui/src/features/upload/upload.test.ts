import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { asked, expectAccessible, openPage } from "$lib/testing";
import { nameOf, variablesOf } from "./form.svelte";

const RESULTS = "/home/ann/shop/allure-results";
const AT = `#/upload/${encodeURIComponent(RESULTS)}`;

describe("what is dropped", () => {
  it("is uploaded where it has results, and deployed where it is a bot", async () => {
    const { twin } = await openPage("#/runs");
    twin.drag({ drag: "over" });
    await screen.findByText("Drop results to upload them, or a bot to deploy it");
    twin.drag({ drag: "dropped", paths: [RESULTS] });
    await screen.findByRole("heading", { name: "What is in it" });
    expect(window.location.hash).toBe(AT);
  });

  it("says so where it is neither", async () => {
    const { twin } = await openPage("#/launch");
    twin.drag({ drag: "dropped", paths: ["/home/ann/photo.png"] });
    await screen.findByText("There are neither Allure results nor a bot in it.");
  });

  it("is uploaded from the bots' place too", async () => {
    const { twin } = await openPage("#/bots");
    await screen.findByRole("list", { name: "Bots" });
    twin.drag({ drag: "dropped", paths: [RESULTS] });
    await screen.findByRole("heading", { name: "What is in it" });
  });
});

describe.each(["en", "ru"] as const)("the form in %s", (language) => {
  const words = {
    en: { contents: "What is in it", upload: "Upload", pause: /^Pause: /, resume: /^Continue: /, list: "Uploads" },
    ru: {
      contents: "Что внутри",
      upload: "Отправить",
      pause: /^Приостановить: /,
      resume: /^Продолжить: /,
      list: "Отправка результатов",
    },
  }[language];

  it("says what is in it, sends it once, and its upload is paused and goes on", async () => {
    const { twin, user } = await openPage(AT, { language });
    await screen.findByRole("heading", { name: words.contents });
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: words.upload }));
    const list = within(await screen.findByRole("list", { name: words.list }));
    await user.click(list.getByRole("button", { name: words.pause }));
    await user.click(await list.findByRole("button", { name: words.resume }));
    await list.findByRole("button", { name: words.pause });
    const [draft] = asked(twin, "begin_upload").map(([, draft]) => draft);
    expect(draft).toMatchObject({
      path: RESULTS,
      target: { target: "new", tags: [], links: [] },
      environment: [{ name: "BROWSER", value: "firefox" }],
      close: true,
      watch: false,
    });
  });

  it("shows every state of an upload to everyone", async () => {
    await openPage("#/runs", { language, kind: "many" });
    const list = await screen.findByRole("list", { name: words.list });
    expect(within(list).getAllByRole("listitem").length).toBeGreaterThanOrEqual(4);
    await expectAccessible(list);
  });
});

it("sends nothing where there is nothing, unless the folder is watched", async () => {
  const { user } = await openPage(AT, { kind: "empty" });
  const send = await screen.findByRole<HTMLButtonElement>("button", { name: "Upload" });
  expect(send.disabled).toBe(true);
  await user.click(screen.getByRole("checkbox", { name: /^Watch the folder/ }));
  await waitFor(() => expect(send.disabled).toBe(false));
});

it("names the launch after the folder around it, and reads pairs", () => {
  expect([nameOf(RESULTS), nameOf("C:\\ci\\results.tar.gz")]).toEqual(["shop", "results"]);
  expect(variablesOf("A=1\n\n B = x=y ")).toEqual([
    { name: "A", value: "1" },
    { name: "B", value: "x=y" },
  ]);
  expect(variablesOf("A")).toBeNull();
});
