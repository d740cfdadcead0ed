import { afterEach, describe, expect, it } from 'vitest';
import { named, phrase, verbatim } from '../phrases.ts';
import { languageFor, say, setLanguage, t, word } from './index.ts';

afterEach(() => setLanguage('en'));

describe('texts', () => {
  it('stand in English where they are asked for, and in Chinese by their ids', () => {
    expect(t('status.saved', 'Saved')).toBe('Saved');
    setLanguage('zh-CN');
    expect(t('status.saved', 'Saved')).toBe('已保存');
  });

  it('count: one or several in English, one form in Chinese', () => {
    const problems = (count: number) =>
      t('status.problems', { one: '{{count}} problem', other: '{{count}} problems' }, { count });
    expect([1, 2, 0].map(problems)).toEqual(['1 problem', '2 problems', '0 problems']);
    setLanguage('zh-CN');
    expect([1, 2].map(problems)).toEqual(['1 个问题', '2 个问题']);
  });

  it('take what a user wrote as it is', () => {
    const odd = '{{count}} $t(status.saved) $& <b>&';
    expect(say('none', 'About {{what}}: {{count}}', { what: verbatim(odd), count: 3 })).toBe(`About ${odd}: 3`);
  });

  it('say phrases inside phrases, and lists', () => {
    const layer = phrase('layer', { title: named('layers.unknown.title', 'Unknown'), name: verbatim('first') });
    expect(word(layer)).toBe('Unknown "first"');
    expect(word([layer, verbatim('two'), 3])).toBe('Unknown "first", two, 3');
    setLanguage('zh-CN');
    expect(word([layer, verbatim('two'), 3])).toBe('Unknown “first”、two、3');
  });

  it('are filled by values, never by words of one language', () => {
    // @ts-expect-error English in a phrase would stay English
    phrase('layer', { title: 'Dense', name: verbatim('first') });
    // @ts-expect-error what is worded now must not be stored
    phrase('layer', { title: t('status.saved', 'Saved'), name: verbatim('first') });
    // @ts-expect-error a component's text likewise
    t('edits.set', 'Set {{what}}', { what: 'units' });
    expect(t('edits.set', 'Set {{what}}', { what: t('status.saved', 'Saved') })).toBe('Set Saved');
  });

  it('have a space between Chinese and Latin words, whatever fills a gap', () => {
    setLanguage('zh-CN');
    const receives = (received: string) =>
      say('problems.size-mismatch', '', {
        layer: verbatim('层1'),
        expected: verbatim('图像'),
        received: verbatim(received),
      });
    expect(receives('N×3')).toBe('层1 需要图像，收到的是 N×3。');
    expect(receives('数据1')).toBe('层1 需要图像，收到的是数据1。');
  });

  it('are in the first language asked for that there is', () => {
    expect(languageFor(['zh_CN.UTF-8'])).toBe('zh-CN');
    expect(languageFor(['de-DE', 'zh-Hans', 'en'])).toBe('zh-CN');
    expect(languageFor(['en_GB.UTF-8', 'zh'])).toBe('en');
    expect(languageFor(['C.UTF-8', 'zh'])).toBe('en');
    expect(languageFor(['fr'])).toBe('en');
  });
});
