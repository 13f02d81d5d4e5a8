/** A choice of tests in a line of words. */
import type { Tests } from "$lib/host";
import { t } from "./messages";

/** So many names are said before the rest is counted. */
const NAMED = 5;

function named(names: string[]): string {
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(", ") + (rest > 0 ? t.described.more(rest) : "");
}

export function described(tests: Tests): string {
  switch (tests.tests) {
    case "all":
      return t.kinds.all;
    case "query":
      return t.described.query(tests.aql);
    case "plan":
      return t.described.plan(tests.name);
    case "run":
      return t.described.run(t.ofRun[tests.which], tests.name);
    case "tree": {
      const parts = [
        tests.groups.length > 0 ? t.described.groups(named(tests.groups.map(({ names }) => names.join(" / ")))) : "",
        tests.without.length > 0 ? t.described.without(named(tests.without.map(({ name }) => name))) : "",
        tests.cases.length > 0 ? t.described.cases(named(tests.cases.map(({ name }) => name))) : "",
      ];
      return parts.filter(Boolean).join("; ");
    }
  }
}
