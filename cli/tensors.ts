/** Tensors in files, by name: `.npy` (one), `.npz` and `.safetensors` (several), `.csv` (rows of numbers). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { t } from '../engine/texts/index.ts';
import { readNpy, readNpz, writeNpy } from '../engine/data/formats/npy.ts';
import { readSafetensors, writeSafetensors } from '../engine/data/formats/safetensors.ts';
import type { RawArray } from '../engine/data/table.ts';
import { writeFile } from '../engine/files/write.ts';
import { disk } from '../engine/node/files/disk.ts';
import { problem, UserError, reasonOf } from '../engine/problems.ts';
import type { Tensor } from '../engine/types/tensor.ts';
import { UsageError } from './define.ts';
import { phrase, verbatim } from '../engine/phrases.ts';

const asTensor = ({ shape, data }: RawArray): Tensor =>
  data instanceof Float32Array || data instanceof Float64Array
    ? { dtype: 'float32', shape, data: Float32Array.from(data) }
    : { dtype: 'int32', shape, data: Int32Array.from(data) };

/** A single `.npy` has the name ''. */
export async function readTensors(file: string): Promise<Map<string, Tensor>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UserError(
      problem('file-unreadable', {
        file: verbatim(file),
        reason: reasonOf(error),
      }),
    );
  }
  try {
    switch (path.extname(file)) {
      case '.npy':
        return new Map([['', asTensor(readNpy(bytes))]]);
      case '.npz':
        return new Map([...readNpz(bytes)].map(([name, array]) => [name, asTensor(array)]));
      case '.safetensors':
        return readSafetensors(bytes);
      case '.csv':
        return new Map([['', readCsv(bytes.toString('utf8'))]]);
    }
  } catch (error) {
    throw new UserError(
      problem('file-damaged', { file: verbatim(file), where: phrase('its-tensors'), reason: reasonOf(error) }),
    );
  }
  throw new UsageError(t('cli.ending', '{{file}} must end in .npy, .npz, .safetensors or .csv.', { file }));
}

/** `rows` are what a table calls its rows. */
export async function writeTensors(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  rows?: readonly string[],
): Promise<void> {
  const npy = (tensor: Tensor) => writeNpy(tensor);
  switch (path.extname(file)) {
    case '.npy':
      if (tensors.size !== 1)
        throw new UsageError(
          t('cli.oneTensor', '{{file}} can hold one tensor, and there are {{number}}. Use .npz or .safetensors.', {
            file,
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
      return writeFile(disk, file, writeCsv(tensors, rows));
  }
  throw new UsageError(t('cli.ending', '{{file}} must end in .npy, .npz, .safetensors or .csv.', { file }));
}

/** Numbers between commas, a row a line; a first line of names is passed over. */
function readCsv(text: string): Tensor {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const cells = (line: string) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));
  const names = lines.length > 0 && !cells(lines[0]!).every(isNumber) ? 1 : 0;
  const rows = lines.slice(names).map(cells);
  const width = rows[0]?.length ?? 0;
  rows.forEach((row, i) => {
    if (row.length !== width) throw new Error(`line ${i + names + 1} has ${row.length} values, the first has ${width}`);
    const wrong = row.find((cell) => !isNumber(cell));
    if (wrong !== undefined) throw new Error(`line ${i + names + 1} has "${wrong}", which is no number`);
  });
  return { dtype: 'float32', shape: [rows.length, width], data: Float32Array.from(rows.flat(), Number) };
}

/** Tensors side by side, a row a line, under names such as `dense_2.0`; before them the names of the rows. */
function writeCsv(tensors: ReadonlyMap<string, Tensor>, names?: readonly string[]): string {
  const parts = [...tensors].map(([name, { shape, data }]) => ({
    name,
    data,
    width: data.length / Math.max(1, shape[0]!),
  }));
  const rows = tensors.values().next().value?.shape[0] ?? 0;
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const header = [
    ...(names ? ['file'] : []),
    ...parts.flatMap(({ name, width }) =>
      width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}.${i}`),
    ),
  ];
  const line = (row: number) =>
    [
      ...(names ? [quoted(names[row]!)] : []),
      ...parts.flatMap(({ data, width }) => [...data.slice(row * width, (row + 1) * width)]),
    ].join(',');
  return `${[header.join(','), ...Array.from({ length: rows }, (_, row) => line(row))].join('\n')}\n`;
}
