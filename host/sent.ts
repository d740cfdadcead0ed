/**
 * Bytes that a page sends beside its line, which would take them in small pieces: they lie in the home folder, under the name that the
 * page made for them, until `data.keep` takes them.
 */
import { contentName } from '../engine/files/contentName.ts';
import { writeProblem } from '../engine/files/write.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { Places } from './places.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** So many bytes of a file are taken. */
const MOST_SENT = 2 ** 31;
/** So many are looked at at once. */
const AT_ONCE = 8 << 20;

export const sentFile = ({ machine: { files }, home }: Places, id: string): string =>
  files.paths.join(home, 'data', 'sent', id);

/** Takes bytes until they end; none of them stay where that fails. Throws a `UserError` where they are too many or the disk is full. */
export async function receive(places: Places, id: string, bytes: Bytes): Promise<void> {
  const { files } = places.machine;
  const file = sentFile(places, id);
  let size = 0;
  try {
    await files.write(file, '');
    for await (const part of bytes) {
      size += part.length;
      if (size > MOST_SENT) throw new UserError(problem('sent-too-large', { most: MOST_SENT / 2 ** 30 }));
      files.append(file, part);
    }
  } catch (error) {
    await files.remove(file);
    throw writeProblem(file, error);
  }
}

/** A name for what was sent: another for every content. It is never in memory whole. */
export async function sentName(places: Places, id: string): Promise<string> {
  const { files } = places.machine;
  const file = sentFile(places, id);
  const { size } = await files.stat(file);
  const names: string[] = [];
  for (let from = 0; from < size; from += AT_ONCE)
    names.push(await contentName(await files.readPart(file, from, from + AT_ONCE)));
  return contentName(names.join(' '));
}
