/** All operators of ONNX that have layers. */
import type { Op } from '../read.ts';
import { ATTENTION } from './attention.ts';
import { ADAPTIVE, type Rule, type RuleTable, STANDING } from './define.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { FEW_BITS, INTEGERS } from './fewBits.ts';
import { NORMALIZATION } from './normalization.ts';
import { PRODUCTS } from './products.ts';
import { RECURRENT } from './recurrent.ts';
import { REDUCTIONS } from './reductions.ts';
import { SHAPE } from './shape.ts';
import { WINDOWS } from './windows.ts';

const RULES: RuleTable = {
  ...ELEMENTWISE,
  ...SHAPE,
  ...WINDOWS,
  ...PRODUCTS,
  ...FEW_BITS,
  ...INTEGERS,
  ...NORMALIZATION,
  ...REDUCTIONS,
  ...RECURRENT,
  ...ATTENTION,
};

/** Operators of other domains that are read as ONNX's own are, under the same names. */
const ALIKE: ReadonlySet<string> = new Set([
  ...['Gelu', 'DynamicQuantizeLSTM', 'QuantizeLinear', 'DequantizeLinear', ...Object.keys(FEW_BITS)].map(
    (type) => `com.microsoft ${type}`,
  ),
  ...[STANDING, ...Object.values(ADAPTIVE)].map((type) => `aten ${type}`),
]);

type Named = Pick<Op, 'domain' | 'type'>;
export const isOwn = ({ domain, type }: Named): boolean => domain === '' || ALIKE.has(`${domain} ${type}`);

export const ruleOf = (op: Named): Rule | undefined =>
  isOwn(op) && Object.hasOwn(RULES, op.type) ? RULES[op.type] : undefined;
