/** What was typed with the other keyboard layout on: Latin letters for the Russian ones of the same keys, and back. */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё";

const KEYS = new Map<string, string>();
for (let at = 0; at < LATIN.length; at += 1) {
  KEYS.set(LATIN.charAt(at), RUSSIAN.charAt(at));
  KEYS.set(RUSSIAN.charAt(at), LATIN.charAt(at));
}

/** The text that the same keys give in the other layout; each letter goes its own way. Takes lower case. */
export function otherLayout(typed: string): string {
  return Array.from(typed, (letter) => KEYS.get(letter) ?? letter).join("");
}
