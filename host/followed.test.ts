import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyDocument } from '../engine/graph/document.ts';
import { serialize } from '../engine/graph/file.ts';
import { MemoryFiles } from '../engine/files/memory.ts';
import { elsewhere, folderOfRun, forgetElsewhere, openElsewhere } from '../engine/runs/elsewhere.ts';
import { listRuns } from '../engine/runs/list.ts';
import { weightsWithin } from '../engine/runs/weightsWithin.ts';
import { memoryMachine } from '../test/training/memory-machine.ts';
import { FollowedRuns } from './followed.ts';

const RUNS = '/home/me/.layerloom/runs';
const FOLDER = '/mnt/cluster/project/runs/one';
const line = (event: object) => `${JSON.stringify({ ...event, time: 1 })}\n`;
const step = (at: number) => line({ event: 'steps', step: [at], loss: [1 / at], metrics: {} });
const info = (created: string) => ({
  id: 'x',
  name: 'Digits',
  created,
  engine: 'onnx',
  device: 'PyTorch cuda',
  threads: 4,
  base: '/',
});

let files: MemoryFiles;
let said: string[];
let followed: FollowedRuns;
beforeEach(async () => {
  files = new MemoryFiles();
  said = [];
  followed = new FollowedRuns(
    memoryMachine(files),
    {
      event: (run, event) => said.push(`${run} ${event.event}`),
      elsewhere: ({ run, what }) => said.push(`${run} ${what}`),
    },
    2,
  );
  await writeRun(FOLDER, '2026-11-30T10:00:00Z');
});
afterEach(() => followed.close());

async function writeRun(folder: string, created: string) {
  await files.write(`${folder}/run.json`, JSON.stringify(info(created)));
  await files.write(`${folder}/document.loom`, serialize(emptyDocument('Digits')));
  await files.write(
    `${folder}/metrics.jsonl`,
    line({ event: 'started', step: 0, epochs: 7, rows: {} }) + line({ event: 'state', state: 'running' }) + step(1),
  );
}

it('tells what is added to a record, that it was written anew, and that its folder is gone and back', async () => {
  expect(await followed.events('a', FOLDER)).toHaveLength(3);
  files.append(`${FOLDER}/metrics.jsonl`, step(2));
  await expect.poll(() => said.splice(0), { interval: 5 }).toEqual(['a steps']);
  await files.write(`${FOLDER}/metrics.jsonl`, step(9));
  await expect.poll(() => said.splice(0), { interval: 5 }).toEqual(['a anew']);
  expect(await followed.events('a', FOLDER)).toMatchObject([{ event: 'steps', step: [9] }]);
  await files.removeFolder(FOLDER);
  await expect.poll(() => said.splice(0), { interval: 5 }).toEqual(['a gone']);
  await writeRun(FOLDER, '2026-11-30T10:00:00Z');
  await expect.poll(() => said.splice(0), { interval: 5 }).toEqual(['a back', 'a anew']);
  followed.forget('a');
  files.append(`${FOLDER}/metrics.jsonl`, step(10));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(said).toEqual([]);
});

it('remembers where a run lies, lists it among the others, and forgets it without touching its files', async () => {
  const machine = memoryMachine(files);
  await writeRun('/mnt/cluster/project/runs/two', '2026-11-30T11:00:00Z');
  // the project, its runs, the run itself: the newest is taken
  const two = await openElsewhere(files, RUNS, '/mnt/cluster/project');
  expect(await openElsewhere(files, RUNS, '/mnt/cluster/project/runs')).toBe(two);
  expect((await elsewhere(files, RUNS, two))?.folder).toBe('/mnt/cluster/project/runs/two');
  const one = await openElsewhere(files, RUNS, FOLDER);
  expect(await folderOfRun(files, RUNS, one)).toBe(FOLDER);
  expect(await listRuns(machine, RUNS)).toMatchObject([
    {
      id: two,
      name: 'Digits',
      state: 'running',
      resumable: false,
      epochs: 7,
      elsewhere: { there: true, heard: expect.any(Number) },
    },
    { id: one, folder: FOLDER },
  ]);
  await files.removeFolder(FOLDER);
  expect((await listRuns(machine, RUNS))[1]).toMatchObject({ id: one, name: 'Digits', elsewhere: { there: false } });
  await forgetElsewhere(files, RUNS, two);
  expect((await listRuns(machine, RUNS)).map(({ id }) => id)).toEqual([one]);
  expect(await files.list('/mnt/cluster/project/runs')).toEqual(['two']);
});

it('takes a run among the own ones for what it is, and no folder for a run', async () => {
  await writeRun(`${RUNS}/mine`, '2026-11-30T10:00:00Z');
  expect(await openElsewhere(files, RUNS, `${RUNS}/mine`)).toBe('mine');
  await files.write('/mnt/other/notes.txt', '');
  await expect(openElsewhere(files, RUNS, '/mnt/other')).rejects.toThrow('neither it nor a folder in it is a run');
  await expect(openElsewhere(files, RUNS, '/mnt/none')).rejects.toThrow('it is not there; this is no run folder');
  // a name that leads out of the runs is no run that lies elsewhere
  expect(await elsewhere(files, RUNS, '../elsewhere-x')).toBeUndefined();
});

it('names the weights of a run, those of the end first and then the newest', async () => {
  for (const name of [
    'weights.safetensors',
    'checkpoints/40/state.safetensors',
    'checkpoints/8.safetensors',
    'run.json',
  ])
    await files.write(`${FOLDER}/${name}`, 'x');
  expect((await weightsWithin(files, FOLDER)).map(({ name, step }) => [name, step])).toEqual([
    ['weights.safetensors', null],
    ['checkpoints/40', 40],
    ['checkpoints/8.safetensors', 8],
  ]);
});
