// The tests of a run as a tree of suites.
import type { TestView } from "$lib/host";
import { suiteOf } from "./suites";

export interface Branch {
  /** The path from the root, one part a line. */
  key: string;
  /** Suites that hold nothing but one other are written in one with it. */
  label: string;
  branches: Branch[];
  tests: TestView[];
  /** Tests in it, however deep. */
  count: number;
}

interface Growing {
  branches: Map<string, Growing>;
  tests: TestView[];
  joint: string;
}

export function treeOf(tests: readonly TestView[]): Branch {
  const root = seed(".");
  for (const test of tests) {
    const { parts, joint } = suiteOf(test.full_name);
    let place = root;
    for (const part of parts) {
      const next = place.branches.get(part) ?? seed(joint);
      place.branches.set(part, next);
      place = next;
    }
    place.tests.push(test);
  }
  return grown(root, "", "");
}

function grown(from: Growing, key: string, label: string): Branch {
  const [only, ...others] = from.branches;
  if (only && others.length === 0 && from.tests.length === 0 && key !== "") {
    const [part, inner] = only;
    return grown(inner, `${key}\n${part}`, `${label}${inner.joint}${part}`);
  }
  const branches = [...from.branches].map(([part, inner]) => grown(inner, key === "" ? part : `${key}\n${part}`, part));
  const count = branches.reduce((sum, branch) => sum + branch.count, from.tests.length);
  return { key, label, branches, tests: from.tests, count };
}

const seed = (joint: string): Growing => ({ branches: new Map(), tests: [], joint });
