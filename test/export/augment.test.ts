/** What an exported project learns from is what the engine learns from: augmented, brought into size, mixed, bit by bit nearly. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { exportProject } from '../../engine/export/project.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { takesLabels } from '../../engine/train/labels.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { AUGMENTED } from './augmented.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-augment');
const ROWS = [3, 0, 11, 7];
const EPOCHS = [0, 4];

const SHOW = `import { startBackend } from './backend.ts';
import { openData, readBatch } from './data.ts';
await startBackend();
const { train, fits } = openData() as any;
const rows = Int32Array.from(${JSON.stringify(ROWS)}, (at) => train.rows[at]);
const read = readBatch as any;
const shown = [undefined, ...${JSON.stringify(EPOCHS)}.map((epoch: number) => ({ seed: 7, epoch }))].map((moment) => {
  const { inputs, targets } = fits ? read(train, rows, fits, moment) : read(train, rows, moment);
  return [...inputs, ...Object.values(targets)].map((x: any) => ({ shape: x.shape, data: [...x.dataSync()] }));
});
console.log(JSON.stringify(shown));
`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});

it.each(Object.keys(AUGMENTED))(
  '%s: batches of an exported project are the engine’s',
  async (name) => {
    const document = AUGMENTED[name]!();
    const project = path.join(folder, name);
    await exportProject(computeMachine, document, exportTargetOf('typescript')!, { folder: project, base: folder });
    const check = path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
    execFileSync(process.execPath, [check, '-p', project, '--noEmit']);
    writeFileSync(path.join(project, 'src', 'show.ts'), SHOW);
    const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const said = execFileSync(process.execPath, [tsx, 'src/show.ts'], { cwd: project, encoding: 'utf8' });
    const theirs = JSON.parse(said.trim().split('\n').at(-1)!) as { shape: number[]; data: number[] }[][];
    const checked = checkGraph(document.graph);
    const data = await Pipeline.open(document, diskFiles(folder), undefined, takesLabels(document, checked));
    const split = data.splits.train;
    const rows = Int32Array.from(ROWS, (at) => split.rows[at]!);
    for (const [i, epoch] of [undefined, ...EPOCHS].entries()) {
      const moment = epoch === undefined ? undefined : { seed: 7, epoch };
      const ours = Object.values(data.batch(split, rows, undefined, moment).feeds);
      for (const [j, feed] of ours.entries()) {
        const { shape, data: numbers } = theirs[i]![j]!;
        const last = shape.length === 4 && j === 0;
        // the project has its channels last
        const at = (place: number): number => {
          if (!last) return place;
          const [, channels, height, width] = feed.shape as [number, number, number, number];
          const [row, rest] = [Math.floor(place / (channels * height * width)), place % (channels * height * width)];
          const [channel, pixel] = [Math.floor(rest / (height * width)), rest % (height * width)];
          return (row * height * width + pixel) * channels + channel;
        };
        expect(numbers.length).toBe(feed.data.length);
        let furthest = 0;
        feed.data.forEach((value: number, place: number) => {
          furthest = Math.max(furthest, Math.abs(value - numbers[at(place)]!));
        });
        expect(furthest, `${name} feed ${j} of epoch ${epoch}`).toBeLessThan(1e-5);
      }
    }
  },
  120_000,
);
