/** Formulas with names put in, as far as they are known: what a block's settings come to where it is taken apart. */
import { evaluateSource } from '../expression/evaluate.ts';
import { namesIn, parseExpression } from '../expression/parse.ts';

/** A value whose formulas have these names put in; what speaks of nothing else any more is calculated. Formulas that cannot be read stay. */
export function substituted(value: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => substituted(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const formula = (value as { '='?: unknown })['='];
  if (typeof formula !== 'string')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituted(item, names)]));
  try {
    const spoken = namesIn(parseExpression(formula));
    const isFormula = (name: string) =>
      typeof names[name] === 'object' && names[name] !== null && '=' in (names[name] as object);
    if ([...spoken].every((name) => Object.hasOwn(names, name) && !isFormula(name)))
      return evaluateSource(formula, names);
    if (Object.hasOwn(names, formula.trim())) return names[formula.trim()];
    const text = formula.replace(/'[^']*'|[A-Za-z_][A-Za-z_0-9]*(?!\s*\(|[A-Za-z_0-9])/g, (word) =>
      Object.hasOwn(names, word) ? literal(names[word]) : word,
    );
    return { '=': text };
  } catch {
    return value;
  }
}

function literal(value: unknown): string {
  if (typeof value === 'object' && value !== null && '=' in value)
    return `(${String((value as { '=': unknown })['='])})`;
  return typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'number' && value < 0
      ? `(${value})`
      : String(value);
}
