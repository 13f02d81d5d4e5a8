import { describe, expect, it } from "vitest";
import { openPage } from ".";
import { styleOfJsdom } from "./jsdom-style";

const ASKED = [
  "display",
  "visibility",
  "pointer-events",
  "position",
  "overflow",
  "opacity",
  "clip",
  "content-visibility",
  "color",
  "width",
];

function expectTheSame(): void {
  expect(document.styleSheets).toHaveLength(0);
  const all = [...document.querySelectorAll("*")];
  const of = (style: CSSStyleDeclaration) => ASKED.map((name) => style.getPropertyValue(name)).join(" ");
  for (const element of all) expect(of(getComputedStyle(element)), element.outerHTML).toBe(of(styleOfJsdom(element)));
}

describe("a style is what jsdom says it is", () => {
  it.each(["#/runs/101", "#/exports/plan/2"])("on %s", async (hash) => {
    const { user } = await openPage(hash);
    await user.keyboard("?");
    expectTheSame();
  });

  it("whatever hides an element, or what it stands in", () => {
    document.body.innerHTML = `
      <section hidden><p>a</p></section>
      <div style="visibility: hidden; pointer-events: none"><p>a</p><p style="visibility: visible">b</p></div>
      <div style="display: none; opacity: 0.5"><span>a</span></div>
      <p hidden style="display: block">a</p>
      <input type="hidden"><input type="text"><input>
      <dialog>a</dialog><dialog open>a</dialog>
      <details><summary>a</summary><p>b</p></details>
      <ruby>a<rp>(</rp><rt>b</rt></ruby><rp>c</rp>
      <table><tbody><tr><td>a</td></tr></tbody></table>
      <svg style="overflow: hidden; position: absolute"><title>a</title><path d="" /></svg>`;
    document.querySelector("details")!.style.visibility = "collapse";
    expectTheSame();
    const { display, visibility, pointerEvents } = getComputedStyle(document.querySelector("div > p")!);
    expect([display, visibility, pointerEvents]).toEqual(["block", "hidden", "none"]);
    document.body.innerHTML = "";
  });

  it("where a sheet is on the page", () => {
    const sheet = document.head.appendChild(document.createElement("style"));
    sheet.textContent = "body { visibility: hidden }";
    expect(getComputedStyle(document.body).visibility).toBe("hidden");
    sheet.remove();
    expect(getComputedStyle(document.body).visibility).toBe("visible");
  });
});
