/** What blocks are called that are modules of the model: by the modules' class. */
import { grouped } from './grouped.ts';
import type { Link } from './line.ts';
import type { Plan } from './plan.ts';

/** By node of the flat network, the modules that it stands in, from the outermost in. */
export type Modules = ReadonlyMap<string, readonly { readonly path: string; readonly title: string }[]>;

/** They hold modules and say nothing of what those do. */
const CONTAINERS = new Set(['Sequential', 'ModuleList', 'ModuleDict']);
/** A block is a module, or several, where more than so much of both together is in both. */
const COVERED = 0.6;

export class Titles {
  readonly #modules: Modules;
  /** By path, how many nodes stand in a module. */
  readonly #sizes = new Map<string, number>();

  constructor(modules: Modules) {
    this.#modules = modules;
    for (const around of modules.values())
      for (const { path } of around) this.#sizes.set(path, (this.#sizes.get(path) ?? 0) + 1);
  }

  /** What most of the stretches are; undefined where that is no module. `places`: of what is in blocks already. */
  of(line: readonly Link[], { rows, length }: Plan, places: ReadonlyMap<string, string>): string | undefined {
    const within = grouped(places.keys(), (id) => places.get(id)!.split('/')[0]!);
    const titles = rows
      .flatMap(({ starts }) => starts)
      .map((start) =>
        this.#of(line.slice(start, start + length).flatMap(({ node: { id } }) => within.get(id) ?? [id])),
      );
    const [most] = [...grouped(titles, (title) => title)].toSorted(([, a], [, b]) => b.length - a.length);
    return most?.[0];
  }

  /** One module of a class, or several beside each other. */
  #of(ids: readonly string[]): string | undefined {
    const known = ids.flatMap((id) => (this.#modules.has(id) ? [this.#modules.get(id)!] : []));
    let best: { readonly title: string; readonly covered: number } | undefined;
    for (const title of new Set(known.flat().map((one) => one.title))) {
      if (CONTAINERS.has(title)) continue;
      const paths = known.flatMap((around) => around.find((one) => one.title === title && one.path !== '')?.path ?? []);
      const whole = [...grouped(paths, (path) => path)].filter(
        ([path, { length }]) => length > this.#sizes.get(path)! / 2,
      );
      const found = whole.reduce((sum, [, { length }]) => sum + length, 0);
      const all = whole.reduce((sum, [path]) => sum + this.#sizes.get(path)!, 0);
      const covered = found / (known.length + all - found);
      if (covered > (best?.covered ?? COVERED)) best = { title: whole.length > 1 ? `${title}s` : title, covered };
    }
    return best?.title;
  }
}
