/** Templates at their full size against torchvision's numbers: `npm run test:templates`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/conformance/templates.long.ts'], pool: 'forks', maxWorkers: 1, testTimeout: 3_600_000 },
});
