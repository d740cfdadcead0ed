/**
 * Low-rank adapters as Hugging Face's PEFT saves them (`adapter_model.safetensors`, `adapter_config.json`), put on the layers of a document
 * that have the same names. Layers of one place in a block have adapters of one rank and scale here: what PEFT has of less rank, or not at
 * all, is filled with zeros, and what differs in scale is scaled, so that the numbers are PEFT's.
 */
import { jsonOf } from '../../data/formats/json.ts';
import { editWithin, locate } from '../../graph/blocks.ts';
import type { Document } from '../../graph/document.ts';
import { setProperties } from '../../graph/edits.ts';
import { adapt } from '../../layers/adapt.ts';
import { adapterNames, adapterShapes, MOST_RANK } from '../../layers/common/adapter.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sameShape, type Shape, sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { beginnings, unwrapped } from '../unwrap.ts';
import { type AdaptedMatrix, matricesOf, WITHIN } from './names.ts';

/** What the configuration says that the numbers depend on. */
export interface PeftConfig {
  readonly alpha: number;
  /** The scale is alpha over the root of the rank, not over the rank. */
  readonly byRoot: boolean;
  /** Another alpha for modules whose names end so. */
  readonly alphas: ReadonlyMap<string, number>;
}

type Json = Readonly<Record<string, unknown>>;
const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** With these a layer gives something else than with a product added to its matrix, or the network has other layers. */
const BEYOND =
  'use_dora use_qalora use_bdlora alora_invocation_tokens arrow_config lora_bias kasa_config monteclora_config layer_replication'.split(
    ' ',
  );

/** Throws a `Refusal` for what are no adapters of LoRA, or what adds something else than a product. */
export function readPeftConfig(text: string): PeftConfig {
  let config: Json;
  try {
    config = asJson(jsonOf(text));
  } catch {
    throw new Refusal(phrase('peft-no-config'));
  }
  const { peft_type: type, lora_alpha: alpha, r } = config;
  if (type !== 'LORA') throw new Refusal(phrase('peft-type', { type: verbatim(String(type).slice(0, 40)) }));
  if (!isNumber(alpha) || !isNumber(r)) throw new Refusal(phrase('peft-no-config'));
  for (const option of BEYOND)
    if (config[option]) throw new Refusal(phrase('peft-option', { option: verbatim(option) }));
  const alphas = Object.entries(asJson(config.alpha_pattern)).map(([pattern, value]): [string, number] => {
    // a name with its dots escaped, or as it is; other patterns are not matched here
    const name = pattern.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '.');
    if (!isNumber(value) || !/^[\w.-]+$/.test(name))
      throw new Refusal(phrase('peft-option', { option: verbatim(`alpha_pattern ${pattern.slice(0, 100)}`) }));
    return [name, value];
  });
  return { alpha, byRoot: config.use_rslora === true, alphas: new Map(alphas) };
}

export interface PeftOn {
  readonly document: Document;
  /** The adapters by their names in the document. */
  readonly adapters: ReadonlyMap<string, Tensor>;
  /** What the file has besides: layers that learned whole, by its own names. */
  readonly others: ReadonlyMap<string, Tensor>;
  /** The modules that are adapted, and the names of adapters that no layer has. */
  readonly modules: readonly string[];
  readonly left: readonly string[];
}

type Pair = readonly [a: Tensor, b: Tensor];
interface Found {
  readonly matrix: AdaptedMatrix;
  readonly pair: Pair;
  readonly scale: number;
}

/** Puts adapters on a document. Throws a `Refusal` where no layer has the names and sizes of any. */
export function withPeft(document: Document, config: PeftConfig, file: ReadonlyMap<string, Tensor>): PeftOn {
  const checked = checkGraph(document.graph);
  const matrices = [...checked.nodes.keys()].flatMap((id) => matricesOf(checked, id));
  const own = new Map(
    [...file].map(([name, tensor]) => [name.replace(/(lora_[AB])\.\w+\.weight$/, '$1.weight'), tensor]),
  );
  const outer = outerName(matrices, own);
  const plain = new Map([...own].map(([name, tensor]) => [name.replace(WITHIN, WITHIN + outer), tensor]));
  const { found, used } = matched(matrices, config, plain);
  const adapterNamed = [...plain.keys()].filter((name) => /(^|\.)lora_/.test(name));
  if (found.length === 0)
    throw new Refusal(phrase('peft-none-fit', { name: verbatim((adapterNamed[0] ?? '?').slice(0, 200)) }));
  const left = adapterNamed.filter((name) => !used.has(name));
  const adapted = onLayers(document, checked, found);
  const others = new Map(
    [...plain].flatMap(([name, tensor]) =>
      adapterNamed.includes(name) ? [] : [[name.replace(WITHIN, '').replace('modules_to_save.', ''), tensor] as const],
    ),
  );
  return {
    ...adapted,
    document: learningWhole(adapted.document, checked, others),
    others,
    modules: found.map(({ matrix }) => matrix.module),
    left: left.map((name) => name.replace(WITHIN + outer, WITHIN)),
  };
}

/**
 * What the names of the network have before those of the file: where it was brought here within a module of one's own, `m.bert.…` is what
 * the file of the network alone has as `bert.…`. Empty where the file's names are the network's.
 */
