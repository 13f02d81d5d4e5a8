// How a framework is told of a testplan.json: by the variable ALLURE_TESTPLAN_PATH, which its Allure adapter reads.
export interface Framework {
  name: string;
  command: string;
}

export const FRAMEWORKS: readonly Framework[] = [
  { name: "pytest", command: "pytest --alluredir=allure-results" },
  { name: "Maven (JUnit 5, TestNG)", command: "mvn test" },
  { name: "Gradle (JUnit 5, TestNG)", command: "./gradlew test" },
  { name: "Playwright", command: "npx playwright test --reporter=allure-playwright" },
  { name: "Jest", command: "npx jest" },
  { name: "Mocha", command: "npx mocha --reporter allure-mocha" },
  { name: "Vitest", command: "npx vitest run" },
  { name: "Cypress", command: "npx cypress run" },
  { name: "CucumberJS", command: "npx cucumber-js" },
  { name: "Behave", command: "behave -f allure_behave.formatter:AllureFormatter -o allure-results" },
  { name: "Robot Framework", command: "robot --listener allure_robotframework ." },
  { name: ".NET (NUnit, xUnit)", command: "dotnet test" },
];

/** In the words of a POSIX shell, or of PowerShell for a path of Windows. */
export function commandOf(framework: Framework, path: string): string {
  if (/^[a-z]:\\|^\\\\/i.test(path))
    return `$env:ALLURE_TESTPLAN_PATH = '${path.replaceAll("'", "''")}'; ${framework.command}`;
  return `ALLURE_TESTPLAN_PATH='${path.replaceAll("'", "'\\''")}' ${framework.command}`;
}
