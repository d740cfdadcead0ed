/** Tensors in files, by name: `.npy` (one), `.npz` and `.safetensors` (several), `.csv` (rows of numbers). */
import path from 'node:path';
import { zipSync } from 'fflate';
import { t, word } from '../engine/texts/index.ts';
import { readNpy, readNpz, writeNpy } from '../engine/data/formats/npy.ts';
import { readCsv } from '../engine/data/formats/csv.ts';
import { stopAtMistaken } from '../engine/data/formats/mistaken.ts';
import { roundedTensor } from '../engine/data/formats/numbers.ts';
import { storedSafetensors, writeSafetensors } from '../engine/data/formats/safetensors.ts';
import { exactTensorOf } from '../engine/data/formats/stored.ts';
import { type RawArray, rowless } from '../engine/data/table.ts';
import { writeFile } from '../engine/files/write.ts';
import type { AnswerColumns } from '../engine/train/reports/answers.ts';
import { disk } from '../engine/node/files/disk.ts';
import { problem, Refusal, UserError, reasonOf } from '../engine/problems.ts';
import { readRegular } from '../engine/node/files/regular.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { say, UsageError } from './define.ts';
import { type Phrase, phrase, verbatim } from '../engine/phrases.ts';

/** A single `.npy` has the name ''. */
export async function readTensors(file: string): Promise<Map<string, Tensor>> {
  let bytes: Buffer;
  try {
    bytes = Buffer.from((await readRegular(file)).buffer);
  } catch (error) {
    throw new UserError(
      problem('file-unreadable', {
        file: verbatim(file),
        reason: reasonOf(error),
      }),
    );
  }
  const parse = READERS[path.extname(file).toLowerCase()];
  if (!parse)
    throw new UsageError(
      t('cli.ending', '{{file}} must end in .npy, .npz, .safetensors or .csv.', { file: verbatim(file) }),
    );
  try {
    stopAtMistaken(bytes);
    const { tensors, notes = [] } = parse(bytes, file);
    for (const note of notes) say(word(note));
    return tensors;
  } catch (error) {
    throw new UserError(
      problem('file-damaged', { file: verbatim(file), where: phrase('its-tensors'), reason: reasonOf(error) }),
    );
  }
}

interface Read {
  readonly tensors: Map<string, Tensor>;
  readonly notes?: readonly Phrase[];
}

/** By the ending of a file's name. */
const READERS: Readonly<Record<string, (bytes: Uint8Array, file: string) => Read>> = {
  '.npy'(bytes) {
    const array = readNpy(bytes);
    const reason = rowless(array);
    if (reason) throw new Refusal(reason);
    return { tensors: new Map([['', asTensor(array)]]) };
  },
  '.npz'(bytes, file) {
    const { arrays, aside } = readNpz(bytes);
    const tensors = [...arrays].map(([name, array]) => [name, asTensor(array)] as const);
    return several(file, tensors, aside);
  },
  '.safetensors'(bytes, file) {
    const tensors = new Map<string, Tensor>();
    const aside = new Map<string, Phrase>();
    for (const [name, stored] of storedSafetensors(bytes)) {
      try {
        tensors.set(name, exactTensorOf(name, stored));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        aside.set(name, error.reason);
      }
    }
    return several(file, [...tensors], aside);
  },
  '.csv'(bytes) {
    const { shape, data, notes } = readCsv(bytes);
    return { tensors: new Map([['', { dtype: 'float32', shape, data }]]), notes };
  },
};

/** What stands beside tensors of rows and is none is told; alone, it refuses the file. */
function several(
  file: string,
  found: readonly (readonly [name: string, tensor: Tensor])[],
  others: ReadonlyMap<string, Phrase>,
): Read {
  const aside = new Map(others);
  for (const [name, tensor] of found) {
    const reason = rowless(tensor);
    if (reason) aside.set(name, reason);
  }
  const tensors = new Map(found.filter(([name]) => !aside.has(name)));
  const [first] = aside.values();
  if (tensors.size === 0) throw new Refusal(first ?? phrase('no-arrays'));
  const notes = [...aside].map(([name, reason]) =>
    phrase('left-aside', { file: verbatim(file), name: verbatim(name), reason }),
  );
  return { tensors, notes };
}

