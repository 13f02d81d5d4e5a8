import { expect, it } from "vitest";
import { commandOf } from "./frameworks";

it("names the plan as the shell of the path reads it", () => {
  const pytest = { name: "pytest", command: "pytest" };
  expect(commandOf(pytest, "/home/ann/it's here/testplan.json")).toBe(
    "ALLURE_TESTPLAN_PATH='/home/ann/it'\\''s here/testplan.json' pytest",
  );
  expect(commandOf(pytest, "C:\\work\\testplan.json")).toBe(
    "$env:ALLURE_TESTPLAN_PATH = 'C:\\work\\testplan.json'; pytest",
  );
});
