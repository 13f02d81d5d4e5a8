/** The name offered for a file with what the grid shows: beside the file itself, and told apart from it. */
export function besideOf(path: string): string {
  const ending = /\.[^./\\]+$/.exec(path)?.[0] ?? "";
  return `${path.slice(0, path.length - ending.length)}_filtered${ending || ".csv"}`;
}
