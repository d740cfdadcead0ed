/** Exported TypeScript projects against the engine, a spread of them; all of them by `npm run test:typescript`. */
import { expect, it } from 'vitest';
import { CONSTRAINTS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../../engine/learn/index.ts';
import { CASES } from './cases.ts';
import { holdProjects } from './typescriptProjects.ts';

/** Of the many cases of a kind every sixth; those of equal numbers are gone through in the long run alone. */
const EVERY = 6;
const places = new Map<string, number>();
const spread = CASES.filter(({ name }) => {
  const [, kind] = /^(layer|tied|learn|loss)-/.exec(name) ?? [];
  if (kind === undefined || process.env.EXPORT_CASES) return true;
  const place = places.get(kind) ?? 0;
  places.set(kind, place + 1);
  return kind !== 'tied' && place % EVERY === 0;
});

holdProjects(spread, ['resnet', 'bert']);

it.runIf(!process.env.EXPORT_CASES)('has a case for every rule of learning', () => {
  const documents = CASES.map(({ document }) => document);
  const training = documents.map((document) => document.training);
  const used = (types: readonly (string | undefined)[]) => new Set(types);
  const nodes = documents.flatMap(({ graph }) => graph.nodes);
  for (const [list, types] of [
    [LOSSES, training.flatMap(({ losses }) => losses.map(({ loss }) => loss.type))],
    [METRICS, training.flatMap(({ metrics }) => metrics.map(({ type }) => type))],
    [OPTIMIZERS, training.map(({ optimizer }) => optimizer.type)],
    [SCHEDULES, training.map(({ schedule }) => schedule.type)],
    [CONSTRAINTS, nodes.map(({ constraint }) => constraint?.type)],
  ] as const)
    for (const { id } of list) expect(used(types), id).toContain(id);
});
