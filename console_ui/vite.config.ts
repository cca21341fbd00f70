import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const backEnd = "http://127.0.0.1:8112";
// The tests run what the browser runs, state that reacts included, and not what a server would make of it.
const tested = process.env["VITEST"] !== undefined;

export default defineConfig({
  plugins: [svelte({ dynamicCompileOptions: () => (tested ? { generate: "client" } : undefined) })],
  ...(tested ? { resolve: { conditions: ["browser"] } } : {}),
  build: {
    target: "es2022",
    // The map library alone is larger than the default limit; it is loaded only on the pages that show a map.
    chunkSizeWarningLimit: 1100,
  },
  server: { proxy: { "/api": { target: backEnd, ws: true } } },
  test: { environment: "node", include: ["**/*.test.ts"] },
});