function outerName(matrices: readonly AdaptedMatrix[], file: ReadonlyMap<string, Tensor>): string {
  const names = matrices.map(({ within }) => within);
  const shared = [...beginnings(names[0] ?? '')].filter((outer) => names.every((name) => name.startsWith(outer)));
  const hits = shared.map(
    (outer) => names.filter((name) => file.has(`${WITHIN}${name.slice(outer.length)}.lora_A.weight`)).length,
  );
  return shared[hits.indexOf(Math.max(...hits))]!;
}

/** The pairs of the file for the matrices of the network, whatever stands before all of their names. */
function matched(matrices: readonly AdaptedMatrix[], config: PeftConfig, file: ReadonlyMap<string, Tensor>) {
  const wanted = matrices.flatMap(({ within, shape, transposed }) => {
    const [a, b] = adapterShapes(shape, 1, transposed);
    return [
      { name: `${within}.lora_A.weight`, shape: a },
      { name: `${within}.lora_B.weight`, shape: b },
    ];
  });
  const { given } = unwrapped(wanted, file);
  const used = new Set<string>();
  const found = matrices.flatMap((matrix): Found[] => {
    const [a, b] = ['A', 'B'].map((part) => given.get(`${matrix.within}.lora_${part}.weight`));
    const rank = a?.shape[0] ?? 0;
    if (!a || !b || rank < 1 || rank > MOST_RANK) return [];
    const [first, second] = adapterShapes(matrix.shape, rank, matrix.transposed);
    if (!sameShape(a.shape, first) || !sameShape(b.shape, second)) return [];
    for (const { original } of [a, b]) used.add(original);
    const name = a.original.replace(WITHIN, '').replace(/\.lora_A\.weight$/, '');
    const pattern = [...config.alphas].find(([end]) => name === end || name.endsWith(`.${end}`));
    const scale = (pattern?.[1] ?? config.alpha) / (config.byRoot ? Math.sqrt(rank) : rank);
    return [{ matrix, pair: [a, b], scale }];
  });
  return { found, used };
}

/** The document with adapters where some were found, and their numbers, those of matrices beside these included. */
function onLayers(document: Document, checked: CheckedGraph, found: readonly Found[]) {
  const places = new Map<string, { block: string | undefined; id: string; found: Found[] }>();
  const keyOf = (flat: string) => {
    const { block, id } = locate(document.graph, flat);
    return { block, id, key: `${block ?? ''}/${id}` };
  };
  for (const one of found) {
    const { key, ...place } = keyOf(one.matrix.id);
    const before = places.get(key) ?? { ...place, found: [] };
    before.found.push(one);
    places.set(key, before);
  }
  const kinds = new Map<string, { rank: number; scale: number }>();
  let made = document;
  for (const [key, { block, id, found: here }] of places) {
    const adapter = { rank: Math.max(...here.map(({ pair }) => pair[0].shape[0]!)), scale: here[0]!.scale };
    kinds.set(key, adapter);
    made = adapt(made, [id], adapter, block);
  }
  const pairs = new Map(found.map((one) => [one.matrix.full, one]));
  const adapters = new Map<string, Tensor>();
  for (const flat of checked.nodes.keys()) {
    const adapter = kinds.get(keyOf(flat).key);
    if (!adapter) continue;
    for (const matrix of matricesOf(checked, flat)) {
      const shapes = adapterShapes(matrix.shape, adapter.rank, matrix.transposed);
      const numbers = wide(pairs.get(matrix.full), shapes, adapter);
      adapterNames(matrix.name).forEach((name, i) => {
        const full = `${matrix.full.slice(0, -matrix.name.length)}${name}`;
        adapters.set(full, { dtype: 'float32', shape: shapes[i]!, data: numbers[i]! });
      });
    }
  }
  return { document: made, adapters };
}

/** A pair with as many rows as the layer has, zeros behind its own, and its scale as the layer's. */
function wide(
  found: Found | undefined,
  [a, b]: readonly [Shape, Shape],
  { rank, scale }: { rank: number; scale: number },
) {
  const [first, second] = [new Float32Array(sizeOf(a)), new Float32Array(sizeOf(b))];
  if (!found) return [first, second];
  const own = found.pair[0].shape[0]!;
  first.set(found.pair[0].data as Float32Array);
  const factor = scale === 0 ? 1 : found.scale / scale;
  for (let output = 0; output < b[0]!; output++)
    for (let r = 0; r < own; r++) second[output * rank + r] = Number(found.pair[1].data[output * own + r]) * factor;
  return [first, second];
}

/** What the file has whole learns whole. */
function learningWhole(document: Document, checked: CheckedGraph, others: ReadonlyMap<string, Tensor>): Document {
  const whole = new Set([...others.keys()].map((name) => name.slice(0, name.lastIndexOf('.'))));
  const ends = (label: string) => [...whole].some((name) => name === label || name.endsWith(`.${label}`));
  return [...checked.nodes].reduce((next, [flat, { node }]) => {
    if (!ends(node.label ?? node.id)) return next;
    const { block, id } = locate(document.graph, flat);
    return editWithin(next, block, (drawing) => setProperties(drawing, [id], { frozen: undefined }));
  }, document);
}
