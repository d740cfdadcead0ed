import { afterEach, describe, expect, it } from 'vitest';
import { BLOCK } from '../../../engine/graph/document.ts';
import { LAYERS } from '../../../engine/layers/index.ts';
import { choice, int } from '../../../engine/settings.ts';
import { setLanguage } from '../../../engine/texts/index.ts';
import { layerSettings } from './layerSettings.ts';

describe('the settings of a block in Chinese', () => {
  afterEach(() => setLanguage('en'));

  it('are called as in the layer that they were taken from, and else as their maker called them', () => {
    const { filters, padding } = LAYERS.find(({ id }) => id === 'conv2d')!.settings;
    const settings = {
      maps: filters!,
      edge: padding!,
      mood: choice(['glad', 'sad'], { label: 'Mood', doc: '', default: 'glad' }),
      reach: int({ label: 'Reach', doc: '', default: 1 }),
    };
    expect(layerSettings({ id: BLOCK, settings })).toEqual(settings);
    setLanguage('zh-CN');
    const { maps, edge, mood, reach } = layerSettings({ id: BLOCK, settings });
    expect([maps, edge, mood, reach].map((field) => field!.label)).toEqual(['卷积核数', '填充', 'Mood', 'Reach']);
    expect(edge).toMatchObject({ names: { explicit: '自定义' } });
    expect(mood).toMatchObject({ names: {} });
  });
});
