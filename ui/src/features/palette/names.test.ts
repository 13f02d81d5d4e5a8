import { describe, expect, it } from "vitest";
import { Names } from "./names";

const found = (lines: string[], typed: string, lately?: Set<number>) =>
  new Names(lines).find(typed, 50, lately).map(({ at }) => lines[at]);

describe("finding", () => {
  it("finds letters in order and refuses the rest", () => {
    expect(found(["Payments end to end", "Smoke"], "pmte")).toEqual(["Payments end to end"]);
    expect(found(["Payments end to end"], "xyz")).toEqual([]);
    expect(found(["Ночной прогон"], "нпр")).toEqual(["Ночной прогон"]);
  });

  it("finds words in any order", () => {
    expect(found(["Regression Checkout", "Regression Payments"], "check regr")).toEqual(["Regression Checkout"]);
  });

  it("prefers the start of a word to its middle, and a word to scattered letters", () => {
    expect(found(["Overrunning", "Go to Runs", "Rare unit"], "run")).toEqual([
      "Go to Runs",
      "Overrunning",
      "Rare unit",
    ]);
  });

  it("reads what was typed in the other layout", () => {
    expect(found(["Regression", "Smoke"], "куп")).toEqual(["Regression"]);
    expect(found(["Ночной прогон", "Smoke"], "ghjuj")).toEqual(["Ночной прогон"]);
    expect(found(["Хороший объём"], "[jh")).toEqual(["Хороший объём"]);
    expect(found(["Quit"], "ЙГШЕ")).toEqual(["Quit"]);
  });

  it("takes е for ё, and any case", () => {
    expect(found(["Тёмная тема"], "ТЕМНАЯ")).toEqual(["Тёмная тема"]);
    expect(found(["Темная тема"], "тёмн")).toEqual(["Темная тема"]);
  });

  it("puts what was chosen lately first among what answers alike", () => {
    const lines = ["Nightly one", "Nightly two", "All nightly"];
    expect(found(lines, "nightly", new Set([2]))[0]).toBe("All nightly");
    expect(found(lines, "one", new Set([2]))).toEqual(["Nightly one"]);
  });

  it("does not find across two names", () => {
    expect(found(["smoke", "test"], "smoke test")).toEqual([]);
    expect(found(["abc", "def"], "cd")).toEqual([]);
  });

  it("finds nothing for blanks and among no names", () => {
    expect(found(["a"], "  ")).toEqual([]);
    expect(found([], "a")).toEqual([]);
  });
});

describe("5 000 jobs and 100 000 runs", () => {
  const jobs = Array.from({ length: 5_000 }, (_, at) => `Job ${at} of the billing team · Project ${at % 70}`);
  const runs = Array.from({ length: 100_000 }, (_, at) => `Ночной прогон №${at} · Регресс`);
  const lines = [...jobs, ...runs, "Launch the rocket"];
  const names = new Names(lines);
  const first = (typed: string) => lines[names.find(typed, 50)[0]?.at ?? -1];

  it("finds the one that was meant", () => {
    expect(first("job 4999")).toBe(jobs[4_999]);
    expect(first("№99999")).toBe(runs[99_999]);
    expect(first("лщи 4321")).toBe(undefined);
    expect(first("ощи 4321")).toBe(jobs[4_321]);
    expect(first("ghjujy 77777")).toBe(runs[77_777]);
    expect(first("lnchrckt")).toBe("Launch the rocket");
  });

  it("gives at most what is shown, each once", () => {
    const hits = names.find("о", 50).map(({ at }) => at);
    expect(hits).toHaveLength(50);
    expect(new Set(hits).size).toBe(50);
  });
});

it("says how many names there are besides those that it gives, each once", () => {
  const names = new Names([...Array.from({ length: 200 }, (_, at) => `Nightly ${at}`), "Nightly ntkbq", "Smoke"]);
  const { hits, total } = names.search("nightly", 50);
  expect([hits.length, total]).toEqual([50, 201]);
  expect(names.search("smk", 50).total).toBe(1);
  expect(names.search(" ", 50)).toMatchObject({ hits: [], total: 0 });
});
