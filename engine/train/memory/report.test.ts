import { expect, it, vi } from 'vitest';
import { smallDocument } from '../../../test/training/small.ts';
import type { Document } from '../../graph/document.ts';
import { checkGraph } from '../../passes/check.ts';
import { compile } from '../../passes/compile.ts';
import { type UserError, wordProblem } from '../../problems.ts';
import { estimateOnnxMemory } from '../../targets/onnx/memory/estimate.ts';
import { atOnce, inSlices } from '../../slices.ts';
import { likelyTargets, planMemory } from './plan.ts';
import { availableMemory } from '../../node/available-memory.ts';
import { assertFits, foreseeMemory, reportMemory } from './report.ts';

const MB = 2 ** 20;

it('refuses a training that does not fit, with the figures, and offers the largest batch that does', () => {
  const document = smallDocument({ batchSize: 1_000_000 });
  const checked = checkGraph(document.graph);
  const model = compile(document, likelyTargets(document, checked)!, checked);
  const compiled = { document, checked, model };
  let refused: unknown;
  try {
    assertFits(compiled, { dataset: 0 }, estimateOnnxMemory, 1000 * MB);
  } catch (error) {
    refused = error;
  }
  const [problem] = (refused as UserError).problems;
  expect(wordProblem(problem!)).toMatch(
    /^Training needs about [\d.,]+ GB of memory \(program .*, step .*\), of which this machine has 1,000 MB free\. Set the batch size to [\d,]+ or less, or end other programs\.$/,
  );
  const action = problem!.repairs[0]!.actions[0]!;
  const batchSize = action.kind === 'configure' ? Number(action.value) : 0;
  // a batch of another size needs no other model
  const repaired = { ...compiled, document: { ...document, training: { ...document.training, batchSize } } };
  expect(atOnce(planMemory(repaired, { dataset: 0 }, estimateOnnxMemory)).peak).toBeLessThanOrEqual(1000 * MB);
  expect(assertFits(repaired, { dataset: 0 }, estimateOnnxMemory, 1000 * MB).batch).toBe(batchSize);
  expect(() => assertFits(compiled, { dataset: 0 }, estimateOnnxMemory, MB)).toThrow(
    'Even one row at a time does not fit',
  );
});

it('compiles a step for two batches at most, however large the one that fits', () => {
  const document = smallDocument();
  const checked = checkGraph(document.graph);
  const model = compile(document, likelyTargets(document, checked)!, checked);
  const compiled = vi.spyOn(model, 'programInSlices');
  const report = reportMemory({ document, checked, model }, { dataset: 0 }, estimateOnnxMemory, 4000 * MB);
  const { plan, largest } = atOnce(report);
  // with the step that is looked into
  const kinds = ['evaluate', 'observe', 'observe', 'train', 'train'];
  expect(compiled.mock.calls.map(([kind]) => kind).toSorted()).toEqual(kinds);
  // what is scaled is what would be compiled
  const other = { ...document, training: { ...document.training, batchSize: largest } };
  const exact = atOnce(planMemory({ document: other, checked, model }, { dataset: 0 }, estimateOnnxMemory));
  expect(exact.peak / (0.95 * 4000 * MB)).toBeGreaterThan(0.98);
  expect(exact.peak / (0.95 * 4000 * MB)).toBeLessThan(1.001);
  expect(plan.batch).toBe(document.training.batchSize);
});

it('says nothing of what cannot be trained, and asks the machine for the rest', () => {
  const document = smallDocument();
  const foresee = (document: Document) =>
    atOnce(foreseeMemory(document, checkGraph(document.graph), 0, estimateOnnxMemory, availableMemory()));
  expect(foresee({ ...document, training: { ...document.training, losses: [] } })).toBeNull();
  expect(foresee(document)).toMatchObject({
    problem: null,
    largest: expect.any(Number),
  });
  expect(availableMemory()).toBeGreaterThan(100 * MB);
});

it('is worked out in slices no longer than a pass, and given up between them', async () => {
  const document = smallDocument();
  const plan = () => foreseeMemory(document, checkGraph(document.graph), 0, estimateOnnxMemory, 4000 * MB);
  let turns = 0;
  const report = await inSlices(plan(), async () => void turns++);
  expect(report).toEqual(atOnce(plan()));
  // three programs, each of some twenty rewrites
  expect(turns).toBeGreaterThan(40);
  const unwanted = new AbortController();
  let left = 5;
  const given = inSlices(plan(), async () => {
    if (--left === 0) unwanted.abort(new Error('nobody wants it'));
    unwanted.signal.throwIfAborted();
  });
  await expect(given).rejects.toThrow('nobody wants it');
  expect(left).toBe(0);
});
