import { expect, it } from 'vitest';
import { TEMPLATES } from '../../../../templates/index.ts';
import { checkGraph } from '../../../passes/check.ts';
import { typescript } from '../index.ts';

it.each(TEMPLATES.map((one) => [one.id, one] as const))('%s: no two layers begin with one name', (_, template) => {
  const document = template.make(template.small ?? {});
  const [, body] = typescript.model(document, checkGraph(document.graph)).split('function createModel()');
  const names = [...body!.matchAll(/\bname: '([^']+)'/g)].map(([, name]) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
