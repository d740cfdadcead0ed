/** Names as they stand in generated TypeScript. */
import { literal } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import type { Naming } from '../../python/model/parameters.ts';

export const CAMEL: Naming = {
  of: (name) => new Identifiers([], []).make(name),
  names: (taken) => new Identifiers(taken),
  divided: (name, by) => `${name} / ${by}`,
};

/** A pattern with the number of an instance in it. */
export const numbered = (pattern: string, index: number): string =>
  pattern.replaceAll(/\{i(?: \+ (\d+))?\}/g, (_, more = '0') => String(index + Number(more)));

/** A name as a text; within a block it begins with the instance's. */
export const quoted = (name: string): string => (name.includes('${') ? `\`${name}\`` : literal(name));
