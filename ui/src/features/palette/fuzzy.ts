/**
 * How well a name answers what was typed: every letter must come, in order. Higher is better; `null` means not at all.
 * Letters at the start of a word and letters that stand together count more.
 */
export function score(name: string, typed: string): number | null {
  const text = name.toLowerCase();
  const wanted = typed.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return 0;
  const whole = text.indexOf(typed.trim().toLowerCase());
  if (whole >= 0) return 1000 - whole - text.length / 100 + (isStart(text, whole) ? 200 : 0);
  let points = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    points += next === at + 1 ? 6 : isStart(text, next) ? 5 : 1 - Math.min(0.9, (next - at) / 40);
    at = next;
  }
  return points - text.length / 100;
}

function isStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? " ");
}
