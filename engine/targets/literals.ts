/** Values as they stand in generated JavaScript and TypeScript. Whatever a text holds, it stays within its quotes. */
import { withoutUnseen } from '../graph/characters.ts';

/** Code that stands for itself among literal values. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON value as a person writes it in TypeScript: single quotes, bare keys, spaces inside braces. */
export function literal(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return `'${escaped(value, "'")}'`;
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${literal(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

/** A number. Nothing else is printed as one, whatever a file says that it is. */
export function numberText(value: unknown): string {
  if (typeof value !== 'number') throw new Error(`internal: ${typeof value} is printed as a number`);
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'Number.NaN' : infinity(value);
}
const infinity = (value: number): string => `Number.${value > 0 ? 'POSITIVE' : 'NEGATIVE'}_INFINITY`;

/** The key of an object or of a type. */
export const keyText = (name: string): string =>
  // as a key in quotes this one would set the prototype
  name === '__proto__' ? `['__proto__']` : isWord(name) ? name : literal(name);

/** Access to what an object has by this name: `targets.label`, `targets['the label']`. */
export const member = (object: string, name: string): string =>
  isWord(name) ? `${object}.${name}` : `${object}[${literal(name)}]`;

/** A text that a pattern between slashes matches as it is. */
export const patternText = (text: string): string => escaped(text, '/').replaceAll(/[$^*+?.()[\]{}|]/g, '\\$&');

const isWord = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

const escaped = (text: string, quote: string): string =>
  withoutUnseen(text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`));
