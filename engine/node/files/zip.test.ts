import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackMember, zipMembers } from './zip.ts';

const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >> 7);
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zip-'));
  file = path.join(folder, 'a.zip');
  await writeFile(
    file,
    zipSync({
      'deep/packed': [content, { level: 6 }],
      'deep/stored': [content, { level: 0 }],
      empty: new Uint8Array(),
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

it('unpacks packed and stored members', async () => {
  const members = await zipMembers(file);
  expect(members.map(({ name, size }) => [name, size])).toEqual([
    ['deep/packed', 3_000_000],
    ['deep/stored', 3_000_000],
    ['empty', 0],
  ]);
  for (const member of members.slice(0, 2)) {
    let heard = 0;
    const to = path.join(folder, path.basename(member.name));
    await unpackMember(file, member, to, { onBytes: (bytes) => (heard += bytes) });
    expect(heard).toBe(content.length);
    expect(Buffer.compare(await readFile(to), content)).toBe(0);
  }
});

it('says when it is no zip file, or only a part of one', async () => {
  const whole = await readFile(file);
  await writeFile(path.join(folder, 'part'), whole.subarray(0, whole.length - 200));
  await expect(zipMembers(path.join(folder, 'part'))).rejects.toThrow('not a zip file, or not the whole of one');
  const [member] = await zipMembers(file);
  await writeFile(path.join(folder, 'damaged'), whole.fill(7, 1000, 2000));
  await expect(unpackMember(path.join(folder, 'damaged'), member!, path.join(folder, 'x'))).rejects.toThrow();
});

it('stops when it is told to', async () => {
  const [member] = await zipMembers(file);
  const stop = new AbortController();
  await expect(
    unpackMember(file, member!, path.join(folder, 'stopped'), { onBytes: () => stop.abort(), signal: stop.signal }),
  ).rejects.toThrow(/abort/i);
});
