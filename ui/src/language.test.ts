import { screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { asked, openPage } from "$lib/testing";

it("asks for what the shell words anew once the language changes", async () => {
  const { twin } = await openPage("#/exports");
  expect((await screen.findAllByText("every day at 07:00 UTC")).length).toBeGreaterThan(0);
  const before = asked(twin, "exports").length;
  const { settings } = await twin.commands.state();
  await twin.commands.save_settings({ ...settings, language: "ru" });
  await waitFor(() => expect(document.documentElement.lang).toBe("ru"));
  await waitFor(() => expect(asked(twin, "exports").length).toBeGreaterThan(before));
});
