import { describe, expect, it } from "vitest";
import { clockOf, formatDurations, formatInZone, formatMoment, formatNumber, formatTime } from "./format";
import { counted } from "./plural";
import { speak } from "./language.svelte";

const NIGHT = "2026-03-05T03:36:18Z";
const EVENING = "2026-03-05T19:06:08Z";

describe.each(["en", "ru"] as const)("in %s", (language) => {
  it("tells every time by a clock of 24 hours", () => {
    speak(language);
    for (const at of [NIGHT, EVENING]) {
      for (const told of [formatTime(at), formatMoment(at), formatInZone(at, "UTC")]) {
        expect(told).toMatch(/\d\d:\d\d/);
        expect(told).not.toMatch(/[AP]M/i);
      }
    }
    expect(formatInZone(EVENING, "UTC")).toContain("19:06");
  });

  it("writes a number alike alone and beside its word", () => {
    speak(language);
    expect(counted[language](2000, "row", "rows", "rows").startsWith(formatNumber(2000))).toBe(true);
    expect(formatNumber(2000)).not.toBe("2000");
  });
});

it("takes a time of day as people type it", () => {
  expect(["7", "07", "730", "7:30", "07.30", "0730", " 23:59 ", "00:00"].map(clockOf)).toEqual([
    "07:00",
    "07:00",
    "07:30",
    "07:30",
    "07:30",
    "07:30",
    "23:59",
    "00:00",
  ]);
  expect(["", "24", "7:60", "7:5", "noon", "7:30 AM"].map(clockOf)).toEqual([null, null, null, null, null, null]);
});

it("says a range of lengths with its unit once", () => {
  speak("en");
  const said = (low: number, high: number) => formatDurations({ low, high }).replaceAll("\u00a0", " ");
  expect([said(420_000, 545_000), said(425_000, 430_000), said(40_000, 55_000)]).toEqual(["7–9 m", "7 m", "40–55 s"]);
  expect(said(3_000_000, 3_900_000)).toBe("50 m–1 h 5 m");
});
