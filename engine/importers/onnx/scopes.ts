/**
 * Where in a model a node stands, as PyTorch's exporters write it: the names of the modules around it. A layer whose weights have no name
 * of their own (matrices that were turned, numbers that several weights share) is called after it.
 */
import type { NodeProto } from 'onnx-buf';
import type { Module } from '../define.ts';

export interface Scope {
  /** The module as the state dict has it: `encoder.layers.0.attn`; nothing for the model itself. */
  readonly path: string;
  /** What is done there: `softmax`. */
  readonly word: string;
}

/** More is no name. */
const LONGEST = 4096;
const NAMES = 'pkg.torch.onnx.name_scopes';
const CLASSES = 'pkg.torch.onnx.class_hierarchy';

/** Undefined where the model does not say. */
export function scopeOf({ name, metadataProps }: NodeProto): Scope | undefined {
  const names = listIn(metadataProps, NAMES) ?? traced(name);
  const word = names?.at(-1)?.replace(/(_\d+)+$/, '');
  const path = names?.at(-2) ?? '';
  return word && !path.startsWith('_') ? { path, word } : undefined;
}

/** The modules that a node stands in, from the outermost in, where the model says what they are. */
export function modulesOf({ metadataProps }: NodeProto): readonly Module[] {
  const [names, classes] = [listIn(metadataProps, NAMES), listIn(metadataProps, CLASSES)];
  if (!names || names.length !== classes?.length) return [];
  const modules = names.slice(0, -1).map((path, i) => ({ path, title: classNamed(classes[i]!) }));
  return modules.filter(({ title }) => CLASS.test(title));
}

const CLASS = /^[\p{L}\p{N}_]{1,100}$/u;

/** `torchvision.models.vision_transformer.EncoderBlock` is called by its last word. */
export const classNamed = (whole: string): string => whole.slice(whole.lastIndexOf('.') + 1);

/** What says so of a node, for another importer to write: nothing where it is not known. */
export function scopeEntries(scope: Scope, modules: readonly Module[]): Entry[] {
  const [names, classes] = [modules.map(({ path }) => path), modules.map(({ title }) => title)];
  const [inner, word] = [modules.length > 0 ? names : [scope.path], scope.word];
  if ([...inner, ...classes, word].some((one) => one.includes("'"))) return [];
  const list = (items: readonly string[]) => `[${items.map((one) => `'${one}'`).join(', ')}]`;
  return [
    { key: NAMES, value: list([...inner, word]) },
    ...(modules.length > 0 ? [{ key: CLASSES, value: list([...classes, word]) }] : []),
  ];
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** `['', 'layers', 'layers.0', 'add_1']`: Python's way to write modules from the outermost in, and the node. */
function listIn(entries: readonly Entry[], key: string): string[] | undefined {
  const said = entries.find((one) => one.key === key)?.value;
  return said === undefined || said.length > LONGEST
    ? undefined
    : Array.from(said.matchAll(/'([^']*)'/g), ([, one]) => one!);
}

/** `/layers/layers.0/attn/Add_1`: a module in a row has the row's name before its own, another has its own alone. */
function traced(name: string): string[] | undefined {
  if (!name.startsWith('/') || name.length > LONGEST) return undefined;
  const [word, ...around] = name.slice(1).split('/').toReversed();
  const path = around.reduceRight((outer, own) => {
    const row = own.slice(0, own.lastIndexOf('.'));
    const isWithin = row !== '' && (outer === row || outer.endsWith(`.${row}`));
    return isWithin ? outer.slice(0, outer.length - row.length) + own : outer === '' ? own : `${outer}.${own}`;
  }, '');
  return [path, word!];
}

/** What is done to a layer's weights, and behind it, is part of it. */
const BESIDE = new Set('Add Cast Constant Identity Reshape Shape Squeeze Transpose Unsqueeze'.split(' '));

/** The modules that are one node each, and what is beside it: layers, whose weights are named after them. */
export function layersAmong(
  nodes: readonly { readonly type: string; readonly scope: Scope | undefined }[],
): Set<string> {
  const counts = new Map<string, number>();
  for (const { type, scope } of nodes)
    if (scope && scope.path !== '' && !BESIDE.has(type)) counts.set(scope.path, (counts.get(scope.path) ?? 0) + 1);
  return new Set([...counts].flatMap(([path, count]) => (count === 1 ? path : [])));
}

/** What a layer is called that stands there and has no weights to be called after. */
export const calledIn = ({ path, word }: Scope): string => (path === '' ? word : `${path}.${word}`);

/**
 * The name of a weight's layer as it is within a module: itself where it stands there, that of the same place in a sibling where numbers are
 * shared (`layers.0.fc` is `layers.1.fc` in `layers.1`). Undefined where it is from elsewhere.
 */
export function withinScope(owner: string, { path }: Scope): string | undefined {
  const [own, around] = [owner.split('.'), path === '' ? [] : path.split('.')];
  const isCounted = (part: string | undefined) => part !== undefined && /^\d+$/.test(part);
  const isAlike = around.every((part, i) => part === own[i] || (isCounted(part) && isCounted(own[i])));
  return isAlike ? [...around, ...own.slice(around.length)].join('.') : undefined;
}
