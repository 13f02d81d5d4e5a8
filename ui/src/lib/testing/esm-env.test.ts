import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { Kbd } from "$lib/components";

it("Svelte runs as it ships, without its checks for developers, which replace what every array does", () => {
  render(Kbd, { keys: "k" });
  expect(screen.getByText("K")).toBeTruthy();
  expect(Array.prototype.includes.toString()).toContain("[native code]");
});
