import { expect, it } from "vitest";
import type { JobView, ProjectView } from "$lib/host";
import { ciWord, matches, shownJobs, shownProjects } from "./catalogue";

const project = (id: number, name: string, favourite = false): ProjectView => ({
  id,
  name,
  favourite,
  abbr: null,
  description: null,
  muted: false,
  notify: null,
});

it("puts favourites first and orders names as people do", () => {
  const shown = shownProjects([project(1, "Shop 10"), project(2, "Shop 2"), project(3, "Zoo", true)], "");
  expect(shown.map(({ name }) => name)).toEqual(["Zoo", "Shop 2", "Shop 10"]);
});

it("finds by every typed word, without regard to case and accents", () => {
  expect(matches("shop WEB", ["Web-shop"])).toBe(true);
  expect(matches("елка", ["Ёлка"])).toBe(true);
  expect(matches("shop api", ["Web-shop"])).toBe(false);
  expect(matches("  ", [null])).toBe(true);
});

it("finds jobs by the CI's word among ten thousand within a frame or few", () => {
  const jobs: JobView[] = Array.from({ length: 10_000 }, (_, id) => ({
    id,
    name: `job ${String(id)}`,
    ci: id % 2 ? "gitlab" : "jenkins",
    url: null,
    last_outcome: null,
    last_run_at: null,
    blocked: null,
  }));
  expect(shownJobs(jobs, "job 99 gitlab").map(({ id }) => id)).toContain(99);
});

it("spells known CIs and leaves others as the server does", () => {
  expect(ciWord("github")).toBe("GitHub Actions");
  expect(ciWord("own_ci")).toBe("own_ci");
});
