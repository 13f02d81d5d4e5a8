import { expect, it } from "vitest";
import { chosenSheets } from "./chosen";
import { SCREENS } from "./screens";

const named = (...words: string[]) => chosenSheets(words).map(({ sheet }) => sheet);

it("takes every screen in every dress where nothing is chosen", () => {
  expect(named()).toHaveLength(SCREENS.length * 3 * 2 * 2);
});

it("narrows by words of different kinds and widens by words of one", () => {
  expect(named("mine", "runs", "380", "ru", "dark")).toEqual(["runs-380-ru-dark", "mine-380-ru-dark"]);
});

it("takes a single sheet by its name", () => {
  expect(named("mine-900-en-light")).toEqual(["mine-900-en-light"]);
});

it("takes a width that is not usual", () => {
  expect(named("mine", "1120", "en", "light")).toEqual(["mine-1120-en-light"]);
});

it("draws only the chosen worlds, and no screen that has none of them", () => {
  expect(chosenSheets(["mine", "help", "error", "380", "ru", "dark"]).map(({ query }) => query)).toEqual([
    "screen=mine&width=380&lang=ru&theme=dark&world=error",
  ]);
});

it("says what there is where a word is unknown", () => {
  expect(() => named("rums")).toThrow(/no rums.*runs/);
});
