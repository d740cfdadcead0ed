// `npm test`: installs what is missing, builds, then runs every check. The last line counts them all.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { install, root, run } from './install.mjs';

install();
const { buildPages, bundle } = await import('./bundle.mjs');
const { chromium } = await import('./chromium.mjs');

let passed = 0;
let failed = 0;

/** A check that passes or fails as a whole. */
async function check(title, work) {
  console.log(`\n== ${title}`);
  let ok = false;
  try {
    ok = await work();
  } catch (error) {
    console.error(error);
  }
  if (ok) passed++;
  else failed++;
}
const bin = (name, ...args) => run(path.join(root, 'node_modules', '.bin', name), args) === 0;

const AREAS = [
  'engine',
  'engine/node',
  'host',
  'electron',
  'electron/preload',
  'cli',
  'bench',
  'renderer',
  'test',
  'test/e2e',
  'test/electron',
];
for (const area of AREAS) await check(`types of ${area}`, () => bin('tsc', '-p', `${area}/tsconfig.json`));
await check('import directions', () =>
  bin(
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'engine',
    'templates',
    'host',
    'electron',
    'cli',
    'bench',
    'renderer',
    'test',
  ),
);
await check('lint', () => bin('biome', 'check', '.', '--error-on-warnings'));
await check('build', async () => {
  await bundle();
  await buildPages();
  return true;
});

console.log('\n== tests');
const report = path.join(root, 'node_modules', '.vitest-report.json');
rmSync(report, { force: true });
bin('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
count(report, ({ numPassedTests, numFailedTests, testResults }) => {
  // a file that cannot be loaded has failed without a test of its own
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  return [numPassedTests, numFailedTests + unloaded];
});

console.log('\n== end-to-end tests');
const browser = await chromium();
if (browser) {
  const e2e = path.join(root, 'test-results', 'report.json');
  rmSync(e2e, { force: true });
  run(path.join(root, 'node_modules', '.bin', 'playwright'), ['test'], {
    env: { ...process.env, PLAYWRIGHT_CHROMIUM: browser },
  });
  count(e2e, ({ stats, errors }) => [stats.expected + stats.flaky, stats.unexpected + errors.length]);
} else {
  console.error(
    'There is no Chromium for the end-to-end tests, and none could be fetched. Install one, or name it in PLAYWRIGHT_CHROMIUM.',
  );
  failed++;
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** Adds a report's numbers; a report that is not there is a failure. */
function count(file, numbers) {
  try {
    const [good, bad] = numbers(JSON.parse(readFileSync(file, 'utf8')));
    passed += good;
    failed += bad;
  } catch {
    failed++;
  }
}
