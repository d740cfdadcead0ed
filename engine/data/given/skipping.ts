/** Data whose lines and files that cannot be read are left out, where a person says so: a dataset that leaves them out, and files read so. */
import type { Choice } from '../../graph/document.ts';
import type { Repair } from '../../problems.ts';
import type { Files } from '../define.ts';
import { datasetOf } from '../index.ts';

/** What leaves them out, by the name of the setting. */
const LEFT_OUT: Readonly<Record<string, string | boolean>> = { faulty: 'skip', skipDamaged: true };

/** As far as the dataset can. */
export function skipping({ type, settings }: Choice): Choice {
  const fields = datasetOf(type)?.settings ?? {};
  const left = Object.entries(LEFT_OUT).filter(([name]) => Object.hasOwn(fields, name));
  return { type, settings: { ...settings, ...Object.fromEntries(left) } };
}

/** Files of tables that are looked at before there is a dataset. */
export const skippingLines = (files: Files): Files => ({
  ...files,
  table: (path, options) => files.table(path, { ...options, faulty: 'skip' }),
});

/** Whether a repair leaves out what cannot be read. */
export const leavesOut = ({ actions }: Repair): boolean =>
  actions.length > 0 &&
  actions.every((action) => action.kind === 'configure' && Object.hasOwn(LEFT_OUT, String(action.path.at(-1))));
