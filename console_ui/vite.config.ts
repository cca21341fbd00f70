import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const backEnd = "http://127.0.0.1:8112";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    // The map library alone is larger than the default limit; it is loaded only on the pages that show a map.
    chunkSizeWarningLimit: 1100,
  },
  server: { proxy: { "/api": { target: backEnd, ws: true } } },
  test: { environment: "node", include: ["**/*.test.ts"] },
});
