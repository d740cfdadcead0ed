/** All operators of ONNX that have layers. */
import { ADAPTIVE, type Rule, type RuleTable, STANDING } from './define.ts';
import { ELEMENTWISE } from './elementwise.ts';
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
  ...NORMALIZATION,
  ...REDUCTIONS,
  ...RECURRENT,
};

/** Operators of other domains that are ONNX's own by another name. */
const ALIKE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'com.microsoft': { Gelu: 'Gelu', DynamicQuantizeLSTM: 'DynamicQuantizeLSTM' },
  aten: Object.fromEntries([STANDING, ...Object.values(ADAPTIVE)].map((name) => [name, name])),
};

export function ruleOf(domain: string, type: string): Rule | undefined {
  const name = domain === '' ? type : ALIKE[domain]?.[type];
  return name !== undefined && Object.hasOwn(RULES, name) ? RULES[name] : undefined;
}
