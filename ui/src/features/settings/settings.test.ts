import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, it } from "vitest";
import type { Settings } from "$lib/host";
import { asked, openPage } from "$lib/testing";
import { savedConnection } from "../first-run/typed.svelte";

beforeEach(() => {
  savedConnection.from = null;
});

it("saves a switch as it changes", async () => {
  const { twin, user } = await openPage("#/settings");
  await user.click(screen.getByRole("switch", { name: "Start with the session" }));
  await waitFor(() => expect(asked(twin, "save_settings")).toHaveLength(1));
  expect((asked(twin, "save_settings")[0]?.[0] as Settings).autostart).toBe(true);
});

it("says beside a number what would be right, keeps it, and goes on saving the others", async () => {
  const { twin, user } = await openPage("#/settings");
  const field = screen.getByLabelText<HTMLInputElement>("Look every, while something runs");
  await user.clear(field);
  await user.type(field, "2{Enter}");
  await screen.findByText("From 5 to 600");
  expect(field.value).toBe("2");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  await user.click(screen.getByRole("switch", { name: "Start with the session" }));
  await waitFor(() => expect((asked(twin, "save_settings").at(-1)?.[0] as Settings).autostart).toBe(true));
  expect((asked(twin, "save_settings").at(-1)?.[0] as Settings).watch_seconds).toBe(30);
  await user.clear(field);
  await user.type(field, "20{Enter}");
  await waitFor(() => expect(screen.queryByText("From 5 to 600")).toBeNull());
});

it("switches the language and the theme at once", async () => {
  const { user } = await openPage("#/settings");
  await user.selectOptions(screen.getByLabelText("Theme"), "dark");
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  await user.selectOptions(screen.getByLabelText("Language"), "ru");
  await screen.findByRole("heading", { name: "Настройки", level: 1 });
  expect(document.documentElement.lang).toBe("ru");
});

it("replaces the token in place and keeps everything else", async () => {
  const { twin, user } = await openPage("#/settings");
  await user.type(screen.getByLabelText("API token"), "new one{Enter}");
  await user.click(await screen.findByRole("button", { name: "Save" }));
  await screen.findByText("Connection saved");
  expect(asked(twin, "save_connection")).toEqual([
    [{ url: "https://testops.example.com", token: "new one", ca_file: null, proxy: null, proxy_password: null }],
  ]);
  expect(screen.getByLabelText<HTMLInputElement>("API token").value).toBe("");
});

it("keeps what was typed when leaving and coming back", async () => {
  const { user } = await openPage("#/settings");
  await user.clear(screen.getByLabelText("Server address"));
  await user.type(screen.getByLabelText("Server address"), "https://other.example.com");
  await user.click(screen.getByRole("link", { name: /^Inbox/ }));
  await screen.findByRole("heading", { name: "Inbox" });
  await user.click(screen.getByRole("link", { name: "Settings" }));
  expect((await screen.findByLabelText<HTMLInputElement>("Server address")).value).toBe("https://other.example.com");
});

it("says plainly when secrets are in a file", async () => {
  await openPage("#/settings", { kind: "many" });
  screen.getByText(/No keyring answers on this machine/);
});

it("asks before it disconnects", async () => {
  const { twin, user } = await openPage("#/settings");
  await user.click(screen.getByRole("button", { name: "Disconnect…" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(asked(twin, "forget_connection")).toEqual([]);
});

it("takes the folder of exports that was picked on the desktop, and goes back to the usual one", async () => {
  const { twin, user } = await openPage("#/settings");
  const field = screen.getByLabelText<HTMLInputElement>("Folder of exports");
  const choose = within(field.closest<HTMLElement>(".field")!).getByRole("button", { name: "Choose…" });
  await user.click(choose);
  await waitFor(() => expect((asked(twin, "save_settings").at(-1)?.[0] as Settings).export_folder).toBe(field.value));
  expect(asked(twin, "choose_path")[0]?.[0]).toBe("folder");
  await user.clear(field);
  await user.tab();
  await waitFor(() => expect((asked(twin, "save_settings").at(-1)?.[0] as Settings).export_folder).toBeNull());
});

it("takes the quiet hours by a clock of 24 hours, as people type them", async () => {
  const { twin, user } = await openPage("#/settings/quiet", { language: "ru", theme: "dark" });
  if (!screen.queryByLabelText("С")) {
    await user.click(screen.getByRole("switch", { name: "Откладывать уведомления в определённые часы" }));
  }
  const field = await screen.findByLabelText<HTMLInputElement>("С");
  expect(field.value).toMatch(/^\d\d:\d\d$/);
  await user.clear(field);
  await user.type(field, "2130{Tab}");
  expect(field.value).toBe("21:30");
  await waitFor(() => expect((asked(twin, "save_settings").at(-1)?.[0] as Settings).quiet_hours.from).toBe("21:30"));
});
