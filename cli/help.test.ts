import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../engine/texts/index.ts';
import { zh } from '../engine/texts/zh/index.ts';
import { widthOf, wrapped } from './columns.ts';
import { COMMANDS } from './commands/index.ts';
import { COMMON_OPTIONS, helpOf, overview } from './help.ts';

const texts: Readonly<Record<string, string>> = zh;
afterEach(() => setLanguage('en'));

describe('help', () => {
  it('fits a terminal of 80 places', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      setLanguage(locale);
      const pages = [overview(COMMANDS), ...COMMANDS.map(helpOf)];
      // an option with all that it takes is not broken
      const lines = pages.flatMap((page) => page.split('\n')).filter((line) => !/^( {2}--|Usage|用法)/.test(line));
      expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
    }
  });

  it('tells each command in a line, and how one is called', () => {
    expect(overview(COMMANDS).split('\n')).toContain('  train      Trains a document and writes a run folder.');
    const train = COMMANDS.find(({ name }) => name === 'train')!;
    expect(helpOf(train)).toContain('Usage: loom train FILE\n       loom train --data TABLE');
    expect(helpOf(train)).toContain('  --epochs N              How often it goes through all rows.\n');
  });

  it('is in Chinese throughout, and no Chinese of an option is left over', () => {
    const ids = COMMANDS.flatMap(({ name, more, options }) => [
      `cli.${name}.doc`,
      ...(more === undefined ? [] : [`cli.${name}.more`]),
      ...Object.keys({ ...options, ...COMMON_OPTIONS }).map((option) =>
        texts[`cli.${name}.options.${option}`] ? `cli.${name}.options.${option}` : `cli.options.${option}`,
      ),
    ]);
    expect(ids.filter((id) => texts[id] === undefined)).toEqual([]);
    const told = Object.keys(texts).filter((id) => /^cli\.(\w+\.)?(doc|more|options\.[\w-]+)$/.test(id));
    expect(told.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('says an option that several commands have in the same words, or in words of its own in both languages', () => {
    const shared = new Map<string, Set<string>>();
    for (const { name, options } of COMMANDS)
      for (const [option, { doc }] of Object.entries(options))
        if (!texts[`cli.${name}.options.${option}`])
          shared.set(option, (shared.get(option) ?? new Set<string>()).add(doc));
    expect([...shared].filter(([, docs]) => docs.size > 1)).toEqual([]);
  });
});

describe('wrapped', () => {
  it('breaks between words, of Chinese too, and never before a full stop', () => {
    expect(wrapped('one two three four', 9)).toBe('one two\nthree\nfour');
    expect(wrapped('one two three', 9, 2)).toBe('one two\n  three');
    expect(wrapped('训练文档并写出运行文件夹。', 12)).toBe('训练文档并写\n出运行文件\n夹。');
  });
});
