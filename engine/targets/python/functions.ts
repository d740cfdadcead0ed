/** Small programs of the engine as functions of Python. */
import { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import type { TensorType } from '../../types/tensor.ts';
import { batchShape, type Names, printNumber } from '../printed.ts';
import type { Dialect } from './dialect.ts';
import { printEquations } from './equations.ts';
import { docstring, PythonWriter, withoutTexts } from './text.ts';

/** What a printed function gives: a tensor or number, or several. */
type Result = Value | number | readonly (Value | number)[];

/** A program of these operands as a function that gives its result. */
export function programFunction(
  dialect: Dialect,
  name: string,
  doc: string,
  operands: Readonly<Record<string, TensorType>>,
  build: (b: Builder, operands: Readonly<Record<string, Value>>) => Result,
): string {
  const b = new Builder();
  const given = Object.fromEntries(
    Object.entries(operands).map(([operand, type]) => [operand, b.input(operand, type.dtype, batchShape(type))]),
  );
  const built = build(b, given);
  const result = typeof built === 'number' || 'id' in built ? [built] : built;
  const parameters = Object.keys(operands);
  const names: Names = new Map(Object.entries(given).map(([operand, value]) => [value, operand]));
  const values = result.filter((value) => typeof value !== 'number');
  const lines = printEquations(dialect, b.equations, names, values, parameters);
  const returned = result
    .map((value) => (typeof value === 'number' ? printNumber(value) : names.get(value)!))
    .join(', ');
  const all = [...lines, returned].join('\n');
  const [first] = parameters;
  const w = new PythonWriter();
  w.block(`def ${name}(${parameters.join(', ')}):`, () => {
    if (doc !== '') w.doc(doc);
    if (/\bbatch\b/.test(all)) w.line(`batch = ${dialect.rows(first!)}`);
    if (/\bdevice=device\b/.test(all)) w.line(`device = ${first}.device`);
    for (const line of lines) w.line(line);
    w.line(`return ${returned}`);
  });
  return w.toString();
}

/** How a module begins: its documentation and the imports that its text needs, ours last. */
export function moduleSource(dialect: Dialect, doc: string, source: string, own: readonly string[] = []): string {
  const text = withoutTexts(source);
  const standard = ['copy', 'json', 'math', 'os'].filter((name) => new RegExp(`(?<![.\\w"])${name}\\.`).test(text));
  const imports = [
    ...standard.map((name) => `import ${name}`),
    ...(standard.length > 0 ? [''] : []),
    ...(/\bnp\./.test(text) ? ['import numpy as np'] : []),
    ...Object.entries(dialect.imports).flatMap(([word, line]) =>
      new RegExp(`\\b${word}\\.`).test(text) ? [line] : [],
    ),
  ];
  const ours = own.length > 0 ? `\n${own.join('\n')}` : '';
  return `${docstring(doc)}\n\n${imports.join('\n')}${ours}\n\n\n${source.trimEnd()}\n`;
}
