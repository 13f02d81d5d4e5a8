import { render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { expect, it } from "vitest";
import { go } from "$lib/router";
import Guarded from "./Guarded.svelte";

it("says in its place what cannot be drawn, and draws it anew on request or elsewhere", async () => {
  let broken = true;
  const children = createRawSnippet(() => ({
    render: () => {
      if (broken) throw new Error("the list has no rows");
      return "<p>Rows</p>";
    },
  }));
  render(Guarded, { children });
  const note = await screen.findByRole("alert");
  expect(note.textContent).toContain("Something went wrong inside the program");
  screen.getByRole("button", { name: "Try again" }).click();
  await screen.findByRole("alert");
  broken = false;
  go({ place: "inbox" });
  await screen.findByText("Rows");
  expect(screen.queryByRole("alert")).toBeNull();
});
