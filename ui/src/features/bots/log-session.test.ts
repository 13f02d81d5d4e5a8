import { expect, it } from "vitest";
import { type Host, type LogPage, type LogQuery, useHost } from "$lib/host";
import { lineOf, logPage } from "$lib/host/twin/deployments/log";
import { LogSession } from "./log-session.svelte";

function logOf(answer: (query: LogQuery) => LogPage) {
  const asked: LogQuery[] = [];
  useHost({
    commands: { deployment_log: (query: LogQuery) => (asked.push(query), Promise.resolve(answer(query))) },
  } as unknown as Host);
  return { log: new LogSession("echo"), asked };
}

const settled = () => new Promise((go) => setTimeout(go));

it("reads the end first, then what comes into sight, each once", async () => {
  const { log, asked } = logOf((query) => logPage(100_000, query));
  log.ask("", 0);
  await settled();
  expect(log.lines).toHaveLength(100_000);
  expect(log.lines[99_999]?.number).toBe(99_999);
  expect(log.lines[0]).toBeUndefined();
  log.see(150, 230);
  log.see(151, 231);
  await settled();
  expect(asked.map(({ from }) => from)).toEqual([null, 0, 200]);
  expect(log.lines[150]?.number).toBe(150);
});

it("keeps what it has as the log grows, and moves it as old lines go", async () => {
  let [oldest, newest] = [0, 300];
  const { log } = logOf(({ from, count }) => {
    const first = from ?? Math.max(0, newest - oldest - count);
    const lines = Array.from({ length: Math.min(count, newest - oldest - first) }, (_, at) =>
      lineOf(oldest + first + at),
    );
    return { total: newest - oldest, found: newest - oldest, from: first, lines, cut: oldest > 0 };
  });
  log.ask("", 0);
  await settled();
  expect(log.lines[100]?.number).toBe(100);
  [oldest, newest] = [50, 350];
  await log.readEnd();
  expect(log.lines).toHaveLength(300);
  expect(log.lines[60]?.number).toBe(110);
  expect(log.lines[299]?.number).toBe(349);
  expect(log.cut).toBe(true);
});

it("drops the answer to a question that was left", async () => {
  const answers: ((page: LogPage) => void)[] = [];
  useHost({ commands: { deployment_log: () => new Promise((go) => answers.push(go)) } } as unknown as Host);
  const log = new LogSession("echo");
  log.ask("", 0);
  log.ask("error", 0);
  answers[1]?.({ total: 1, found: 1, from: 0, lines: [lineOf(36)], cut: false });
  answers[0]?.({ total: 2, found: 2, from: 0, lines: [lineOf(0), lineOf(1)], cut: false });
  await settled();
  expect(log.lines.map((line) => line?.number)).toEqual([36]);
});

it("asks one thing at a time, so that a late answer never takes the end of a growing log back", async () => {
  const answers: ((total: number) => void)[] = [];
  useHost({
    commands: {
      deployment_log: (query: LogQuery) => new Promise((go) => answers.push((total) => go(logPage(total, query)))),
    },
  } as unknown as Host);
  const log = new LogSession("echo");
  log.ask("", 0);
  answers.shift()?.(1_000);
  await settled();
  log.see(0, 20);
  void log.readEnd();
  expect(answers).toHaveLength(1);
  answers.shift()?.(1_000);
  await settled();
  answers.shift()?.(5_000);
  await settled();
  expect(log.lines).toHaveLength(5_000);
  expect(log.lines[0]?.number).toBe(0);
});
