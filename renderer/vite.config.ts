import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(import.meta.dirname, '..', 'out', 'renderer'),
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 8000,
  },
  worker: { format: 'es' },
});
