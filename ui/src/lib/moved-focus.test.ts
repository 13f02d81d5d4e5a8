import { waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepMovedFocus } from "./moved-focus";

describe("the focus", () => {
  let stop: () => void;
  beforeEach(() => {
    document.body.innerHTML = "<ul><li><button>one</button></li><li><button>two</button></li></ul>";
    stop = keepMovedFocus();
  });
  afterEach(() => {
    stop();
    document.body.innerHTML = "";
  });

  it("comes back to a row that is put elsewhere in its list", async () => {
    const [one, two] = document.querySelectorAll("button");
    two!.focus();
    one!.closest("li")!.before(two!.closest("li")!);
    expect(document.activeElement).toBe(document.body);
    await waitFor(() => expect(document.activeElement).toBe(two));
  });

  it("does not come back to what a person left", async () => {
    const [one, two] = document.querySelectorAll("button");
    two!.focus();
    two!.blur();
    one!.closest("li")!.before(two!.closest("li")!);
    await new Promise((resolve) => setTimeout(resolve));
    expect(document.activeElement).toBe(document.body);
  });
});
