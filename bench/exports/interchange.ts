/**
 * `LOOM_PYTHON=... npm run bench:interchange -- [TARGET...] [--templates ID,...]`: every template at its small size, exported to every
 * target and held to the engine as every export is, over twenty steps. A row a template for the table in `docs/interchange.md`: for each
 * target the largest difference of an output and of the losses, and the lines of the network's file and of all code. Exits with 1 where
 * one is further off than allowed, and than four times what rounding alone makes of its own steps or the engine's: from weights whose last
 * bits were moved. LOOM_PYTHON has PyTorch and Keras.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportProject } from '../../engine/export/project.ts';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { type Fits, Pipeline } from '../../engine/data/pipeline.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { weightsOf } from '../../engine/passes/compile.ts';
import { expandDocument } from '../../engine/passes/expand.ts';
import { UserError } from '../../engine/problems.ts';
import type { ExportTarget } from '../../engine/targets/define.ts';
import { EXPORT_TARGETS } from '../../engine/targets/index.ts';
import { word } from '../../engine/texts/index.ts';
import { initialState } from '../../engine/train/initial.ts';
import type { ParityReport } from '../../engine/train/reports/parity.ts';
import { encodeWeights } from '../../engine/train/weights.ts';
import { takesLabels } from '../../engine/train/labels.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { ROOT } from '../programs.ts';
import { stillDocument } from './still.ts';

const [BATCH, STEPS] = [4, 20];
const folder = path.join(ROOT, 'node_modules', '.loom-bench-interchange');

const given = process.argv.slice(2);
const at = given.indexOf('--templates');
const wanted = at < 0 ? undefined : given[at + 1]!.split(',');
const asked = at < 0 ? given : given.slice(0, at);
// a notebook has the modules of PyTorch
const targets = EXPORT_TARGETS.filter(({ id }) => (asked.length === 0 ? id !== 'notebook' : asked.includes(id)));
const templates = TEMPLATES.filter(({ id }) => wanted?.includes(id) ?? true);

/** What an export's losses may be further off than rounding alone makes them. */
const TIMES = 4;

interface Row {
  readonly report: ParityReport | { readonly status: 'refused'; readonly reason: string };
  /** Where it is further off than allowed: how far rounding alone moves the losses, the engine's or the export's. */
  readonly rounding?: number | undefined;
  /** Of the file with the network, and of all. */
  readonly lines: readonly [network: number, all: number];
}

type Template = (typeof TEMPLATES)[number];
/** What is exported, and what its transforms learn from its data. */
interface Opened {
  readonly document: ReturnType<typeof stillDocument>;
  readonly fits: Fits;
}

async function opened(template: Template): Promise<Opened> {
  const document = stillDocument(template, BATCH, 1);
  const labels = takesLabels(document, checkGraph(document.graph));
  return { document, fits: (await Pipeline.open(document, diskFiles(ROOT), undefined, labels)).fits };
}

/** Of the program itself: what proves it and what tells its tools how to work is none. */
const isCode = (name: string): boolean =>
  /\.(ts|py)$/.test(name) && !/(^|\/)(parity|[^/]*\.test|[^/]*config)\./.test(name);

const linesIn = (file: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;

async function rowOf(template: Template, { document, fits }: Opened, target: ExportTarget): Promise<Row> {
  const project = path.join(folder, template.id, target.id);
  const all = weightsOf(expandDocument(document), checkGraph(document.graph));
  const start = initialState({ weights: all, slots: [] }, 1);
  const put = (name: string, tensors: typeof start): string => {
    const file = path.join(folder, template.id, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat(encodeWeights({ tensors, fits })));
    return file;
  };
  const place = { folder: project, base: ROOT, weights: put('weights.safetensors', start) };
  try {
    const names = await exportProject({ files: disk, dataFiles: diskFiles }, document, target, place, {
      runner: projectRunner,
    });
    const code = new Map(names.filter(isCode).map((name) => [name, linesIn(path.join(project, name))]));
    const lines = [code.get(target.mainFile) ?? 0, [...code.values()].reduce((sum, one) => sum + one, 0)] as const;
    const { signal } = new AbortController();
    const prove = (weights: string) =>
      proveProject(
        computeMachine,
        document,
        target,
        { ...place, weights },
        { runner: projectRunner, signal, steps: STEPS },
      );
    const report = await prove(place.weights);
    if (report.status !== 'failed' || report.outputs.some(({ difference, allowed }) => !(difference! <= allowed)))
      return { report, lines };
    const again = await prove(put('nudged.safetensors', nudged(start)));
    return { report, lines, rounding: again.status === 'not run' ? undefined : apart(again.loss!, report.loss!) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { report: { status: 'refused', reason: error.message }, lines: [0, 0] };
  }
}

/** The last bit of every weight moved, up or down as a coin falls. */
function nudged(weights: ReturnType<typeof initialState>): ReturnType<typeof initialState> {
  const uniform = randomStream(1, 'nudges');
  return new Map(
    [...weights].map(([name, value]) => [
      name,
      value.dtype === 'float32'
        ? { ...value, data: Float32Array.from(value.data, (x) => x * (1 + (uniform() < 0.5 ? 1 : -1) * 2 ** -23)) }
        : value,
    ]),
  );
}

/** How far the losses of a program's steps move, the engine's or the export's, of the largest of them. */
function apart(a: Losses, b: Losses): number {
  const moved = (key: keyof Losses) => Math.max(...a[key].map((loss, i) => Math.abs(loss! - b[key][i]!)));
  return Math.max(moved('engine'), moved('exported')) / Math.max(...b.engine.map(Math.abs));
}
interface Losses {
  readonly engine: readonly number[];
  readonly exported: readonly (number | null)[];
}

const isTooFar = ({ report, rounding = 0 }: Row): boolean =>
  report.status === 'failed' && !(report.loss && report.loss.difference! <= TIMES * rounding);

const figure = (value: number | null): string => (value === null ? '∞' : value === 0 ? '0' : value.toExponential(1));

function cellOf(row: Row): string {
  const { report, lines, rounding } = row;
  if (report.status === 'refused') return report.reason;
  if (report.status === 'not run') return `not run: ${word(report.reason)}`;
  const outputs = report.outputs.map(({ difference }) => difference);
  const most = outputs.includes(null) ? null : Math.max(...(outputs as number[]));
  const figures = [figure(most), ...(report.loss ? [figure(report.loss.difference)] : [])].join(' / ');
  const [network, all] = lines;
  const size = network === 0 ? '' : `, ${network} of ${all}`;
  const alone = rounding === undefined ? '' : ` (rounding alone: ${figure(rounding)})`;
  return `${isTooFar(row) ? '**failed** ' : ''}${figures}${alone}${size}`;
}

let failed = 0;
rmSync(folder, { recursive: true, force: true });
console.log(`| template | ${targets.map(({ title }) => title).join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(targets.length)}`);
for (const template of templates) {
  const known = await opened(template);
  const cells: string[] = [];
  for (const target of targets) {
    const row = await rowOf(template, known, target);
    if (isTooFar(row)) failed++;
    cells.push(cellOf(row));
  }
  console.log(`| ${template.id} | ${cells.join(' | ')} |`);
  rmSync(path.join(folder, template.id), { recursive: true, force: true });
}
rmSync(folder, { recursive: true, force: true });
console.log(`${templates.length} templates, ${failed} too far.`);
process.exitCode = failed > 0 ? 1 : 0;
