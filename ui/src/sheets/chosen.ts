/** Which sheets there are, and which of them a person asked for: `runs 380 dark`, or a sheet by its name. */
import { LANGUAGES, SCREENS, THEMES, WIDTHS, WORLDS, type Screen } from "./screens";

export type Sheet = { sheet: string; query: string };

const WORLD_NAMES: readonly string[] = [...WORLDS, "first-run"];

/** Words of one kind widen the choice, words of different kinds narrow it. A width need not be one of the usual. */
export function chosenSheets(words: readonly string[]): Sheet[] {
  const names = words.filter((word) => SCREENS.some(({ name }) => name === word));
  const languages = words.filter((word) => LANGUAGES.some((language) => language === word));
  const themes = words.filter((word) => THEMES.some((theme) => theme === word));
  const worlds = words.filter((word) => WORLD_NAMES.includes(word));
  const widths = words.filter((word) => /^\d{3,4}$/.test(word));
  const all = sheetsOf(SCREENS, WIDTHS.map(String), LANGUAGES, THEMES, []);
  const single = all.filter(({ sheet }) => words.includes(sheet));
  const known = [...names, ...languages, ...themes, ...worlds, ...widths, ...single.map(({ sheet }) => sheet)];
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length > 0) {
    const screens = SCREENS.map(({ name }) => name).join(" ");
    throw new Error(`There is no ${unknown.join(", ")}. There are ${screens}`);
  }
  if (single.length > 0) return single;
  return sheetsOf(
    SCREENS.filter(({ name, worlds: its = WORLDS }) => {
      const among = worlds.length === 0 || its.some((world) => worlds.includes(world));
      return among && (names.length === 0 || names.includes(name));
    }),
    widths.length > 0 ? widths : WIDTHS.map(String),
    languages.length > 0 ? languages : LANGUAGES,
    themes.length > 0 ? themes : THEMES,
    worlds,
  );
}

function sheetsOf(
  screens: readonly Screen[],
  widths: readonly string[],
  languages: readonly string[],
  themes: readonly string[],
  worlds: readonly string[],
): Sheet[] {
  return screens.flatMap(({ name }) =>
    widths.flatMap((width) =>
      languages.flatMap((lang) =>
        themes.map((theme) => {
          const query = new URLSearchParams({ screen: name, width, lang, theme });
          for (const world of worlds) query.append("world", world);
          return { sheet: [name, width, lang, theme].join("-"), query: String(query) };
        }),
      ),
    ),
  );
}
