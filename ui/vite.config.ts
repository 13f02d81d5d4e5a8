import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  resolve: { alias: { $lib: fileURLToPath(new URL("./src/lib", import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: { target: "safari15", chunkSizeWarningLimit: 400, outDir: "dist", emptyOutDir: true },
  define: {
    // The twin of the host is for tests, screenshots and development without a shell; a release leaves it out.
    __WITH_TWIN__: JSON.stringify(mode !== "production"),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 20_000,
    restoreMocks: true,
  },
}));
