/**
 * Which texts have no Chinese yet and show in English until they do: the documentation of definitions and of their settings, and the
 * stories of templates. The reference, the notes within documents and the READMEs are owed, too; no screen shows them translated.
 */
import { TEMPLATES } from '../templates/index.ts';
import { AUGMENTATIONS } from '../engine/data/augment/index.ts';
import { DATASETS, TRANSFORMS } from '../engine/data/index.ts';
import { LAYERS } from '../engine/layers/index.ts';
import { CONSTRAINTS, INITIALIZERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../engine/learn/index.ts';
import type { Schema } from '../engine/settings.ts';
import { EXPORT_TARGETS } from '../engine/targets/index.ts';

interface Documented {
  readonly doc?: string;
  readonly settings?: Schema;
  readonly inputs?: readonly { readonly name: string; readonly doc: string }[];
  readonly outputs?: readonly { readonly name: string; readonly doc: string }[];
  /** A title is quoted in the language of what it names. */
  readonly source?: { readonly title: string };
}

const docsOf = ({ doc, settings = {}, inputs = [], outputs = [], source }: Documented): (string | undefined)[] => [
  doc,
  source?.title,
  ...Object.values(settings).map((field) => field.doc),
  ...[...inputs, ...outputs].map((port) => `${port.name}: ${port.doc}`),
];

/** Every English text that may stand in a Chinese screen. */
export const OWED: ReadonlySet<string> = new Set(
  [
    ...[
      LAYERS,
      LOSSES,
      METRICS,
      OPTIMIZERS,
      SCHEDULES,
      INITIALIZERS,
      CONSTRAINTS,
      DATASETS,
      TRANSFORMS,
      AUGMENTATIONS,
      TEMPLATES,
      EXPORT_TARGETS,
    ].flatMap((definitions: readonly Documented[]) => definitions.flatMap(docsOf)),
    ...TEMPLATES.flatMap(({ story }) => [story.purpose, story.novelty, story.paper?.title]),
  ].filter((text) => text !== undefined),
);
