// After axe's own source: checks the page as it stands and tells what is wrong, one line for each element.
const done = arguments[arguments.length - 1];
const options = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
(globalThis.axe ?? window.axe).run(document, options).then(
  (found) => {
    const faults = found.violations.flatMap((rule) =>
      rule.nodes.map((node) => {
        const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
        return `${rule.id} (${rule.impact}): ${node.target.join(" ")}: ${why}`;
      }),
    );
    done({ faults });
  },
  (error) => done({ error: String(error) }),
);
