import { describe, expect, it } from "vitest";
import type { TestView } from "$lib/host";
import { bySuite, suiteOf } from "./suites";
import { treeOf } from "./suite-tree";
import { pieces } from "./trace";

let nextId = 1;
const test = (over: Partial<TestView> = {}): TestView => ({
  id: nextId++,
  name: "Pays",
  full_name: null,
  status: "failed",
  duration_ms: null,
  message: null,
  trace: null,
  muted: false,
  flaky: false,
  retries: 0,
  newly_failed: false,
  url: "",
  ...over,
});
const named = (full_name: string) => test({ full_name });

describe("the suite of a test", () => {
  it.each([
    ["com.example.PayTest.pays", "com.example.PayTest"],
    ["com.example.PayTest.pays(java.lang.String, int)", "com.example.PayTest"],
    ["tests/test_pay.py::TestPay::test_pays[a.b/c]", "tests/test_pay.py/TestPay"],
    ["tests.test_pay.TestPay#test_pays", "tests.test_pay.TestPay"],
    ["pay.spec.ts#pays", "pay.spec.ts"],
    ["specs/pay.spec.ts:12:5", "specs/pay.spec.ts"],
    ["Payments > Cards > pays", "Payments › Cards"],
    ["Платит сохранённой картой", ""],
    ["", ""],
    [null, ""],
  ])("%s stands in “%s”", (fullName, suite) => {
    const { parts, joint } = suiteOf(fullName);
    expect(parts.join(joint)).toBe(suite);
  });

  it("groups the failures, the most first", () => {
    const groups = bySuite([named("a.B.x"), named("c.D.y"), named("c.D.z"), named("")]);
    expect(groups.map(({ label, tests }) => [label, tests.length])).toEqual([
      ["c.D", 2],
      ["a.B", 1],
      ["", 1],
    ]);
  });
});

describe("the tree", () => {
  it("writes suites that hold one other in one, and counts what is below", () => {
    const tree = treeOf([named("com.shop.PayTest.a"), named("com.shop.PayTest.b"), named("com.shop.CartTest.c")]);
    expect(tree.count).toBe(3);
    expect(tree.branches.map(({ label, count }) => [label, count])).toEqual([["com.shop", 3]]);
    expect(tree.branches[0]?.branches.map(({ label, count }) => [label, count])).toEqual([
      ["PayTest", 2],
      ["CartTest", 1],
    ]);
  });

  it("keeps tests without a suite at its root", () => {
    const tree = treeOf([named(""), named("a.b")]);
    expect([tree.tests.length, tree.branches.map(({ label }) => label)]).toEqual([1, ["a"]]);
  });
});

describe("a trace", () => {
  const shape = (text: string) => pieces(text).map(({ folded, lines }) => [folded, lines.length]);

  it("folds the frames of the JVM's frameworks and keeps those of the tests", () => {
    const text = [
      "org.openqa.selenium.TimeoutException: waiting for [data-testid=pay]",
      "\tat org.openqa.selenium.support.ui.WebDriverWait.timeoutException(WebDriverWait.java:95)",
      "\tat org.openqa.selenium.support.ui.FluentWait.until(FluentWait.java:231)",
      "\tat com.example.checkout.PaymentPage.pay(PaymentPage.java:41)",
      "\tat java.base/java.lang.reflect.Method.invoke(Method.java:580)",
      "\tat org.junit.platform.engine.support.Node.execute(Node.java:12)",
      "Caused by: java.net.SocketTimeoutException: Read timed out",
      "\t... 12 more",
      "",
    ].join("\n");
    expect(shape(text)).toEqual([
      [false, 1],
      [true, 2],
      [false, 1],
      [true, 2],
      [false, 2],
    ]);
  });

  it("folds Python's with the source below them, and Node's", () => {
    const python = [
      "Traceback (most recent call last):",
      '  File "/app/.venv/lib/python3.12/site-packages/requests/api.py", line 59, in request',
      "    return session.request(method=method, url=url, **kwargs)",
      '  File "/app/tests/test_pay.py", line 7, in test_pays',
      "    assert paid == True",
      "AssertionError",
    ].join("\n");
    expect(shape(python)).toEqual([
      [false, 1],
      [true, 2],
      [false, 3],
    ]);
    const node = [
      "Error: no such button",
      "    at Cart.pay (/app/specs/cart.ts:3:9)",
      "    at Runner.run (/app/node_modules/mocha/lib/runner.js:1:1)",
      "    at node:internal/process/task_queues:95:5",
    ].join("\n");
    expect(shape(node)).toEqual([
      [false, 2],
      [true, 2],
    ]);
  });

  it("loses no line, whatever it is given", () => {
    for (const text of ["", "\tat java.lang.A.b(A.java:1)", "a\r\nb\rc", "\n\nx"]) {
      const lines = pieces(text).flatMap((piece) => piece.lines);
      expect(lines.join("\n")).toBe(text.replace(/\r\n?/gu, "\n"));
    }
  });
});
