// A trace as lines, with those that belong to frameworks and libraries told apart from those of the tests.

export interface Piece {
  /** Lines of frameworks: shown once they are asked for. */
  folded: boolean;
  lines: string[];
}

/** A single line is not worth folding: what unfolds it takes as much room. */
const LEAST = 2;

const JVM =
  /^\s*at (?:[\w.$@-]+\/)*(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.(?:junit|testng|opentest4j|openqa\.selenium|hamcrest|assertj|mockito|spockframework|springframework|gradle|apache\.maven|codehaus\.groovy|cucumber|hibernate)|io\.(?:cucumber|qameta|restassured|netty|appium)|com\.codeborne\.selenide|cucumber|net\.bytebuddy|okhttp3|retrofit2|reactor)\./u;
const DOTNET = /^\s*(?:at|в) (?:System|Microsoft|NUnit|Xunit|OpenQA|FluentAssertions|Allure|Castle)\./u;
const SCRIPT = /^\s*at .*(?:node_modules[\\/]|\(?node:|\(internal\/|<anonymous>\)?$)/u;
const PYTHON = /^\s*File ".*(?:site-packages|dist-packages|lib[\\/]python\d[\d.]*|<frozen )/u;
const PYTEST = /^(?:\S*[\\/])?(?:site-packages|dist-packages|lib[\\/]python\d[\d.]*)[\\/].*:\d+:/u;
const GO = /^\s*(?:testing\.|runtime\.|created by testing\.|.*\/(?:usr\/local\/go|go\/pkg\/mod)\/)/u;
const RUST = /^\s*(?:\d+: (?:std|core|alloc|test|rust_begin_unwind|tokio)\b|at \/rustc\/)/u;
const MORE = /^\s*\.\.\. \d+ (?:more|common frames omitted)/u;
const PATTERNS = [JVM, DOTNET, SCRIPT, PYTHON, PYTEST, GO, RUST, MORE];

export function pieces(trace: string): Piece[] {
  const marked = mark(trace.replace(/\s+$/u, "").split(/\r\n|\r|\n/u));
  const found: Piece[] = [];
  for (const { line, folded } of marked) {
    const last = found.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else found.push({ folded, lines: [line] });
  }
  return merged(found.map((piece) => ({ ...piece, folded: piece.folded && piece.lines.length >= LEAST })));
}

function mark(lines: string[]): { line: string; folded: boolean }[] {
  let before = false;
  return lines.map((line, at) => {
    // Python writes the source of a frame under it.
    const source = before && at > 0 && PYTHON.test(lines[at - 1] ?? "") && /^\s{4,}\S/u.test(line);
    before = source || PATTERNS.some((pattern) => pattern.test(line));
    return { line, folded: before };
  });
}

function merged(found: Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of found) {
    const last = all.at(-1);
    if (last && last.folded === piece.folded) last.lines.push(...piece.lines);
    else all.push({ ...piece, lines: [...piece.lines] });
  }
  return all;
}
