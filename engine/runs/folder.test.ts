import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../data/formats/safetensors.ts';
import { MemoryFiles } from '../files/memory.ts';
import { wordProblem } from '../problems.ts';
import { encodeWeights } from '../train/weights.ts';
import { tensor } from '../types/tensor.ts';
import { readWeights, RunFolder } from './folder.ts';

it('reads what an earlier version recorded in words', async () => {
  const files = new MemoryFiles();
  const problem = { code: 'engine-died', severity: 'error', message: 'The training process ended.', repairs: [] };
  await files.write('/run/metrics.jsonl', `${JSON.stringify({ event: 'failed', problem, time: 1 })}\n{"event":"fai`);
  const [event, ...others] = await new RunFolder(files, '/run').events();
  expect(others).toEqual([]);
  expect(event?.event === 'failed' && wordProblem(event.problem)).toBe('The training process ended.');
});

describe('weights', () => {
  const weights = { tensors: new Map([['w', tensor('float32', [1], [2])]]) };
  const said = (files: MemoryFiles, location: string) =>
    readWeights(files, location).then(
      ({ tensors }) => [...tensors].map(([name, { data }]) => `${name} ${data[0]}`).join(),
      (error: Error) => error.message,
    );
  const file = (bytes: readonly Uint8Array[]) => Uint8Array.from(bytes.flatMap((part) => [...part]));

  it('are a file, a run, or a checkpoint of one', async () => {
    const files = new MemoryFiles();
    const bytes = file(encodeWeights(weights));
    await files.write('/w.safetensors', bytes);
    await files.write('/run/run.json', '{}');
    expect(await said(files, '/w.safetensors')).toBe('w 2');
    expect(await said(files, '/run')).toBe(
      '/run cannot be opened: the run holds no weights yet: its training ended before the first checkpoint.',
    );
    await files.write('/run/checkpoints/7/loop.json', '{"step": 7, "sums": {"costs": [], "metrics": []}}');
    await files.write('/run/checkpoints/7/state.safetensors', bytes);
    expect(await said(files, '/run')).toBe('w 2');
    expect(await said(files, '/run/checkpoints/7')).toBe('w 2');
    expect(await said(files, '/run/checkpoints')).toContain('it is a folder without a run in it');
    await files.write('/final/weights.safetensors', bytes);
    expect(await said(files, '/final')).toBe('w 2');
  });

  it('are told from what is none', async () => {
    const files = new MemoryFiles();
    const cases = {
      nothing: ['', 'it is empty'],
      page: ['\n<!DOCTYPE html><html>', 'it is a web page, not data'],
      pointer: ['version https://git-lfs.github.com/spec/v1\noid sha256:0', 'git lfs pull'],
      text: ['hello, this is a text', 'its header is longer than'],
    } as const;
    for (const [name, [text, expected]] of Object.entries(cases)) {
      await files.write(`/${name}`, text);
      expect(await said(files, `/${name}`)).toContain(expected);
    }
    expect(await said(files, '/missing')).toContain('there is no such file');
    await files.write('/fits', writeSafetensors(weights.tensors, { fits: '{"input:x": 5}' }));
    expect(await said(files, '/fits')).toContain('what it says of the transforms of the data is not understood');
  });
});
