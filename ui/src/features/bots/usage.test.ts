import { expect, it } from "vitest";
import { botOf, usageOf as pointsOf } from "$lib/host/twin/deployments/bots";
import { scenario } from "$lib/host/twin/scenario";
import { curve, limitAt, usageOf } from "./usage";

it("draws the newest point at the right and the limit at the top", () => {
  expect(curve({ points: [128, 256], limit: 256 }, 118, 20)).toBe("116,10 118,0");
  expect(limitAt({ points: [128, 256], limit: 256 }, 20)).toBe(0);
});

it("makes room for what is above a limit, which the engine allows for a moment", () => {
  expect(curve({ points: [1], limit: 0.5 }, 118, 20)).toBe("118,0");
  expect(limitAt({ points: [1], limit: 0.5 }, 20)).toBe(10);
});

it("says the use beside its limit, and that it is near", () => {
  const calm = botOf(scenario(), "calm", { usage: pointsOf(scenario(), 90, 0.1) });
  expect(usageOf(calm, "memory")).toMatchObject({ near: false, limit: 256 });
  const busy = botOf(scenario(), "busy", {
    usage: [{ at: "2026-03-05T08:00:00Z", memory_bytes: 250 * 1024 * 1024, cpu_cores: 0.4667, processes: 99 }],
  });
  expect(usageOf(busy, "memory")).toMatchObject({ words: "250 of 256 MB", near: true });
  expect(usageOf(busy, "cpu")).toMatchObject({ words: "0.47 of 0.5 cores", near: true });
  expect(usageOf(botOf(scenario(), "new"), "processes")).toMatchObject({ words: "– of 100", near: false });
});
