/** Numbers as people type them. What is none is NaN, so that a field says what it wants. */
import { evaluate } from '../../engine/expression/evaluate.ts';
import { ExpressionError, parseExpression } from '../../engine/expression/parse.ts';

/** What input methods and other programs write in place of the signs on a keyboard. */
const plainSigns = (text: string): string => text.normalize('NFKC').replaceAll('−', '-').trim();

const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
/** Decimal only: `0x10` and the empty text, which JavaScript takes, are none. */
const decimal = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN);

/** `12`, `1e-3`, or a calculation: `3 * 4`, `2 ^ 10`, `1 / 255`. */
export function readNumber(text: string): number {
  const written = plainSigns(text);
  if (DECIMAL.test(written)) return Number(written);
  try {
    const value = evaluate(parseExpression(written), {});
    return typeof value === 'number' ? value : Number.NaN;
  } catch (error) {
    if (error instanceof ExpressionError) return Number.NaN;
    throw error;
  }
}

/** `5 × 5`, `5x5`, `5, 5` or `5 5`. */
export function readInts(text: string): number[] {
  return plainSigns(text)
    .split(/[\s×x*,]+/i)
    .filter(Boolean)
    .map(decimal);
}

/** `0.5, 1, 2` or `0.5 1 2`; nothing is the empty list. */
export function readNumbers(text: string): number[] {
  return plainSigns(text)
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(decimal);
}
