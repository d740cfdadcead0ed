/** The numbers of a Keras model by layer, however the file names them. */
import type { Hdf5, StoredArray } from '../../data/formats/hdf5.ts';
import type { KerasModel } from './model.ts';

export interface Variable {
  /** Where it stands below the layer: `cell/0`, `lstm_cell/kernel`. */
  readonly path: string;
  readonly array: StoredArray;
}

/** Which layer of which model: names and places from the outermost model inwards. */
export interface Place {
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

export interface Store {
  /** What a layer has, in the order in which it made them. */
  of(place: Place): readonly Variable[];
}

/** `Conv2DTranspose` as `conv2d_transpose`, as Keras names groups after classes. */
export const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** The groups in which version 3 keeps the layers of a model: called by class, those of one class numbered. */
export function groupsOf({ layers }: KerasModel): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map(({ name, className }) => {
      const group = snakeCase(className);
      const count = counts.get(group) ?? 0;
      counts.set(group, count + 1);
      return [name, count === 0 ? group : `${group}_${count}`];
    }),
  );
}

/** As version 3 saves them: `layers/conv2d_1/vars/0`. */
export function groupStore({ arrays }: Pick<Hdf5, 'arrays'>): Store {
  return {
    of({ groups }) {
      const start = groups.map((group) => `layers/${group}/`).join('');
      return [...arrays]
        .filter(([path]) => path.startsWith(start) && !path.startsWith(`${start}layers/`))
        .map(([path, array]) => ({ path: path.slice(start.length).replace(/(^|\/)vars\//, '$1'), array }))
        .sort((a, b) => numbered(a.path) - numbered(b.path));
    },
  };
}
const numbered = (path: string): number => Number(/\d+$/.exec(path)?.[0] ?? 0);

/** As version 2 and TensorFlow.js save them: a list of names for each layer of the outermost model, in its order. */
export function namedStore(lists: ReadonlyMap<string, readonly Variable[]>): Store {
  return {
    of({ names }) {
      const all = lists.get(names[0]!) ?? [];
      // Keras 2 leaves the models between out of the names
      const inner = names.at(-1)!;
      const within = names.length === 1 ? all : all.filter(({ path }) => path.split('/').includes(inner));
      return within.map(({ path, array }) => {
        const parts = path.split('/');
        const at = parts.lastIndexOf(inner);
        return { path: (at < 0 ? parts : parts.slice(at + 1)).join('/').replace(/:\d+$/, ''), array };
      });
    },
  };
}

/** What an older file of weights, or of a whole model, lists. */
export function olderLists({ arrays, notes }: Hdf5): Map<string, readonly Variable[]> {
  const root = notes.has('model_weights') ? 'model_weights/' : '';
  const lists = new Map<string, readonly Variable[]>();
  for (const [group, about] of notes) {
    // long lists are cut into weight_names0, weight_names1 ...
    const names = Object.keys(about)
      .filter((key) => /^weight_names\d*$/.test(key))
      .sort((a, b) => numbered(a) - numbered(b))
      .flatMap((key) => about[key] ?? []);
    if (!group.startsWith(root) || names.length === 0) continue;
    lists.set(
      group.slice(root.length),
      names.flatMap((path) => {
        const array = arrays.get(`${group}/${path}`);
        return array ? [{ path, array }] : [];
      }),
    );
  }
  return lists;
}
