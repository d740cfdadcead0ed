/** Data that are brought to what a network reads, in place of the network to the data: weights that it has keep their meaning. */
import type { Choice, ColumnConfig, DataConfig } from '../../graph/document.ts';
import { phrase, verbatim } from '../../phrases.ts';
import type { Repair } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { formatShape, type Shape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { pictureFormat } from '../datasets/pictures.ts';
import type { Column } from '../define.ts';
import { LEAST_BYTE_PAIRS } from '../language/bytePairs.ts';
import { toLength } from '../language/chain.ts';
import { RESERVED } from '../language/vocabulary.ts';
import { transformed } from '../transformed.ts';
import { tokenize } from './tokenize.ts';

interface Fed {
  readonly source: Column;
  readonly config: ColumnConfig;
}

/** The repair by which an Input that reads `wanted` gets rows of that size: of pictures and texts of another one. */
export function broughtTo(input: string, { source, config }: Fed, wanted: TensorType, data: Data): Repair[] {
  const sample = wanted.shape.slice(1) as Shape;
  const reads = source.kind === 'image' ? picturesOf(source, config, sample) : tokensOf(source, config, sample);
  if (!reads) return [];
  const { title, transforms } = reads;
  const after = transformed(source, { ...config, transforms }, []);
  const fits = after?.dtype === wanted.dtype && formatShape(after.shape) === formatShape(sample);
  if (!fits) return [];
  const whole = source.kind === 'image' ? readOtherwise(source, config, sample, data) : undefined;
  const path = ['data', 'inputs', input, 'transforms'];
  return [{ title, actions: whole ?? [{ kind: 'configure', path, value: transforms }] }];
}

/** The repair by which texts are read with no more different tokens than the layer knows that looks them up, in place of a larger layer. */
export function knownTokens(input: string, { transforms }: ColumnConfig, vocabulary: number): Repair[] {
  const at = transforms.findIndex(({ type, settings }) => type === 'tokenize' && settings.by !== 'file');
  const found = transforms[at];
  if (!found) return [];
  const { settings } = resolveSettings(tokenize.settings, found.settings);
  const least = settings.by === 'bytePair' ? LEAST_BYTE_PAIRS : RESERVED.length + 1;
  if (vocabulary < least || (settings.vocabulary as number) <= vocabulary) return [];
  const value = transforms.with(at, { ...found, settings: { ...found.settings, vocabulary } });
  return [
    {
      title: phrase('read-so-many-tokens', { count: vocabulary }),
      actions: [{ kind: 'configure', path: ['data', 'inputs', input, 'transforms'], value }],
    },
  ];
}

type Data = Pick<DataConfig, 'dataset' | 'inputs' | 'targets'>;
type Actions = Repair['actions'];

const OF_SIZE = new Set(['resize', 'crop', 'grey', 'threeChannels']);
const OF_LENGTH = new Set(['truncate', 'pad']);

function picturesOf({ shape }: Column, { transforms }: ColumnConfig, wanted: Shape) {
  const [channels, height, width] = wanted as [number, number, number];
  if (wanted.length !== 3 || shape.length !== 3) return undefined;
  const step = (type: string, settings: Choice['settings'] = {}): Choice => ({ type, settings });
  const resize = transforms.find(({ type }) => type === 'resize');
  const first = [
    ...(channels === 1 && shape[0] === 3 ? [step('grey')] : []),
    ...(height === shape[1] && width === shape[2] ? [] : [step('resize', { ...resize?.settings, width, height })]),
    // at last: three equal channels are no more work then
    ...(channels === 3 && shape[0] === 1 ? [step('threeChannels')] : []),
  ];
  return {
    title: phrase('bring-pictures-to', { shape: formatShape(wanted) }),
    transforms: [...first, ...transforms.filter(({ type }) => !OF_SIZE.has(type))],
  };
}

/** Pictures in files are read in another size at once, so that nothing of a large one is lost, where one input alone reads them. */
function readOtherwise(
  { shape }: Column,
  { column, transforms }: ColumnConfig,
  wanted: Shape,
  { dataset, inputs, targets }: Data,
): Actions | undefined {
  const read = pictureFormat(dataset)?.shape;
  const alone = [...Object.values(inputs), ...Object.values(targets)].filter((one) => one.column === column);
  if (!read || formatShape(read) !== formatShape(shape) || alone.length !== 1) return undefined;
  if (transforms.some(({ type }) => OF_SIZE.has(type))) return undefined;
  const [channels, height, width] = wanted as [number, number, number];
  const settings = { width, height, colours: channels === 1 ? 'grey' : 'rgb' };
  return Object.entries(settings).map(([name, value]) => ({
    kind: 'configure',
    path: ['data', 'dataset', 'settings', name],
    value,
  }));
}

function tokensOf({ kind, ragged }: Column, { column, transforms }: ColumnConfig, wanted: Shape) {
  const [length] = wanted;
  if (wanted.length !== 1 || typeof length !== 'number' || (kind !== 'text' && !ragged)) return undefined;
  return {
    title: phrase('bring-to-length', { column: verbatim(column), length }),
    transforms: [...transforms.filter(({ type }) => !OF_LENGTH.has(type)), ...toLength(length)],
  };
}
