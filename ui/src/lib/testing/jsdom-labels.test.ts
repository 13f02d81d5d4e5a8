import { expect, it } from "vitest";

it("every control has the labels that name it, and no other", () => {
  document.body.innerHTML = `
    <label for="a">one</label><label>two <input id="b"></label>
    <input id="a"><button>none</button><input type="hidden" id="c"><select id="d"></select>
    <label for="e">no control</label><p id="e"></p>`;
  const of = (selector: string) =>
    document.querySelector<HTMLInputElement>(selector)!.labels &&
    [...document.querySelector<HTMLInputElement>(selector)!.labels!].map(({ textContent }) => textContent.trim());
  expect([of("#a"), of("#b"), of("button"), of("#d")]).toEqual([["one"], ["two"], [], []]);
  expect(of("#c")).toBeNull();
  document.body.innerHTML = "";
});
