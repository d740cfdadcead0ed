/** `src/test.ts` of an exported project: what `npm test` runs. */
import { literal } from '../../literals.ts';
import { COMMANDS, WEIGHTS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import type { ModelSource } from '../model/model.ts';
import type { InputKind } from './load.ts';
import { readText } from './predict.ts';
import { rawArrays } from './sample.ts';

interface TestPlan {
  readonly source: ModelSource;
  readonly data: DataSource;
  readonly kind: InputKind;
  /** The files of rows that go along with the project. */
  readonly sample: readonly string[] | undefined;
}

export const TEST_FILE = 'src/test.ts';

export function testSource({ source, data, kind, sample }: TestPlan): string {
  const table = data.table !== undefined;
  const reading = table ? "import { readRows } from './data.ts';\n" : "import { readNpy } from './arrays.ts';\n";
  return `/** ${COMMANDS.test}: the network predicts the rows that go along, and does what Layerloom did. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
${sample ? reading : ''}import { load } from './load.ts';

const untrained = existsSync(${literal(WEIGHTS)}) ? false : ${literal(`There are no weights yet: ${COMMANDS.train}`)};

${sample ? sampled({ source, data, kind, sample }) : LOADS}
const incomparable = existsSync('parity/expected.json') ? untrained : 'There is no parity/expected.json';
test('does what Layerloom did', { skip: incomparable }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/parity.ts'], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});
`;
}

const LOADS = `test('loads', { skip: untrained }, async () => (await load()).dispose());
`;

function sampled({ source, data, kind, sample = [] }: TestPlan): string {
  const read = readText({ source, data, shown: undefined, sample: undefined }, rawArrays(data, source.inputs));
  const one = kind.kind !== 'row' && sample.length === 1;
  const rows = data.table
    ? `  const rows = readRows(${literal(sample[0]!)});\n`
    : `  const files = ${literal(sample)};\n`;
  const single = `  // a row by itself is predicted as among the others
  const { shape, data } = readNpy(files[0]!);
  const alone = numbersIn(model.predict(Float32Array.from(data.subarray(0, data.length / shape[0]!))));
  numbersIn(predictions[0]).forEach((value, i) => assert.ok(Math.abs(value - alone[i]!) <= 1e-4 * Math.max(1, Math.abs(value))));
`;
  return `/** All numbers of a prediction. */
function numbersIn(said: unknown): number[] {
  if (typeof said === 'number') return [said];
  return typeof said === 'object' && said !== null ? Object.values(said).flatMap(numbersIn) : [];
}

test('predicts the rows of sample/', { skip: untrained }, async () => {
  const model = await load();
${rows}  const predictions = model.read(model.outputsOf([${read}]));
  assert.ok(predictions.length > 0);
  for (const said of predictions) assert.ok(numbersIn(said).every(Number.isFinite), JSON.stringify(said));
${one ? single : ''}  model.dispose();
});
`;
}
