/** What the tests of screens share: the whole page over the twin, and the accessibility check. */
import { render, screen } from "@testing-library/svelte";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { expect } from "vitest";
import App from "../../App.svelte";
import { readAllParts } from "../../parts";
import { useHost } from "$lib/host";
import { twinHost, type Twin } from "$lib/host/twin/host";
import { scenario, type Scenario } from "$lib/host/twin/scenario";
import { faultsOfAxe } from "./axe";

export type Opened = { twin: Twin; user: UserEvent };

/** Opens the whole page at an address. */
export async function openPage(hash: string, change: Partial<Scenario> = {}): Promise<Opened> {
  const twin = twinHost(scenario(change));
  useHost(twin);
  window.location.hash = hash;
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  await readAllParts();
  render(App);
  await screen.findByRole("main");
  return { twin, user: userEvent.setup() };
}

/** Fails with the rule and the element for everything that axe finds; contrast needs a real window. */
export async function expectAccessible(root: Element = document.body): Promise<void> {
  expect(await faultsOfAxe(root)).toEqual([]);
}

/** What was asked of the shell by one command. */
export function asked(twin: Twin, command: Twin["calls"][number]["command"]): unknown[][] {
  return twin.calls.filter((call) => call.command === command).map(({ values }) => values);
}
