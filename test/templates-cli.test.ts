/** Templates from the command line: listed, made with settings, and started from the weights that PyTorch saved. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../engine/data/formats/npy.ts';
import { TEMPLATES } from '../templates/index.ts';
import { commandLineIn } from './command-line.ts';
import { FIXTURES, inputOf } from './conformance/templates.ts';

const base = mkdtempSync(path.join(tmpdir(), 'loom-templates-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const loom = commandLineIn(base);
const thin = ['--set', 'depth=18', '--set', 'width=0.03125', '--set', 'size=64'];

describe('loom templates and loom new', () => {
  it('list every template and tell of one', async () => {
    const all = JSON.parse((await loom('templates', '--json')).out) as { id: string; parameters: number }[];
    expect(all.map(({ id }) => id)).toEqual(TEMPLATES.map(({ id }) => id));
    expect(all.find(({ id }) => id === 'resnet')!.parameters).toBe(11_689_512);
    const { out } = await loom('templates', 'vgg');
    expect(out).toContain('138,357,544');
    expect(out).toContain('Beware:');
  });

  it('make a document of settings, and refuse those that do not fit', async () => {
    expect(
      JSON.parse(
        (await loom('new', 'resnet', '--set', 'depth=50', '--set', 'classes=10', '--out', 'a.loom', '--json')).out,
      ),
    ).toEqual({ file: 'a.loom', name: 'ResNet-50', parameters: 23_528_522 });
    expect((await loom('new', 'resnet', '--set', 'depth=51', '--out', 'b.loom')).err).toBe(
      'loom: ResNet: Depth must be one of 18, 34, 50, 101, 152. It is "51".\n',
    );
    expect((await loom('new', 'resnet', '--set', 'deep=50', '--out', 'b.loom')).err).toContain(
      'ResNet has no setting "deep". Settings: depth,',
    );
    expect((await loom('new', 'vgg', '--set', 'size=8', '--out', 'b.loom')).err).toContain(
      'loom: VGG cannot be made with these settings. Max pool 2D',
    );
  });
});

describe('weights of PyTorch', () => {
  const expected = JSON.parse(readFileSync(path.join(FIXTURES, 'weights', 'resnet18-thin.json'), 'utf8')) as number[][];

  it.each(['resnet18-thin.pth', 'resnet18-thin.safetensors'])(
    '%s loads by name and predicts the same',
    async (file) => {
      copyFileSync(path.join(FIXTURES, 'weights', file), path.join(base, file));
      await loom('new', 'resnet', ...thin, '--set', 'classes=10', '--out', `${file}.loom`);
      writeFileSync(path.join(base, 'x.npy'), writeNpy(inputOf([2, 3, 64, 64])));
      const { code, err } = await loom(
        'predict',
        `${file}.loom`,
        '--weights',
        file,
        '--input',
        'x.npy',
        '--output',
        'y.npy',
        '--raw',
      );
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const { data } = readNpy(readFileSync(path.join(base, 'y.npy')));
      const largest = Math.max(...expected.flat().map(Math.abs));
      expected.flat().forEach((value, i) => expect(Math.abs(Number(data[i]) - value) / largest).toBeLessThan(1e-4));
    },
  );

  it('are known by what is in a file, whatever its name; one that holds more than weights is said to be no damaged one', async () => {
    copyFileSync(path.join(FIXTURES, 'weights', 'resnet18-thin.pth'), path.join(base, 'model.ckpt'));
    await loom('new', 'resnet', ...thin, '--set', 'classes=10', '--out', 'named.loom');
    expect((await loom('summary', 'named.loom', '--weights', 'model.ckpt')).out).toContain('102 of 102 weights kept');
    writeFileSync(path.join(base, 'old.pth.tar'), Buffer.from('8002636f73', 'hex'));
    const { code, err } = await loom('summary', 'named.loom', '--weights', 'old.pth.tar');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/old\.pth\.tar cannot be opened: /) });
  });

  it('of another head are kept where they fit, and the list says what is new', async () => {
    copyFileSync(path.join(FIXTURES, 'weights', 'resnet18-thin.pth'), path.join(base, 'w.pth'));
    await loom('new', 'resnet', ...thin, '--set', 'classes=3', '--out', 'fine.loom');
    writeFileSync(path.join(base, 'images.npy'), writeNpy(inputOf([40, 3, 64, 64])));
    writeFileSync(
      path.join(base, 'labels.npy'),
      writeNpy({ shape: [40], data: Int32Array.from({ length: 40 }, (_, i) => i % 3) }),
    );
    const document = JSON.parse(readFileSync(path.join(base, 'fine.loom'), 'utf8')) as {
      data: { inputs: { input_1: { column: string } }; targets: { target: { column: string } } };
    };
    document.data.inputs.input_1.column = 'input';
    document.data.targets.target.column = 'target';
    writeFileSync(path.join(base, 'fine.loom'), JSON.stringify(document));
    const { code, err } = await loom(
      'train',
      'fine.loom',
      '--data',
      'numpy:inputs=images.npy,targets=labels.npy',
      '--weights',
      'w.pth',
      '--steps',
      '1',
      '--batch',
      '8',
    );
    expect(err).toContain(
      'w.pth: 100 of 102 weights kept; new: fc.weight (3×16, the file has 10×16), fc.bias (3, the file has 10).',
    );
    expect(code).toBe(0);
  });
});
