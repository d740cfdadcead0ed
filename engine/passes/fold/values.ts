/** One value for all repetitions of a block that stand in a row: itself where all are the same, else a formula over the repetition `i`. */

/** Undefined where no plain formula says them. */
export function inRow(values: readonly unknown[]): unknown {
  const [first, second] = values;
  if (values.every((value) => same(value, first))) return first;
  const steps = values.length > 2 ? stepsOf(values) : undefined;
  const formula =
    steps ?? (values.slice(1).every((value) => same(value, second)) ? firstThen(first, second) : undefined);
  if (formula !== undefined) return { '=': formula };
  if (
    !values.every((value): value is unknown[] => Array.isArray(value) && value.length === (first as unknown[]).length)
  )
    return undefined;
  const items = (first as unknown[]).map((_, at) => inRow(values.map((value) => (value as unknown[])[at])));
  return items.includes(undefined) ? undefined : items;
}

/** Whole numbers that grow by as much each time. */
export function stepsOf(values: readonly unknown[]): string | undefined {
  const [first, second] = values;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second)) return undefined;
  const [from, by] = [first as number, (second as number) - (first as number)];
  if (!values.every((value, i) => value === from + by * i)) return undefined;
  return plus(by === 1 ? 'i' : `i * ${by}`, from);
}

export const plus = (formula: string, number: number): string =>
  number === 0 ? formula : number > 0 ? `${formula} + ${number}` : `${formula} - ${-number}`;

function firstThen(first: unknown, then: unknown): string | undefined {
  const [a, b] = [literal(first), literal(then)];
  return a !== undefined && b !== undefined ? `i == 0 ? ${a} : ${b}` : undefined;
}

const literal = (value: unknown): string | undefined =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
    ? String(value)
    : typeof value === 'string' && /^[\w ./-]*$/.test(value)
      ? `'${value}'`
      : undefined;

export const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
