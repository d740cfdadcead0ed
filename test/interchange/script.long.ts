/**
 * `loom import --script`: what a person has in a file of Python becomes a `.pt2` that is read here, or a sentence. `npm run
 * test:interchange -- script`; PYTHON has PyTorch.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { countFates } from '../../engine/importers/define.ts';
import { EXPORT_SCRIPT } from '../../engine/importers/pytorch/script.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { importModel } from '../../engine/runs/importModel.ts';
import { temporaryFolder } from '../training/small.ts';

const python = process.env.PYTHON;
const folder = temporaryFolder();
const MODULES = `
import torch
from torch import nn


class Settings(nn.Module):
    def __init__(self, width, act="relu"):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, width, 3, padding=1), nn.Linear(width, 10)
        self.act = {"relu": nn.functional.relu, "gelu": nn.functional.gelu}[act]

    def forward(self, x):
        return self.fc(self.act(self.conv(x)).mean((2, 3)))


def factory(width=8):
    return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 2))


class Inner:
    ready = nn.Sequential(nn.Conv1d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(24, 3))


class Depends(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


class Dictionary(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 8), nn.Embedding(20, 8)

    def forward(self, batch, scale=None):
        y = self.a(batch["features"]) + self.b(batch["ids"]).mean(1)
        return {"hidden": y if scale is None else y * scale}


class OneSample(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x.reshape(1, 4))


def number():
    return 3
`;

interface Ran {
  readonly code: number | null;
  readonly said: string;
}
function script(...args: readonly string[]): Ran {
  const { status, stderr } = spawnSync(python!, ['export_pt2.py', ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, said: stderr };
}

describe.skipIf(!python)('the script', () => {
  beforeAll(() => {
    writeFileSync(path.join(folder, 'export_pt2.py'), EXPORT_SCRIPT);
    writeFileSync(path.join(folder, 'mine.py'), MODULES);
    mkdirSync(path.join(folder, 'other'));
    writeFileSync(path.join(folder, 'other', 'there.py'), MODULES);
  });

  test.each([
    ['a class with arguments', ['mine:Settings', '--set', 'width=6', '--set', 'act=gelu', '--shape', '3,8,8'], 1],
    ['a function', ['mine:factory', '--shape', '4'], 1],
    ['a module that stands in a file elsewhere', ['other/there.py:Inner.ready', '--shape', '2,8'], 1],
    ['a dictionary', ['mine:Dictionary', '--shape', 'batch.features=4', '--shape', 'batch.ids=int:5'], 2],
    [
      'a dictionary and another argument',
      ['mine:Dictionary', '--shape', 'batch.features=4', '--shape', 'batch.ids=int:5', '--shape', 'scale=8'],
      3,
    ],
    ['what takes one sample alone', ['mine:OneSample', '--shape', '4'], 1],
  ])('%s becomes a file that is read whole', async (_, args, inputs) => {
    const { code, said } = script(...args);
    expect(said).not.toMatch(/Traceback/);
    expect(code, said).toBe(0);
    const file = path.join(folder, 'model.pt2');
    const { document, report } = await importModel({ file, files: disk }, {}, { breathe: async () => {} });
    const { opaque, refused } = countFates(report);
    expect([opaque, refused]).toEqual([0, 0]);
    expect(document.graph.nodes.filter(({ type }) => type === 'input')).toHaveLength(inputs);
  });

  test.each([
    ['arguments that are missing', ['mine:Settings', '--shape', '3,8,8'], /--set NAME=VALUE.*'width'/],
    ['what depends on numbers', ['mine:Depends', '--shape', '4'], /torch\.export cannot follow the module/],
    ['other shapes', ['mine:factory', '--shape', '5'], /does not take inputs of these shapes.*5/],
    ['no such module', ['yours:factory', '--shape', '5'], /yours cannot be imported/],
    ['no such name', ['mine:nothing', '--shape', '5'], /there is no "nothing" in mine/],
    ['no module', ['mine:number', '--shape', '5'], /makes a int/],
    ['no sizes', ['mine:factory', '--shape', 'x'], /"x" is not of sizes/],
    ['other weights', ['mine:factory', '--shape', '4', '--weights', 'mine.py'], /weights of mine\.py are not/],
  ])('%s is a sentence', (_, args, sentence) => {
    const { code, said } = script(...args);
    expect(said).not.toMatch(/Traceback/);
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });
});
