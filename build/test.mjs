// `npm test`: installs what is missing, builds, then runs every check. The last line counts them all.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { install, root } from './install.mjs';

install();
const { buildPages, bundle } = await import('./bundle.mjs');
const { chromium } = await import('./chromium.mjs');

const CORES = 2;
/** With which a part of the tests ends that cannot be run on this machine, as automake's do. */
const LEFT_OUT = 77;
let passed = 0;
let failed = 0;
/** How many seconds each phase and each file of tests took. */
const phases = [];
const files = [];

const bin = (name) => path.join(root, 'node_modules', '.bin', name);

async function phase(title, work) {
  console.log(`\n== ${title}`);
  const start = performance.now();
  const result = await work();
  phases.push({ title, seconds: (performance.now() - start) / 1000 });
  return result;
}

/** Runs a program to its end, beside others. What it says is given in one piece, and `tell` hears it as it comes. */
const quietly = (command, args, { env = {}, tell = () => {} } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    const said = [];
    const hear = (part) => {
      said.push(part);
      tell(part);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ code: null, said: error.message }));
    const end = (code) => resolve({ code, said: Buffer.concat(said).toString() });
    child.on('close', end);
    // what a failed test left running may hold the pipe open
    child.on('exit', (code) => setTimeout(end, 5000, code).unref());
  });

/** The same, shown as it comes. Gives its exit code. */
async function aloud(command, args, env) {
  const { code, said } = await quietly(command, args, { env, tell: (part) => process.stdout.write(part) });
  if (code === null) console.error(said);
  return code;
}

/** Checks that each pass or fail as a whole, as many at once as there are cores. */
async function checks(list) {
  const waiting = [...list];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { title, command, args } = next;
      const { code, said } = await quietly(command, args);
      const ok = code === 0;
      console.log(`${ok ? 'passed' : 'FAILED'}  ${title}${ok ? '' : `\n${said}`}`);
      if (ok) passed++;
      else failed++;
    }
  };
  await Promise.all(Array.from({ length: CORES }, worker));
}

// the native compiler checks types; TypeScript's library (its older version) serves tools that read programs
const tsc = path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
/**
 * The configurations to check. Areas that know the same (the language alone, Node, a page and Node) are one program here, so that what
 * they share is checked once; an editor has each by itself.
 */
const PROGRAMS = [
  { title: 'engine, templates and host', area: 'host' },
  { title: 'tests, cli, bench and what engine and host have for Node', area: 'test' },
  { title: 'renderer', area: 'renderer' },
  { title: 'end-to-end and desktop tests, preload', area: 'test/e2e' },
  { title: 'electron', area: 'electron' },
  { title: 'renderer/actions and renderer/state without a page', area: 'renderer/actions' },
];
const CHECKS = [
  ...PROGRAMS.map(({ title, area }) => ({
    title: `types: ${title}`,
    command: process.execPath,
    args: [tsc, '-p', `${area}/tsconfig.json`],
  })),
  {
    title: 'import directions',
    command: bin('depcruise'),
    args: [
      '--config',
      '.dependency-cruiser.cjs',
      ...['engine', 'templates', 'host', 'electron', 'cli', 'bench', 'renderer', 'test'],
    ],
  },
  { title: 'lint and format', command: bin('biome'), args: ['check', '.', '--error-on-warnings'] },
  { title: 'limits of lines, functions and folders', command: process.execPath, args: ['build/limits.mjs'] },
];

async function built() {
  try {
    await bundle();
    await buildPages();
    passed++;
  } catch (error) {
    console.error(error);
    failed++;
  }
}

async function vitest() {
  const report = path.join(root, 'node_modules', '.vitest-report.json');
  rmSync(report, { force: true });
  await aloud(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  count(report, ({ numPassedTests, numFailedTests, testResults }) => {
    for (const { name, startTime, endTime } of testResults)
      files.push({ name: path.relative(root, name), seconds: (endTime - startTime) / 1000 });
    // a file that cannot be loaded has failed without a test of its own
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length;
    return [numPassedTests, numFailedTests + unloaded];
  });
}

async function endToEnd() {
  const browser = await chromium();
  if (!browser) {
    console.error(
      'There is no Chromium for the end-to-end tests, and none could be fetched. Install one, or name it in PLAYWRIGHT_CHROMIUM.',
    );
    failed++;
    return;
  }
  const report = path.join(root, 'test-results', 'report.json');
  rmSync(report, { force: true });
  await aloud(bin('playwright'), ['test'], { PLAYWRIGHT_CHROMIUM: browser });
  count(report, playwrightNumbers('test/e2e'));
}

/** What cannot be run on this machine says why. */
async function desktop() {
  const report = path.join(root, 'test-results', 'desktop.json');
  rmSync(report, { force: true });
  const code = await aloud(process.execPath, ['--import', 'tsx', 'test/desktop/run.ts', '--short']);
  if (code !== LEFT_OUT) count(report, playwrightNumbers('test/desktop'));
}

await Promise.all([phase('types, imports, lint and limits', () => checks(CHECKS)), phase('build', built)]);
// a window waits for its host, and its test for the window: beside them the others have the processor
await Promise.all([
  phase('tests', vitest),
  phase('end-to-end tests', endToEnd).then(() => phase('the desktop program in a real Electron, in short', desktop)),
]);

/** What a report of Playwright's counts; its files are noted, too. */
function playwrightNumbers(folder) {
  return ({ stats, errors, suites }) => {
    for (const suite of suites) files.push({ name: `${folder}/${suite.file}`, seconds: secondsOf(suite) });
    return [stats.expected + stats.flaky, stats.unexpected + errors.length];
  };
}

/** The seconds of all tests of a suite of Playwright's and of the suites in it. */
function secondsOf({ specs = [], suites = [] }) {
  const results = specs.flatMap(({ tests }) => tests.flatMap(({ results }) => results));
  const own = results.reduce((sum, { duration }) => sum + duration / 1000, 0);
  return suites.reduce((sum, suite) => sum + secondsOf(suite), own);
}

const table = (rows) =>
  rows.map(({ title, name = title, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`).join('\n');
console.log(`\n== where the time went\n${table(phases)}\n\nThe ten slowest files:`);
console.log(table(files.sort((a, b) => b.seconds - a.seconds).slice(0, 10)));
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
