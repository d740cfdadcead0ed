/**
 * What a reader can hold in the head, checked with the tests; Biome has no such rules. Tests, fixtures and samples are not counted.
 * Run alone (`node build/limits.mjs`) it also says how far the project is from its limits.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './install.mjs';

const LINE = 160;
const FUNCTION = 80;
const NESTING = 4;
const FOLDER = 25;

/** A sentence that stands alone on its line: data, as an address is. */
const SENTENCE = /^\s*(['"]).*\1,?$/;
/** Catalogues of whole sentences: data, which reads worse in pieces. */
const CATALOGUES = /^engine\/(problems\.ts|phrases\.ts|texts\/zh\/)/;
const TESTS = /\.(test|long|pack|bench)\.tsx?$|(^|\/)(fixtures|samples)\/|^test\//;

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((file) => file && !TESTS.test(file) && existsSync(path.join(root, file)));
const sources = files.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file));

const isFunction = (node) => ts.isFunctionLike(node) && node.body !== undefined;
const isElseIf = (node) =>
  ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node;
const nests = (node) =>
  (ts.isIfStatement(node) && !isElseIf(node)) ||
  ts.isIterationStatement(node, false) ||
  ts.isSwitchStatement(node) ||
  ts.isTryStatement(node);

/** Lines of its longest functions and depths of its deepest blocks, over the limits or not. */
function measure(file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const line = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const functions = [];
  const blocks = [];
  const walk = (node, depth) => {
    let inside = depth;
    if (isFunction(node)) {
      functions.push({ lines: line(node.end) - line(node.getStart()) + 1, at: line(node.getStart()) });
      inside = 0;
    } else if (nests(node)) blocks.push({ depth: ++inside, at: line(node.getStart()) });
    ts.forEachChild(node, (child) => walk(child, inside));
  };
  walk(source, 0);
  return { lines: text.split('\n'), functions, blocks };
}

const counts = { 'lines over 140': 0, 'functions over 60': 0 };
const faults = [];
for (const file of sources) {
  const { lines, functions, blocks } = measure(file);
  for (const [i, line] of lines.entries()) {
    if (line.length > 140) counts['lines over 140']++;
    if (line.length > LINE && !CATALOGUES.test(file) && !SENTENCE.test(line) && !/https?:\/\//.test(line))
      faults.push(`${file}:${i + 1} is ${line.length} characters long. ${LINE} are allowed.`);
  }
  for (const { lines, at } of functions) {
    if (lines > 60) counts['functions over 60']++;
    if (lines > FUNCTION) faults.push(`${file}:${at} is a function of ${lines} lines. ${FUNCTION} are allowed.`);
  }
  for (const { depth, at } of blocks)
    if (depth > NESTING) faults.push(`${file}:${at} is nested ${depth} deep. ${NESTING} are allowed.`);
}
const folders = new Map();
for (const file of files) folders.set(path.dirname(file), (folders.get(path.dirname(file)) ?? 0) + 1);
for (const [folder, count] of folders)
  if (count > FOLDER && folder !== '.')
    faults.push(`${folder}/ has ${count} files directly in it. ${FOLDER} are allowed.`);

for (const fault of faults) console.error(fault);
console.log(
  `${sources.length} files; ${Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')}; ${faults.length} over the limits.`,
);
process.exit(faults.length > 0 ? 1 : 0);
