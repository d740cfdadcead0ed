/** What a document is trained with, as flat settings by their paths, so that runs can be told apart and compared. */
import { type Document, nameOf } from './document.ts';

export type FlatSettings = Readonly<Record<string, string | number | boolean>>;

/** Everything: the training, the data, and each layer's settings under its name. */
export function flatSettings({ training, data, graph }: Document): FlatSettings {
  const out: Record<string, string | number | boolean> = {};
  put(out, [], training);
  put(out, ['data'], { dataset: data.dataset, split: data.split });
  const layers = [...graph.nodes, ...graph.blocks.flatMap(({ nodes }) => nodes)];
  out.layers = layers.length;
  for (const node of layers) {
    const name = nameOf(node);
    out[name] = node.type;
    put(out, [name], node.settings);
    for (const own of ['lora', 'frozen', 'learningRate', 'regularization', 'constraint', 'bypassed'] as const)
      put(out, [name, own], (node as Partial<Record<typeof own, unknown>>)[own]);
  }
  return out;
}

/** The few by which people tell their runs apart. */
export function mainSettings({ training, graph }: Document): FlatSettings {
  const { learningRate, optimizer, schedule, batchSize, epochs, losses, seed } = training;
  return {
    learningRate,
    optimizer: optimizer.type,
    schedule: schedule.type,
    batchSize,
    loss: losses.map(({ loss }) => loss.type).join(', '),
    layers: graph.nodes.length,
    epochs,
    seed,
  };
}

/** A list of one kind of things is one value; a choice is its type, with its settings below it. */
function put(out: Record<string, string | number | boolean>, path: readonly string[], value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    out[path.join('.')] = value as string | number | boolean;
    return;
  }
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    out[path.join('.')] = value.join(' × ');
    return;
  }
  const { type, settings, ...rest } = value as { readonly type?: unknown; readonly settings?: unknown };
  if (typeof type === 'string' && typeof settings === 'object') {
    out[path.join('.')] = type;
    put(out, path, settings);
  } else if (type !== undefined) put(out, [...path, 'type'], type);
  for (const [key, part] of Object.entries(rest)) put(out, [...path, key], part);
}

/** The settings in which some differ, with what each has; undefined where it has none. */
export function differences(
  all: readonly FlatSettings[],
): readonly { readonly path: string; readonly values: readonly (string | number | boolean | undefined)[] }[] {
  const paths = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return paths
    .map((path) => ({ path, values: all.map((one) => one[path]) }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}
