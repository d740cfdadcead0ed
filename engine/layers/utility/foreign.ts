import { boolean, type SettingsOf, text } from '../../settings.ts';
import type { DType } from '../../types/dtype.ts';
import { DTYPES } from '../../types/dtype.ts';
import type { Dim, Shape } from '../../types/shape.ts';
import { formatType, sameType, type TensorType } from '../../types/tensor.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { defineLayer, type Port, reject } from '../define.ts';

const settings = {
  operator: text({ label: 'Operator', default: 'Identity', doc: 'What the model that it comes from calls it.' }),
  takes: text({
    label: 'Takes',
    default: 'float32 N×1',
    doc: 'The types of its inputs, one after the other: float32 N×3; int32 N×5.',
  }),
  gives: text({ label: 'Gives', default: 'float32 N×1', doc: 'The types of its outputs.' }),
  weights: text({ label: 'Weights', default: '', doc: 'What it keeps beside its inputs: name 3×4; name 5.' }),
  each: boolean({
    label: 'Each sample',
    default: false,
    doc: 'It knows nothing of a batch, and is run for each sample by itself.',
  }),
  model: text({ label: 'Model', default: '', doc: 'Its nodes as ONNX has them, in base64.' }),
};
type Settings = SettingsOf<typeof settings>;

/** `float32 N×3; int32 N` as types; undefined where the text is none. */
function typesIn(list: string): TensorType[] | undefined {
  const types = parts(list).map((one): TensorType | undefined => {
    const [dtype, dims = ''] = one.split(' ');
    const shape = dims.split('×').map((dim): Dim => (dim === 'N' ? 'N' : Number(dim)));
    const fits = DTYPES.includes(dtype as DType) && shape[0] === 'N' && shape.slice(1).every(isSize);
    return fits ? { dtype: dtype as DType, shape } : undefined;
  });
  return types.every((type) => type !== undefined) ? types : undefined;
}
const parts = (list: string): string[] => list.split(';').flatMap((one) => one.trim() || []);
const isSize = (dim: Dim): boolean => typeof dim === 'number' && Number.isSafeInteger(dim) && dim >= 1;

function weightsIn(list: string): [name: string, shape: Shape][] | undefined {
  const found = parts(list).map((one): [string, Shape] => {
    const at = one.lastIndexOf(' ');
    return [
      one.slice(0, at),
      one
        .slice(at + 1)
        .split('×')
        .map(Number),
    ];
  });
  return found.every(([name, shape]) => name !== '' && shape.every(isSize)) ? found : undefined;
}

const portsOf = (list: string, name: string): readonly Port[] =>
  (typesIn(list) ?? []).map((type, i) => ({ name: `${name}${i + 1}`, doc: `${formatType(type)}.` }));

export const foreign = defineLayer({
  id: 'foreign',
  title: 'Foreign operator',
  family: 'block',
  doc:
    'An operator of an imported model for which there is no layer. It keeps its place, its settings and its weights, and runs on ONNX ' +
    'Runtime; no gradient passes it, so nothing before it learns.',
  formula: 'y = f(x)',
  source: { title: 'ONNX operators', url: 'https://onnx.ai/onnx/operators/' },
  keywords: ['opaque', 'import', 'onnx', 'custom'],
  settings,
  inputs: portsOf(settings.takes.default, 'in'),
  outputs: portsOf(settings.gives.default, 'out'),
  ports(s) {
    for (const setting of ['takes', 'gives'] as const)
      if (!typesIn(s[setting]) || (setting === 'gives' && parts(s.gives).length === 0))
        return reject('bad-setting', { expected: phrase('foreign-text'), received: verbatim(s[setting]) }, { setting });
    return { inputs: portsOf(s.takes, 'in'), outputs: portsOf(s.gives, 'out') };
  },
  summary: ({ operator }) => verbatim(operator),
  infer(inputs, { takes, gives, weights, model }) {
    if (model === '')
      return reject(
        'bad-setting',
        { expected: phrase('foreign-model'), received: phrase('nothing') },
        { setting: 'model' },
      );
    if (!weightsIn(weights))
      return reject(
        'bad-setting',
        { expected: phrase('foreign-text'), received: verbatim(weights) },
        { setting: 'weights' },
      );
    const wanted = typesIn(takes)!;
    const odd = wanted.findIndex((type, i) => !sameType(type, inputs[i]!));
    if (odd >= 0)
      return reject(
        'size-mismatch',
        {
          expected: phrase('foreign-inputs', { expected: formatType(wanted[odd]!) }),
          received: formatType(inputs[odd]!),
        },
        { port: `in${odd + 1}` },
      );
    return typesIn(gives)!;
  },
  weights: (_, { weights }) =>
    Object.fromEntries(
      (weightsIn(weights) ?? []).map(([name, shape]) => [
        name,
        { shape, initializer: { type: 'zeros' }, role: 'state' as const },
      ]),
    ),
  lower({ b, batch }, inputs, s, weights) {
    const own = Object.values(weights);
    const run = (values: readonly (typeof own)[number][], rows: number) =>
      b.emitAll('foreign', { op: s.operator, model: s.model, ...at(s, rows) }, ...values, ...own);
    if (!s.each) return run(inputs, batch);
    // one sample after the other
    const rows = Array.from({ length: batch }, (_, i) =>
      run(
        inputs.map((x) =>
          b.slice(
            x,
            x.shape.map((_, axis) => (axis === 0 ? i : 0)),
            x.shape.with(0, i + 1),
          ),
        ),
        1,
      ),
    );
    return typesIn(s.gives)!.map((_, i) =>
      rows.length === 1
        ? rows[0]![i]!
        : b.concat(
            rows.map((row) => row[i]!),
            0,
          ),
    );
  },
  examples: [],
});

const at = ({ gives }: Settings, rows: number) => ({
  dtypes: typesIn(gives)!.map(({ dtype }) => dtype),
  shapes: typesIn(gives)!.map(({ shape }) => shape.map((dim) => (dim === 'N' ? rows : dim))),
});
