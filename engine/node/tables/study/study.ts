/** A table's columns as they are studied: the database is opened when something is asked, and closed a while after the last question. */
import type { RowView, Study } from '../../../data/study.ts';
import type { Duck } from '../duckdb.ts';
import { pageOf, rowsOf } from './page.ts';
import { profileTable } from './profile.ts';
import { TABLE } from '../examine.ts';
import { type KeptTable, openStore } from './store.ts';

/** How long a database stays open after an answer, in milliseconds. */
const IDLE = 15_000;
/** Views whose rows are held: a page of a table is asked for again and again. */
const VIEWS = 4;

interface Open {
  readonly duck: Promise<Duck>;
  asking: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}
const opened = new Map<string, Open>();

export function studyOf(kept: KeptTable): Study {
  const views = viewsOf(kept.folder);
  return {
    profile: (target, work) => asked(kept, (duck) => profileTable(duck, kept, target, work)),
    page: (view, offset, count) =>
      asked(kept, async (duck) => {
        const rows = await views.rows(view, () => rowsOf(duck, kept, view));
        const total = rows?.length ?? kept.rows;
        const places = Array.from(
          { length: Math.max(0, Math.min(count, total - offset)) },
          (_, i) => rows?.[offset + i] ?? offset + i,
        );
        return pageOf(duck, kept, places, total);
      }),
    alike: (columns, most) => asked(kept, (duck) => alikeRows(duck, kept, columns, most)),
  };
}

/** Rows that have the same values in these columns, and have some; NULL is like NULL. */
async function alikeRows(
  duck: Duck,
  { columns }: KeptTable,
  names: readonly string[],
  most: number,
): Promise<readonly (readonly number[])[]> {
  const by = names.map((name) => `c${columns.findIndex((column) => column.name === name)}`).join(', ');
  const found = await duck.rows(
    `SELECT list(rowid ORDER BY rowid) AS rows FROM ${TABLE} GROUP BY ${by} HAVING count(*) > 1 ORDER BY min(rowid) LIMIT ${most}`,
  );
  return found.map(({ rows }) => (rows as { readonly items: readonly unknown[] }).items.map(Number));
}

async function asked<T>(kept: KeptTable, ask: (duck: Duck) => Promise<T>): Promise<T> {
  const open = opened.get(kept.folder) ?? { duck: openStore(kept), asking: 0, timer: undefined };
  opened.set(kept.folder, open);
  clearTimeout(open.timer);
  open.asking++;
  try {
    return await ask(await open.duck);
  } catch (error) {
    if (
      await open.duck.then(
        () => false,
        () => true,
      )
    )
      opened.delete(kept.folder);
    throw error;
  } finally {
    if (--open.asking === 0)
      open.timer = setTimeout(() => {
        opened.delete(kept.folder);
        void open.duck.then((duck) => duck.close()).catch(() => {});
      }, IDLE).unref();
  }
}

interface Views {
  rows(view: RowView, find: () => Promise<Int32Array | undefined>): Promise<Int32Array | undefined>;
}
const allViews = new Map<string, Promise<Int32Array | undefined>>();

/** The rows of the views that were asked for last, of all tables. */
const viewsOf = (folder: string): Views => ({
  rows(view, find) {
    const key = JSON.stringify([folder, view]);
    const known = allViews.get(key) ?? find();
    allViews.delete(key);
    allViews.set(key, known);
    known.catch(() => allViews.delete(key));
    for (const old of [...allViews.keys()].slice(0, -VIEWS)) allViews.delete(old);
    return known;
  },
});
