/** Every text that the program says has one English, the Chinese has its gaps, and no Chinese text is left over. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { zh } from '../engine/texts/zh/index.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

interface Said {
  readonly id: string;
  readonly english: string | { readonly one: string; readonly other: string };
  readonly where: string;
}

/** A string that is written out, in one piece or several. */
function written(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [written(node.left), written(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

function template(node: ts.Node | undefined): Said['english'] | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return written(node);
  const property = (name: string) =>
    written(node.properties.filter(ts.isPropertyAssignment).find((one) => one.name.getText() === name)?.initializer);
  const [one, other] = [property('one'), property('other')];
  return one === undefined || other === undefined ? undefined : { one, other };
}

/** What a file says by `t`, `toSay` and the like: a call whose first argument is an id, and whose second is the English. */
function saidIn(file: string): Said[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const said: Said[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(t|toSay)$/.test(node.expression.getText())) {
      const [id, english] = [written(node.arguments[0]), template(node.arguments[1])];
      if (id !== undefined && english !== undefined) said.push({ id, english, where: file });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return said;
}

const FILES = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !/\.test\.tsx?$|^test\/|^engine\/texts\/zh\//.test(file));
const SAID = FILES.flatMap(saidIn);

const gapsOf = (text: string): string[] => [...new Set([...text.matchAll(/{{(\w+)}}/g)].map(([, gap]) => gap!))].sort();
const chineseOf = (id: string): string | undefined => {
  const texts: Readonly<Record<string, string>> = zh;
  return texts[id] ?? texts[`${id}_other`];
};

describe('texts of components', () => {
  it('are found in the sources', () => {
    expect(SAID.length).toBeGreaterThan(300);
  });

  it('have one English each', () => {
    const english = new Map<string, string>();
    const several = SAID.filter(({ id, english: text }) => {
      const first = english.get(id) ?? JSON.stringify(text);
      english.set(id, first);
      return first !== JSON.stringify(text);
    });
    expect(several).toEqual([]);
  });

  it('have the same gaps in Chinese', () => {
    const differing = SAID.filter(({ id, english }) => {
      const chinese = chineseOf(id);
      const text = typeof english === 'string' ? english : `${english.one} ${english.other}`;
      // a number may be counted by without being said
      const gaps = gapsOf(text).filter((gap) => gap !== 'count');
      return chinese !== undefined && String(gapsOf(chinese).filter((gap) => gap !== 'count')) !== String(gaps);
    }).map(({ id, english }) => ({ id, english, chinese: chineseOf(id) }));
    expect(differing).toEqual([]);
  });

  it('stand in one file each', () => {
    const files = execFileSync('git', ['ls-files', 'engine/texts/zh'], { cwd: root, encoding: 'utf8' }).split('\n');
    const ids = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...readFileSync(path.join(root, file), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map(([, id]) => id!),
      );
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it('leave no Chinese over', () => {
    // tests of definitions, commands, problems and phrases hold theirs
    const others =
      /^(problems|phrases|commands|panels|layers|losses|optimizers|schedules|initializers|constraints)\.|^(metrics|datasets|transforms|augmentations|ready|templates|targets)\.|settings\.|^(options|units|blanks|statistics\.columns)\.|^cli\.(\w+\.)?(doc|more|options\.[\w-]+)$|^desktop\.(menu|role|palette|inspector|dock)/;
    const said = new Set(SAID.map(({ id }) => id));
    const left = Object.keys(zh).filter((id) => !others.test(id) && !said.has(id.replace(/_other$/, '')));
    expect(left).toEqual([]);
  });
});
