import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Loads each icon by itself: the index of the package would bring some fifteen hundred into every test. */
const iconsOneByOne: Plugin = {
  name: "icons-one-by-one",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("/src/") || id.includes("node_modules")) return null;
    return code.replace(/import \{([^}]+)\} from "@lucide\/svelte";/g, (_, names: string) =>
      (names.match(/\w+/g) ?? []).map((name) => `import ${name} from "@lucide/svelte/icons/${kebab(name)}";`).join(" "),
    );
  },
};

function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z0-9])/g, "$1-$2").toLowerCase();
}

/**
 * Tests see what people get, and are done sooner than with the checks for developers: Svelte's take stack traces and
 * replace `includes` and `indexOf` of all arrays, those of jsdom and axe too, with slow ones.
 */
const AS_IT_SHIPS = { compilerOptions: { dev: false } };
const SHIPPED: Record<string, string> = process.env.VITEST ? { "esm-env": here("./src/lib/testing/esm-env.ts") } : {};

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

export default defineConfig(({ mode }) => ({
  plugins: [process.env.VITEST ? iconsOneByOne : null, svelte(process.env.VITEST ? AS_IT_SHIPS : {}), svelteTesting()],
  resolve: { alias: { $lib: here("./src/lib"), ...SHIPPED } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    target: "safari15",
    outDir: "dist",
    emptyOutDir: true,
    // One sheet: a place that is shown for the first time never stands there undressed.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first frame needs whatever it shows, and what several parts share: few files, each in one read.
            { name: "start", tags: ["$initial"], priority: 1 },
            { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 24_000 },
          ],
        },
      },
    },
  },
  define: {
    // The twin of the host is for tests, screenshots and development without a shell; a release leaves it out.
    __WITH_TWIN__: JSON.stringify(mode !== "production"),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    // A machine that builds at the same time is slow.
    testTimeout: 120_000,
    // What the page is made of is read once for all files; each leaves it as it found it.
    pool: "threads",
    isolate: false,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
}));
