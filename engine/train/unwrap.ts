/**
 * Names of weights as wrappers leave them. A module within another saves its weights behind the name that it has there
 * (`backbone.layer1.weight`), and some wrappers name themselves wherever they stand (`features.module.0.weight`).
 */
import { sameShape, type Shape } from '../types/shape.ts';

interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly aliases?: readonly string[];
}
interface Given {
  readonly shape: Shape;
}
/** Something of a file under the name that it has without a wrapper. */
export type Unwrapped<T> = T & {
  readonly original: string;
  /** What was taken off its name. */
  readonly taken?: string;
};

/** How PyTorch's wrappers call what they wrap: for several devices, compiled, sharded, recomputed. */
const WRAPPERS = ['module', '_orig_mod', '_fsdp_wrapped_module', '_checkpoint_wrapped_module', '_forward_module'];

/** The dotted beginnings of a name, the empty one first. */
export function* beginnings(name: string): Generator<string> {
  yield '';
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) yield name.slice(0, at + 1);
}

/**
 * What a file has, without what stands before or within its names beyond the network's own. One beginning is taken off: the one
 * behind which most of the weights are found. Where several are as good, as a student's and a teacher's, none is, and they are `rivals`.
 */
export function unwrapped<T extends Given>(
  weights: readonly Weight[],
  file: ReadonlyMap<string, T>,
): { readonly given: ReadonlyMap<string, Unwrapped<T>>; readonly rivals: readonly string[] } {
  const wanted = new Map(
    weights.flatMap(({ name, shape, aliases = [] }) => [name, ...aliases].map((one) => [one, shape])),
  );
  const bare = new Map<string, string>();
  for (const name of file.keys()) {
    const parts = name.split('.');
    bare.set(name, wanted.has(name) ? name : parts.filter((part) => !WRAPPERS.includes(part)).join('.'));
  }
  const best = bestBeginnings(wanted, bare, file);
  const [prefix = ''] = best.length === 1 ? best : [];
  const given = new Map<string, Unwrapped<T>>();
  const put = (name: string, original: string) => {
    const tensor = file.get(original)!;
    // a name that is taken already is kept whole, and so left over
    const free = [name, original, `${original} `].find((one) => !given.has(one))!;
    given.set(free, {
      ...tensor,
      original,
      ...(name !== original && { taken: takenOff(original, name) }),
    });
  };
  // what has its name already keeps it
  for (const name of file.keys()) if (wanted.has(name)) put(name, name);
  for (const [name, short] of bare)
    if (!wanted.has(name)) put(prefix !== '' && short.startsWith(prefix) ? short.slice(prefix.length) : short, name);
  return { given, rivals: best.length > 1 ? best : [] };
}

/** The beginnings behind which most weights are found, those of the same shape counted twice; the empty one alone where none is better. */
function bestBeginnings(
  wanted: ReadonlyMap<string, Shape>,
  bare: ReadonlyMap<string, string>,
  file: ReadonlyMap<string, Given>,
): string[] {
  const found = new Map<string, number>([['', 0]]);
  for (const [name, short] of bare)
    for (const prefix of beginnings(short)) {
      const shape = wanted.get(short.slice(prefix.length));
      if (!shape) continue;
      found.set(prefix, (found.get(prefix) ?? 0) + (sameShape(shape, file.get(name)!.shape) ? 2 : 1));
    }
  const most = Math.max(...found.values());
  return found.get('') === most ? [''] : [...found.keys()].filter((prefix) => found.get(prefix) === most);
}

/** What a name has before a shorter one, or else the wrappers within it. */
function takenOff(original: string, name: string): string {
  if (original.endsWith(`.${name}`)) return original.slice(0, -name.length);
  const within = original.split('.').filter((part) => WRAPPERS.includes(part));
  return `${within.join('.')}.`;
}
