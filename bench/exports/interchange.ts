/**
 * `LOOM_PYTHON=... npm run bench:interchange -- [TARGET...] [--templates ID,...]`: every template at its small size, exported to every
 * target and held to the engine as every export is, over twenty steps. A row a template for the table in `docs/interchange.md`: for each
 * target the largest difference of an output and of the losses, and the lines of the network's file and of all code. Exits with 1 where
 * one is further off than allowed. LOOM_PYTHON has PyTorch and Keras.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportProject } from '../../engine/export/project.ts';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
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
import { TEMPLATES } from '../../templates/index.ts';
import { ROOT } from '../programs.ts';
import { stillDocument } from './still.ts';

const [BATCH, STEPS] = [4, 20];
const folder = path.join(ROOT, 'node_modules', '.loom-bench-interchange');

const given = process.argv.slice(2);
const at = given.indexOf('--templates');
const wanted = at < 0 ? undefined : given[at + 1]!.split(',');
const asked = at < 0 ? given : given.slice(0, at);
const targets = EXPORT_TARGETS.filter(({ id, parity }) => parity && (asked.length === 0 || asked.includes(id)));
const templates = TEMPLATES.filter(({ id }) => wanted?.includes(id) ?? true);

interface Row {
  readonly report: ParityReport | { readonly status: 'refused'; readonly reason: string };
  /** Of the file with the network, and of all. */
  readonly lines: readonly [network: number, all: number];
}

/** Of the program itself: what proves it and what tells its tools how to work is none. */
const isCode = (name: string): boolean =>
  /\.(ts|py)$/.test(name) && !/(^|\/)(parity|[^/]*\.test|[^/]*config)\./.test(name);

const linesIn = (file: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;

async function rowOf(template: (typeof TEMPLATES)[number], target: ExportTarget): Promise<Row> {
  const project = path.join(folder, template.id, target.id);
  const document = stillDocument(template, BATCH, 1);
  const weights = path.join(folder, template.id, 'weights.safetensors');
  const all = weightsOf(expandDocument(document), checkGraph(document.graph));
  mkdirSync(path.dirname(weights), { recursive: true });
  writeFileSync(weights, Buffer.concat(encodeWeights({ tensors: initialState({ weights: all, slots: [] }, 1) })));
  const place = { folder: project, base: ROOT, weights };
  try {
    const names = await exportProject({ files: disk, dataFiles: diskFiles }, document, target, place, {
      runner: projectRunner,
    });
    const code = new Map(names.filter(isCode).map((name) => [name, linesIn(path.join(project, name))]));
    const lines = [code.get(target.mainFile) ?? 0, [...code.values()].reduce((sum, one) => sum + one, 0)] as const;
    const { signal } = new AbortController();
    const report = await proveProject(computeMachine, document, target, place, {
      runner: projectRunner,
      signal,
      steps: STEPS,
    });
    return { report, lines };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { report: { status: 'refused', reason: error.message }, lines: [0, 0] };
  }
}

const figure = (value: number | null): string => (value === null ? '∞' : value === 0 ? '0' : value.toExponential(1));

function cellOf({ report, lines }: Row): string {
  if (report.status === 'refused') return report.reason;
  if (report.status === 'not run') return `not run: ${word(report.reason)}`;
  const outputs = report.outputs.map(({ difference }) => difference);
  const most = outputs.includes(null) ? null : Math.max(...(outputs as number[]));
  const figures = [figure(most), ...(report.loss ? [figure(report.loss.difference)] : [])].join(' / ');
  const [network, all] = lines;
  const size = network === 0 ? '' : `, ${network} of ${all}`;
  return `${report.status === 'failed' ? '**failed** ' : ''}${figures}${size}`;
}

let failed = 0;
rmSync(folder, { recursive: true, force: true });
console.log(`| template | ${targets.map(({ title }) => title).join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(targets.length)}`);
for (const template of templates) {
  const cells: string[] = [];
  for (const target of targets) {
    const row = await rowOf(template, target);
    if (row.report.status === 'failed') failed++;
    cells.push(cellOf(row));
  }
  console.log(`| ${template.id} | ${cells.join(' | ')} |`);
  rmSync(path.join(folder, template.id), { recursive: true, force: true });
}
rmSync(folder, { recursive: true, force: true });
console.log(`${templates.length} templates, ${failed} too far.`);
process.exitCode = failed > 0 ? 1 : 0;
