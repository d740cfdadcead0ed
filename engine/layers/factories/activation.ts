/** Activations of one operand differ in their formula only; this is the rest. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { type Value as Text, verbatim } from '../../phrases.ts';
import type { Schema, SettingsOf } from '../../settings.ts';
import { defineLayer, type Layer, type LayerSpec, reject } from '../define.ts';

interface About<S extends Schema>
  extends Pick<
    LayerSpec<S>,
    | 'id'
    | 'title'
    | 'doc'
    | 'formula'
    | 'source'
    | 'keywords'
    | 'settings'
    | 'probabilities'
    | 'nonNegative'
    | 'spell'
    | 'torch'
  > {
  readonly short: string | ((settings: SettingsOf<S>) => Text);
  apply(b: Builder, x: Value, settings: SettingsOf<S>): Value;
  /** Settings of further examples. */
  readonly variants?: readonly Partial<SettingsOf<S>>[];
}

export function activation<const S extends Schema>({ short, apply, variants = [], ...about }: About<S>): Layer {
  return defineLayer<S>({
    ...about,
    family: 'activation',
    inputs: [{ name: 'input', doc: 'Any shape.' }],
    outputs: [{ name: 'output', doc: 'The same shape.' }],
    summary: (settings) => (typeof short === 'string' ? verbatim(short) : short(settings)),
    infer: ([x]) =>
      x!.dtype === 'float32'
        ? [x!]
        : reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' }),
    lower: ({ b }, [x], settings) => apply(b, x!, settings),
    stepwise: ([x], settings) => x!.shape.length > 2 && !('axis' in settings),
    examples: [
      { inputs: [{ dtype: 'float32', shape: ['N', 7] }], output: ['N', 7] },
      { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }], output: ['N', 2, 3, 2] },
      { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], output: ['N', 3, 4] },
      { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 1 },
      { inputs: [{ dtype: 'float32', shape: ['N', 13] }], output: ['N', 13], batch: 5 },
      { inputs: [{ dtype: 'float32', shape: ['N', 1, 4, 3] }], output: ['N', 1, 4, 3], batch: 2 },
      ...variants.map((settings) => ({
        inputs: [{ dtype: 'float32' as const, shape: ['N', 5] as const }],
        settings,
        output: ['N', 5] as const,
      })),
    ],
  });
}
