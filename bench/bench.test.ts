import { describe, expect, it } from 'vitest';
import { checkGraph } from '../engine/passes/check.ts';
import { CASES, caseOf } from './index.ts';
import { openCase } from './measure.ts';

/** Counted by PyTorch on the peer's networks. */
const PARAMETERS: Readonly<Record<string, number>> = {
  'seed-cnn': 21_840,
  mlp: 669_706,
  'vgg11-32px': 9_231_114,
  'resnet18-32px': 11_181_642,
  alexnet: 61_100_840,
  resnet18: 11_689_512,
  resnet50: 25_557_032,
  vgg16: 138_357_544,
  densenet121: 7_978_856,
  mobilenetv2: 3_504_872,
  'lstm-text': 419_586,
  'gru-text': 394_754,
  'transformer-4x128': 2_078_088,
};

describe('benchmark cases', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s is the peer’s network', (name, one) => {
    const { problems, parameters } = checkGraph(one.document().graph);
    expect(problems).toEqual([]);
    expect(parameters).toBe(PARAMETERS[name.split('/')[0]!]);
  });

  it.each(['seed-cnn/32', 'mlp/128'])('%s learns its batch by heart', async (name) => {
    const { step, close } = await openCase(caseOf(name)!, { threads: 2 });
    const first = (await step()).loss;
    let last = first;
    for (let i = 0; i < 30; i++) last = (await step()).loss;
    expect(first).toBeGreaterThan(2);
    expect(last).toBeLessThan(first * 0.95);
    await close();
  });
});
