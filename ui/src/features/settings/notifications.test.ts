import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Settings } from "$lib/host";
import type { Twin } from "$lib/host/twin/host";
import { asked, expectAccessible, openPage } from "$lib/testing";

const saved = (twin: Twin) => (asked(twin, "save_settings").at(-1)?.[0] as Settings | undefined)?.notify;

it("is one choice of presets, with the switches under Custom", async () => {
  const { twin, user } = await openPage("#/settings");
  const presets = within(screen.getByRole("group", { name: "Notify of" }));
  expect(presets.getByRole("radio", { name: /^Everything/, checked: true })).toBeTruthy();
  expect(screen.queryByRole("switch", { name: "A run has failed" })).toBeNull();
  screen.getByText(/^What waits for you is shown whatever is chosen/);

  await user.click(presets.getByRole("radio", { name: /^Only what is new/ }));
  await waitFor(() => expect(saved(twin)?.preset).toBe("only_new"));

  await user.click(presets.getByRole("radio", { name: /^Custom/ }));
  await user.click(await screen.findByRole("switch", { name: "A run has started" }));
  await waitFor(() => expect(saved(twin)).toMatchObject({ preset: "custom", started: true }));
  expect(screen.queryByText(/^What waits for you/)).toBeNull();
  await expectAccessible();
});

it("gives a project a choice of its own and takes it back", async () => {
  const { twin, user } = await openPage("#/settings");
  await user.click(await screen.findByRole("button", { name: "Add a project" }));
  await user.type(screen.getByRole("searchbox", { name: "Search projects" }), "store");
  await user.click(screen.getByRole("button", { name: "Storefront" }));
  const choice = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Notifications of Storefront" });
  expect(choice.value).toBe("only_failures");
  await waitFor(() => expect(document.activeElement).toBe(choice));
  await user.selectOptions(choice, "only_mine");
  await waitFor(() => expect(asked(twin, "set_project_preset").at(-1)).toEqual([3, "only_mine"]));
  await expectAccessible();

  await user.click(screen.getByRole("button", { name: "As usual again: Storefront" }));
  await waitFor(() => expect(choice.isConnected).toBe(false));
  expect(asked(twin, "set_project_preset").at(-1)).toEqual([3, null]);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Add a project" })));
});

it("shows a mute project among them, and lets it speak again", async () => {
  const { twin, user } = await openPage("#/settings", { language: "ru", theme: "dark" });
  const choice = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Уведомления проекта Личный кабинет" });
  expect(choice.selectedOptions[0]?.text).toBe("Ни о чём");
  await user.selectOptions(choice, "Обо всём");
  await waitFor(() => expect(asked(twin, "set_project_preset")).toEqual([[4, "everything"]]));
  expect(asked(twin, "set_muted")).toEqual([[4, false]]);
});
