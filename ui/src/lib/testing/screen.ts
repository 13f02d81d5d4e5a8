/** Puts one screen before the twin of the shell, in a language and a theme. */
import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { useHost } from "$lib/host";
import { twinHost, type Twin } from "$lib/host/twin/host";
import { scenario, type Scenario } from "$lib/host/twin/scenario";
import { speak } from "$lib/i18n";
import { dress } from "$lib/theme.svelte";
import OnScreen from "./OnScreen.svelte";

export { faultsOfAxe } from "./axe";
export type { Twin };

export function onScreen<Props extends Record<string, unknown>>(
  screen: Component<Props>,
  props: NoInfer<Props>,
  change: Partial<Scenario> = {},
): { twin: Twin; unmount: () => void } {
  const chosen = scenario(change);
  const twin = twinHost(chosen);
  useHost(twin);
  speak(chosen.language === "ru" ? "ru" : "en");
  dress(chosen.theme);
  const { unmount } = render(OnScreen as unknown as Component<Record<string, unknown>>, { props: { screen, props } });
  return { twin, unmount };
}

/** jsdom gives every element no size; a list that draws only what is in sight needs one. */
export function withSizes(height = 600): void {
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: height });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, value: 400 });
}
