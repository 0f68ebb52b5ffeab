import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { interfaceFont } from './scripts/interface-font.ts';
import { precompress } from './scripts/precompress.ts';

export default defineConfig({
  plugins: [react(), interfaceFont(), precompress()],
  resolve: {
    tsconfigPaths: true,
    // Stylesheets that compose from others do not ask the TypeScript configuration.
    alias: { '@': new URL('./src', import.meta.url).pathname },
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://127.0.0.1:8000' },
  },
  // PostCSS reads what stylesheets compose from others without saying from where, and warns of itself.
  css: { transformer: 'lightningcss' },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    manifest: true,
    // Font subsets are fetched by range as their letters appear; inlined, all would travel at once.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./vitest.setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    maxWorkers: 1,
  },
});
