import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { useHost } from "$lib/host";
import { twinHost } from "$lib/host/twin/host";
import { scenario } from "$lib/host/twin/scenario";
import { readAllParts } from "./parts";
import App from "./App.svelte";

it("reads again what it read before it could hear", async () => {
  const twin = twinHost(scenario());
  let stands = (): void => undefined;
  const deaf = (hear: Parameters<typeof twin.listen>[0], late?: () => void) => {
    stands = () => {
      twin.listen(hear);
      late?.();
    };
    return () => undefined;
  };
  useHost({ ...twin, listen: deaf });
  window.location.hash = "#/exports";
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  await readAllParts();
  render(App);
  await screen.findAllByText("Run now");
  const before = twin.calls.filter(({ command }) => command === "exports").length;
  stands();
  await expect.poll(() => twin.calls.filter(({ command }) => command === "exports").length).toBe(before + 1);
});
