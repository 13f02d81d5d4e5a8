import { expect, it } from "vitest";
import type { EvidenceStep, ResultEvidence, TestStatus } from "$lib/host";
import { differs, stepsSideBySide } from "./attempt-steps";

const step = (text: string, status: TestStatus, steps: EvidenceStep[] = []): EvidenceStep =>
  ({ kind: "step", text, status, steps, start_ms: null, duration_ms: null, files: [] }) as unknown as EvidenceStep;

const attempt = (...steps: EvidenceStep[]): ResultEvidence =>
  ({ name: "Pays", status: "failed", before: [], steps, after: [], files: [] }) as unknown as ResultEvidence;

const told = (...attempts: (ResultEvidence | null)[]) =>
  stepsSideBySide(attempts).map(({ level, node, in: inEach }) => [
    level,
    node.text,
    ...inEach.map((one) => one?.status ?? null),
  ]);

it("puts the same step of each attempt into one row", () => {
  const first = attempt(step("Open", "passed"), step("Pay", "failed", [step("Type the card", "failed")]));
  const second = attempt(step("Open", "passed"), step("Pay", "passed", [step("Type the card", "passed")]));
  expect(told(first, second)).toEqual([
    [1, "Open", "passed", "passed"],
    [1, "Pay", "failed", "passed"],
    [2, "Type the card", "failed", "passed"],
  ]);
  expect(stepsSideBySide([first, second]).map(differs)).toEqual([false, true, true]);
});

it("keeps repeated steps apart, and shows what only one attempt came to", () => {
  const first = attempt(step("Click", "passed"), step("Click", "failed"));
  const second = attempt(step("Click", "passed"), step("Click", "passed"), step("Pay", "passed"));
  expect(told(first, second, null)).toEqual([
    [1, "Click", "passed", "passed", null],
    [1, "Click", "failed", "passed", null],
    [1, "Pay", null, "passed", null],
  ]);
});
