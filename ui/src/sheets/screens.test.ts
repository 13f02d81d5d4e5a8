import { expect, it } from "vitest";
import { href, parse, type Route } from "$lib/router";
import { SCREENS } from "./screens";

/** The compiler wants a place for each of the router's. */
const PLACES: Record<Route["place"], true> = {
  launch: true,
  job: true,
  runs: true,
  run: true,
  result: true,
  upload: true,
  exports: true,
  plan: true,
  file: true,
  open: true,
  comparison: true,
  cases: true,
  case: true,
  caseDays: true,
  caseRestore: true,
  caseEdits: true,
  trends: true,
  telegram: true,
  bots: true,
  deployment: true,
  deploy: true,
  mine: true,
  manual: true,
  inbox: true,
  settings: true,
};

it("has every place of the router", () => {
  const shown = new Set(SCREENS.map(({ place }) => place));
  expect(Object.keys(PLACES).filter((place) => !shown.has(place as Route["place"]))).toEqual([]);
});

it("has every tab of the exports", () => {
  const tabs = (["plans", "files", "attempts"] as const).map((tab) => href({ place: "exports", tab }));
  expect(tabs.filter((address) => !SCREENS.some(({ at }) => at === address))).toEqual([]);
});

it.each(SCREENS.filter(({ place }) => place !== "first-run"))(
  "$name is at the place that it names",
  ({ at, place }) => {
    expect(parse(at).place).toBe(place);
    expect(href(parse(at))).toBe(at);
  },
);

it("gives each screen a name of its own", () => {
  const names = SCREENS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
