/** What a template is: a function from a few settings to a document, and what there is to tell about it. One family of networks a file. */
import { type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';
import { problem, UserError } from '../engine/problems.ts';
import { resolveSettings, type Schema, type SettingsOf, settingName } from '../engine/settings.ts';
import { Net, Unfit, type LayerOutput } from './common/build.ts';
import { definitionName } from '../engine/phrases.ts';
import { place } from './common/layout.ts';

/** In the gallery's order. */
export const TEMPLATE_FAMILIES = {
  classics: 'Classics',
  images: 'Images',
  dense: 'Segmentation',
  sequences: 'Sequences',
  transformers: 'Transformers',
  demonstrations: 'Demonstrations',
} as const;
export type TemplateFamily = keyof typeof TEMPLATE_FAMILIES;

export type Recommended = Readonly<Record<string, unknown>>;

export interface Story {
  /** What it was made for. */
  readonly purpose: string;
  /** What was new. */
  readonly novelty: string;
  readonly paper?: { readonly title: string; readonly url: string };
  /** Where popular accounts are wrong, or differ from the paper. */
  readonly beware?: string;
}

export interface TemplateSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  readonly family: TemplateFamily;
  /** One sentence for lists. */
  readonly doc: string;
  readonly story: Story;
  readonly settings: S;
  /** The members of the family that the literature names, by the settings that make them. */
  readonly sizes?: readonly Partial<SettingsOf<S>>[];
  /** A small member that still has every part, for tests and pictures. */
  readonly small?: Partial<SettingsOf<S>>;
  /** What a document of these settings is called: "ResNet-50". */
  name?(settings: SettingsOf<S>): string;
  /** Writes the network; gives its outputs where there are several. */
  build(net: Net, settings: SettingsOf<S>): undefined | readonly LayerOutput[];
  data?(settings: SettingsOf<S>): Recommended;
  training(settings: SettingsOf<S>, heads: readonly LayerOutput[]): Recommended;
  /** What is done with the document at last. */
  change?(document: Document, settings: SettingsOf<S>): Document;
}

export interface Template extends Omit<TemplateSpec, 'name' | 'build' | 'data' | 'training' | 'change'> {
  /** The document for these settings; those left out have their defaults. Throws a `UserError` where they do not fit. */
  make(settings?: Readonly<Record<string, unknown>>): Document;
  /** What it is called with these settings. */
  nameOf(settings?: Readonly<Record<string, unknown>>): string;
}

export function defineTemplate<const S extends Schema>({
  name,
  build,
  data,
  training,
  change,
  ...about
}: TemplateSpec<S>): Template {
  const resolve = (given: Readonly<Record<string, unknown>>): SettingsOf<S> => {
    const { settings, errors } = resolveSettings(about.settings, given);
    if (errors.length > 0)
      throw new UserError(
        errors.map(({ setting, expected, received }) =>
          problem('bad-setting', {
            layer: definitionName('templates', about),
            setting: settingName('templates', about, setting),
            expected,
            received,
          }),
        ),
      );
    return settings;
  };
  return {
    ...(about as unknown as TemplateSpec),
    nameOf: (given = {}) => name?.(resolve(given)) ?? about.title,
    make(given = {}) {
      const settings = resolve(given);
      const net = new Net();
      let heads: readonly LayerOutput[];
      try {
        heads = build(net, settings) ?? [];
      } catch (error) {
        if (error instanceof Unfit)
          throw new UserError(
            problem('template-unfit', { template: definitionName('templates', about), reason: error.reason }),
          );
        throw error;
      }
      const document = documentSchema.parse({
        format: 'loom',
        version: FORMAT_VERSION,
        name: name?.(settings) ?? about.title,
        graph: place(net.network()),
        ...(data && { data: data(settings) }),
        training: training(settings, heads),
      });
      return change?.(document, settings) ?? document;
    },
  };
}
