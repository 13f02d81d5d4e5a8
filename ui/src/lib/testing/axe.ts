/** What axe finds wrong with what is shown. */
import axe from "axe-core";

/**
 * The rule and the element of each fault. jsdom draws nothing, so contrast and spacing are looked at in the real
 * window; a screen that is shown by itself has no landmarks.
 */
export async function faultsOfAxe(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    preload: false,
    resultTypes: ["violations"],
    rules: {
      "avoid-inline-spacing": { enabled: false },
      "color-contrast": { enabled: false },
      region: { enabled: false },
    },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
