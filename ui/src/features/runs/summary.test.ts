import { describe, expect, it } from "vitest";
import type { RunView, TestView } from "$lib/host";
import { detailsOf, testsOf } from "$lib/host/twin/details";
import { finishedOf } from "$lib/host/twin/runs";
import { scenario } from "$lib/host/twin/scenario";
import { speak } from "$lib/i18n";
import { NAMED, summary } from "./summary";

const SCENARIO = scenario();
const RUN: RunView = {
  ...detailsOf(SCENARIO, finishedOf(SCENARIO)[1]!).run,
  name: "Nightly *2.18*",
  project_name: "Checkout",
  job_name: "e2e_[smoke]",
  started_at: "2026-11-20T10:00:00Z",
  finished_at: "2026-11-20T10:12:03Z",
  counts: { passed: 182, failed: 3, broken: 1, skipped: 6, unknown: 0, in_progress: 0 },
  change: { newly_failed: 2, fixed: 1, still_failing: 0, gone: 0, appeared: 9, slower: 4 },
  url: "https://testops.example.com/launch/40101",
};
const [SAMPLE] = testsOf(SCENARIO, RUN, { run_id: 1, statuses: ["failed"], text: "", offset: 0, limit: 1 }).items;
const failed = (over: Partial<TestView>): TestView => ({ ...SAMPLE!, newly_failed: false, ...over });
const FAILED = [
  failed({ name: "test_pays_by_card", newly_failed: true, message: "expected `paid`\n but was {new}" }),
  failed({ name: "Оплата по QR-коду", message: null }),
];

describe("the summary of a run", () => {
  it("is Markdown that says what chat says, and names what failed", () => {
    expect(summary("markdown", RUN, FAILED)).toBe(`❌ **Failed: Nightly \\*2.18\\***  
Checkout · e2e\\_\\[smoke\\]  
✅ 182 passed · ❌ 3 failed · ⚠️ 1 broken · ⏭ 6 skipped  
⏱ 12\u00a0m 3\u00a0s  
Δ 2 newly failed, 1 fixed

- 🆕 test_pays_by_card: \`\` expected \`paid\` \`\`
- Оплата по QR-коду
- and 2 more

[Open in TestOps](https://testops.example.com/launch/40101)`);
  });

  it("is for Slack without escapes, with the address as it is", () => {
    expect(summary("slack", RUN, FAILED)).toBe(`❌ *Failed: Nightly *2.18**
Checkout · e2e_[smoke]
✅ 182 passed · ❌ 3 failed · ⚠️ 1 broken · ⏭ 6 skipped
⏱ 12\u00a0m 3\u00a0s
Δ 2 newly failed, 1 fixed

• 🆕 test_pays_by_card: \`expected 'paid'\`
• Оплата по QR-коду
• and 2 more

Open in TestOps: https://testops.example.com/launch/40101`);
  });

  it("is wiki markup for Jira, in Russian too", () => {
    speak("ru");
    expect(summary("jira", RUN, FAILED)).toBe(`❌ *Есть падения: Nightly \\*2.18\\**
Checkout · e2e\\_\\[smoke\\]
✅ 182 успешно · ❌ 3 упало · ⚠️ 1 сломано · ⏭ 6 пропущено
⏱ 12\u00a0мин 3\u00a0с
Δ 2 новых падений, 1 починено

* 🆕 test_pays_by_card: {{expected \`paid\`}}
* Оплата по QR-коду
* и ещё 2 теста

[Открыть в TestOps|https://testops.example.com/launch/40101]`);
  });

  it("of a run that has neither results nor an address says only what is known", () => {
    const counts = { passed: 0, failed: 0, broken: 0, skipped: 0, unknown: 0, in_progress: 0 };
    const bare: RunView = {
      ...RUN,
      name: "Stillborn",
      job_name: null,
      outcome: "start_failed",
      counts,
      change: null,
      url: null,
      started_at: null,
      finished_at: RUN.asked_at,
      message: "No such branch: {main}\nat line 1",
    };
    expect(summary("markdown", bare, [])).toBe("⚠️ **Did not start: Stillborn**  \nCheckout  \nNo such branch: {main}");
    expect(summary("jira", bare, [])).toContain("No such branch: \\{main\\}");
  });

  it("names a few of many and cuts what is long, whole characters at a time", () => {
    const run = { ...RUN, counts: { ...RUN.counts, failed: 500, broken: 0 } };
    const long = Array.from({ length: 40 }, () => failed({ name: "😀".repeat(300), message: "x".repeat(9000) }));
    const text = summary("slack", run, long);
    expect(text.match(/^• /gmu)).toHaveLength(NAMED + 1);
    expect(text).toContain(`${"😀".repeat(199)}…: \`${"x".repeat(199)}…\``);
    expect(text).toContain(`• and ${String(500 - NAMED)} more`);
  });
});
