import { expect, it } from "vitest";
import type { EvidenceFile } from "$lib/host";
import { cut, hitsIn, linesOf, readable } from "./lines";
import { picturesIn, shownOf } from "./pictures";
import { exchangesOf } from "./traffic";
import { firstFailed, type Node, spanOf, unfoldedAtStart } from "./tree";

const fileOf = (name: string): EvidenceFile => ({ key: name, name, content_type: null, bytes: 1, missing: false });
const names = (...all: string[]) =>
  shownOf(all.map(fileOf)).map((one) => (one.kind === "file" ? one.file.name : Object.keys(one.sides).join("+")));

it("takes pictures of one comparison together, and no others", () => {
  expect(names("a.log", "page-expected.png", "page-actual.png", "page-diff.png")).toEqual([
    "a.log",
    "expected+actual+diff",
  ]);
  expect(names("before.png", "after.png")).toEqual(["expected+actual"]);
  expect(names("page-expected.png", "cart-actual.png")).toEqual(["page-expected.png", "cart-actual.png"]);
  expect(names("page-actual.png", "page-actual.txt")).toEqual(["page-actual.png", "page-actual.txt"]);
});

it("takes only pictures that run nothing out of a comparison", () => {
  const png = "data:image/png;base64,iVBORw0KGgo=";
  expect(
    picturesIn(JSON.stringify({ expected: png, actual: png, diff: "data:image/svg+xml;base64,PHN2Zz4=" })),
  ).toEqual({
    expected: png,
    actual: png,
  });
  for (const hostile of [
    "https://evil.example.test/a.png",
    "javascript:alert(1)",
    'data:image/png;base64,"><script>',
  ]) {
    expect(picturesIn(JSON.stringify({ expected: hostile }))).toBeNull();
  }
  for (const nonsense of ["", "[]", "null", "{"]) expect(picturesIn(nonsense)).toBeNull();
});

it("reads traffic however little of it is as the format has it", () => {
  expect(exchangesOf('{"log":{"entries":[null,5,{"request":{"method":7},"response":{"headers":"x"}}]}}')).toHaveLength(
    3,
  );
  for (const nonsense of ["", "null", "[]", '{"log":{}}', '{"log":{"entries":{}}}'])
    expect(exchangesOf(nonsense)).toBeNull();
});

it("finds without regard to case, cuts lines at their hits, and bounds their length", () => {
  const lines = linesOf("Warn warn\r\nЁж warn\nx".concat("y".repeat(9_000)));
  expect(lines[2]).toHaveLength(5_001);
  const hits = hitsIn(lines, "WARN");
  expect(hits.map(({ line, from }) => [line, from])).toEqual([
    [0, 0],
    [0, 5],
    [1, 3],
  ]);
  expect(cut("Warn warn", hits.slice(0, 2)).map(({ text }) => text)).toEqual(["Warn", " ", "warn"]);
  expect(cut("plain", [])).toEqual([{ text: "plain", hit: null }]);
  expect(hitsIn(lines, "")).toEqual([]);
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable("{a}")).toBe("{a}");
});

it("selects the first failed step as deep as it is told", () => {
  const node = (key: string, status: Node["status"], children: Node[] = []): Node => ({
    key,
    parent: null,
    level: 1,
    kind: "step",
    part: "steps",
    text: key,
    status,
    start: 0,
    duration: 5,
    step: null,
    files: [],
    children,
  });
  const deep = node("steps.1.0", "broken", [node("steps.1.0.0", "passed")]);
  const nodes = [node("steps.0", "passed", [node("steps.0.0", "failed")]), node("steps.1", "failed", [deep])];
  expect(firstFailed(nodes)?.key).toBe("steps.1.0");
  expect(firstFailed(nodes.slice(0, 1))).toBeUndefined();
  expect(unfoldedAtStart(nodes, "steps.1.0")).toEqual(["steps", "steps.1"]);
  expect(spanOf([])).toEqual({ from: 0, to: 1 });
});
