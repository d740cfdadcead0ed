/** What fewer bits make of an exported model: `deployment.json` in its folder. */
import { phrase, type Value, verbatim } from '../../phrases.ts';
import { formatBytes } from '../../types/bytes.ts';

export const PRECISIONS = ['float32', 'float16', 'int8', 'int8-dynamic'] as const;
export type Precision = (typeof PRECISIONS)[number];

export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface DeploymentReport {
  readonly precision: Exclude<Precision, 'float32'>;
  /** Of the model file. */
  readonly bytes: BeforeAfter;
  /** The split that was judged, and its rows; null where there are no data. */
  readonly split: 'validation' | 'test' | 'train' | null;
  readonly rows: number;
  /** Of each output the root mean square of what changed, of that of its numbers; and where it chooses a class the share of right ones. */
  readonly outputs: readonly { readonly name: string; readonly change: number; readonly accuracy?: BeforeAfter }[];
  /** For one row, the median of several runs. */
  readonly milliseconds: BeforeAfter | null;
}

const percent = (share: number): Value => verbatim(`${(100 * share).toFixed(2)} %`);

export const deploymentLines = ({ bytes, outputs, rows, milliseconds }: DeploymentReport): Value[] => [
  phrase('deployment-size', { before: formatBytes(bytes.before), after: formatBytes(bytes.after) }),
  ...outputs.map(({ name, change, accuracy }) =>
    accuracy
      ? phrase('deployment-accuracy', {
          name: verbatim(name),
          rows,
          before: percent(accuracy.before),
          after: percent(accuracy.after),
        })
      : phrase('deployment-change', { name: verbatim(name), rows, change: percent(change) }),
  ),
  ...(milliseconds
    ? [
        phrase('deployment-time', {
          before: verbatim(milliseconds.before.toPrecision(3)),
          after: verbatim(milliseconds.after.toPrecision(3)),
        }),
      ]
    : []),
];