const asTensor = ({ shape, data }: RawArray): Tensor => roundedTensor(data, shape);

/** What a table says of tensors: what its rows are called, and what they say to a person, by their names. */
interface Names {
  readonly rows?: readonly string[];
  readonly said?: ReadonlyMap<string, AnswerColumns>;
}

export async function writeTensors(file: string, tensors: ReadonlyMap<string, Tensor>, names?: Names): Promise<void> {
  const npy = (tensor: Tensor) => writeNpy(tensor);
  switch (path.extname(file)) {
    case '.npy':
      if (tensors.size !== 1)
        throw new UsageError(
          t('cli.oneTensor', '{{file}} can hold one tensor, and there are {{number}}. Use .npz or .safetensors.', {
            file: verbatim(file),
            number: tensors.size,
          }),
        );
      return writeFile(disk, file, npy(tensors.values().next().value!));
    case '.npz':
      return writeFile(
        disk,
        file,
        zipSync(Object.fromEntries([...tensors].map(([name, tensor]) => [`${name}.npy`, npy(tensor)])), { level: 0 }),
      );
    case '.safetensors':
      return writeFile(disk, file, writeSafetensors(tensors));
    case '.csv':
      return writeFile(disk, file, writeCsv(tensors, names));
  }
  throw new UsageError(
    t('cli.ending', '{{file}} must end in .npy, .npz, .safetensors or .csv.', { file: verbatim(file) }),
  );
}

/**
 * Tensors side by side, a row a line: what they say, then their values under names such as `dense_2.0` or `dense_2.cat`; before them the
 * names of the rows. Of several tensors what they say stands behind the names of the columns that they answer for: `species.predicted`.
 */
function writeCsv(tensors: ReadonlyMap<string, Tensor>, { rows: names, said }: Names = {}): string {
  const answered = [...(said?.values() ?? [])].map(({ of }) => of);
  const parts = [...tensors].map(([name, tensor]) => {
    const known = said?.get(name) ?? plainColumns(tensor);
    const { of = name } = known;
    // one of several is called by its column, where no other answers for that
    const own = tensors.size > 1 && answered.filter((one) => one === of).length === 1 ? of : name;
    const headOf = (one: string) => {
      const isNumber = one === '' || /^\d+$/.test(one);
      if (tensors.size === 1) return isNumber ? within(of, one) : one;
      return within(own, one);
    };
    return { heads: [...known.said.map(headOf), ...known.values.map((value) => within(own, value))], ...known };
  });
  const rows = tensors.values().next().value?.shape[0] ?? 0;
  const cell = (value: string | number) =>
    typeof value === 'string' && /[",\r\n]/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : Number.isNaN(value)
        ? ''
        : value;
  const lineOf = (cells: readonly (string | number)[]) => cells.map(cell).join(',');
  const head = lineOf([...(names ? ['file'] : []), ...parts.flatMap(({ heads }) => heads)]);
  const line = (row: number) => lineOf([...(names ? [names[row]!] : []), ...parts.flatMap(({ cells }) => cells(row))]);
  return `${[head, ...Array.from({ length: rows }, (_, row) => line(row))].join('\n')}\n`;
}

const within = (name: string, part: string): string => (part === '' ? name : `${name}.${part}`);

/** The values alone, by their places; a single one needs no name. */
function plainColumns({ shape, data }: Tensor): AnswerColumns {
  const width = data.length / Math.max(1, shape[0]!);
  return {
    said: [],
    values: width === 1 ? [''] : Array.from({ length: width }, (_, i) => String(i)),
    cells: (row) => [...data.subarray(row * width, (row + 1) * width)] as number[],
  };
}
