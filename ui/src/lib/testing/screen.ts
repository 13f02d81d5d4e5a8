/** Puts one screen before the twin of the shell, in a language and a theme, and looks at it as axe does. */
import { render } from "@testing-library/svelte";
import axe from "axe-core";
import type { Component } from "svelte";
import { useHost } from "$lib/host";
import { twinHost, type Twin } from "$lib/host/twin/host";
import { scenario, type Scenario } from "$lib/host/twin/scenario";
import { speak } from "$lib/i18n";
import { dress } from "$lib/theme.svelte";
import OnScreen from "./OnScreen.svelte";

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

/** What axe finds wrong, in words; jsdom draws nothing, so contrast is looked at elsewhere. */
export async function faultsOfAxe(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** jsdom gives every element no size; a list that draws only what is in sight needs one. */
export function withSizes(height = 600): void {
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: height });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, value: 400 });
}
