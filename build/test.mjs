// `npm test`: installs what is missing, then runs every check. The last line counts them all.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { install, root, run } from './install.mjs';

install();
let passed = 0;
let failed = 0;

/** A check that passes or fails as a whole. */
function check(title, command, args) {
  console.log(`\n== ${title}`);
  if (run(command, args) === 0) passed++;
  else failed++;
}

const bin = (name) => path.join(root, 'node_modules', '.bin', name);
for (const area of ['engine', 'engine/node', 'cli', 'test']) check(`types of ${area}`, bin('tsc'), ['-p', `${area}/tsconfig.json`]);
check('import directions', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'engine', 'templates', 'cli', 'test']);

console.log('\n== tests');
const report = path.join(root, 'node_modules', '.vitest-report.json');
rmSync(report, { force: true });
run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
try {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  // a file that cannot be loaded has failed without a test of its own
  failed += numFailedTests + testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
} catch {
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
