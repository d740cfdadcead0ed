/**
 * Whatever size and classes a template is asked for, it says that it cannot be made so, or gives a network without a problem that takes a
 * training step: of each template that looks at pictures, at a tiny width.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '../../engine/graph/document.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { UserError } from '../../engine/problems.ts';
import { initialState } from '../../engine/train/initial.ts';
import { obstaclesTo } from '../../engine/train/obstacles.ts';
import { openData } from '../../engine/train/openData.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { effort } from './effort.ts';

/** Two repetitions at most: one that follows another of its kind is like every later one. */
function shortened(document: Document): Document {
  const nodes = document.graph.nodes.map((node) =>
    typeof node.repeat === 'number' ? { ...node, repeat: Math.min(node.repeat, 2) } : node,
  );
  return { ...document, graph: { ...document.graph, nodes } };
}

async function lossOfOneStep(document: Document): Promise<number> {
  const { checked, data } = await openData(document, diskFiles(import.meta.dirname));
  const model = compile(document, data.targetTypes, checked);
  const rows = data.splits.train.rows.subarray(0, 2);
  const scalars = model.scalars({ step: 1, learningRate: document.training.learningRate });
  const session = await onnxEngine.open(model, initialState(model, 0), { device: 'cpu', threads: 1 });
  try {
    const { loss } = await session.run('train', rows.length, {
      ...data.read(data.splits.train, rows),
      ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, tensor('float32', [], [value])])),
      '@seed': tensor('int32', [], [7]),
    });
    return Number(loss!.data[0]);
  } finally {
    await session.close();
  }
}

const ofPictures = TEMPLATES.filter(({ settings, family }) => 'size' in settings && family !== 'demonstrations');

it('takes a step at every size that it is made for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ofPictures),
      fc.integer({ min: 4, max: 80 }),
      fc.integer({ min: 1, max: 12 }),
      async (template, size, classes) => {
        let document: Document;
        try {
          document = shortened(
            template.make({ ...template.small, size, ...('classes' in template.settings && { classes }) }),
          );
        } catch (error) {
          if (error instanceof UserError) return;
          throw error;
        }
        expect(obstaclesTo(document, checkGraph(document.graph)), template.id).toEqual([]);
        // pictures with texts ship at one size alone
        if (document.data.dataset === null) return;
        expect(await lossOfOneStep(document), `${template.id} at ${size}`).toSatisfy(Number.isFinite);
      },
    ),
    effort(8, 400),
  );
});
