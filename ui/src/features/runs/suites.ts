// Tests by suite. The server's answer names no suites: a test's full name tells the package and class,
// or the file, that it stands in.
import type { TestView } from "$lib/host";

export interface Suite {
  /** From the outermost inwards; empty when the full name tells nothing. */
  parts: string[];
  /** What stands between two parts where they are written in one. */
  joint: "." | "/" | " › ";
}

const NOWHERE: Suite = { parts: [], joint: "." };

/** Understands `com.example.PayTest.pays(int)`, `tests/test_pay.py::TestPay::test_pays`, `pay.spec.ts:12:5` and alike. */
export function suiteOf(fullName: string | null): Suite {
  const name = (fullName ?? "").trim();
  const [place, ...inside] = name.split(/::|#/u);
  if (place === undefined || place === "") return NOWHERE;
  if (inside.length > 0) return { ...outer(place), parts: [...outer(place).parts, ...inside.slice(0, -1)] };
  const titles = name.split(/ [>›] /u);
  if (titles.length > 1) return { parts: titles.slice(0, -1), joint: " › " };
  const file = /^(\S+\.\w+)(?::\d+){1,2}$/u.exec(name)?.[1];
  if (file !== undefined) return outer(file);
  const call = name.replace(/[([].*$/su, "");
  if (/\s/u.test(call)) return NOWHERE;
  const parts = call.split(/[./]/u);
  return { parts: parts.slice(0, -1), joint: call.includes("/") ? "/" : "." };
}

/** A file by its folders, or a package by its names. */
function outer(place: string): Suite {
  const joint = /[/\\]/u.test(place) ? "/" : isFile(place) ? "/" : ".";
  return { parts: place.split(joint === "/" ? /[/\\]/u : ".").filter((part) => part !== ""), joint };
}

const isFile = (place: string) => /\.(?:[cm]?[jt]sx?|py|rb|php|go|rs|feature|robot)$/u.test(place);

export interface Group {
  /** Two tests of one group have the same. */
  key: string;
  /** Empty when there is nothing to call it by. */
  label: string;
  tests: TestView[];
}

/** The groups with the most tests first. */
export function bySuite(tests: readonly TestView[]): Group[] {
  return grouped(tests, ({ full_name }) => {
    const { parts, joint } = suiteOf(full_name);
    return { key: parts.join("\n"), label: parts.join(joint) };
  });
}

/** The first line with something in it. */
export function firstLine(text: string | null): string {
  return /\S[^\r\n]*/u.exec(text ?? "")?.[0].trim() ?? "";
}

function grouped(tests: readonly TestView[], name: (test: TestView) => { key: string; label: string }): Group[] {
  const groups = new Map<string, Group>();
  for (const test of tests) {
    const { key, label } = name(test);
    const known = groups.get(key);
    if (known) known.tests.push(test);
    else groups.set(key, { key, label, tests: [test] });
  }
  return [...groups.values()].sort((a, b) => b.tests.length - a.tests.length);
}
