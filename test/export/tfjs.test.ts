/** Exported graph models of TensorFlow.js give what the engine gives, at another size of the batch than they were written with. */
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { startWasm } from '../../engine/node/tfjs/wasm.ts';
import { TEMPLATES } from '../../templates/index.ts';
import { CASES } from './cases.ts';
import { difference } from './graphModel.ts';

/** Gradients and how it learns do not change what a network predicts with given weights. */
const NETWORKS = CASES.filter(({ name }) => !/^(learn|loss|tied)-/.test(name));

// the backend is the process's, which other tests choose too
beforeEach(async () => void (await tf.setBackend('cpu')));

describe('a graph model gives what the engine gives', () => {
  it.each(NETWORKS)('$name', async ({ document, columns }) => {
    expect(await difference(document, columns, 3)).toBeLessThan(1e-5);
  });

  it.each(['resnet', 'unet', 'bert'])('of the template %s', async (id) => {
    const template = TEMPLATES.find((one) => one.id === id)!;
    expect(await difference(template.make(template.small), {}, 2)).toBeLessThan(1e-5);
  });

  it.each(['layer-maxPool3d', 'layer-adaptivePool3d'])('on WebAssembly: %s', async (name) => {
    await startWasm();
    await tf.setBackend('wasm');
    const { document, columns } = NETWORKS.find((one) => one.name === name)!;
    expect(await difference(document, columns, 3)).toBeLessThan(1e-5);
  });
});
