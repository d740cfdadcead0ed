import { afterEach, describe, expect, it } from 'vitest';
import { BLOCK } from '../../../engine/graph/document.ts';
import { LAYERS } from '../../../engine/layers/index.ts';
import { MADE } from '../../../engine/passes/fold/settings.ts';
import { choice, int } from '../../../engine/settings.ts';
import { loadDocs } from '../../../engine/texts/docs.ts';
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

  it('that folding made are told apart as they were', async () => {
    const { units } = LAYERS.find(({ id }) => id === 'dense')!.settings;
    const size = int({ label: `${MADE.size.label} 2`, doc: MADE.size.doc, default: 1 });
    const settings = { units: units!, units2: { ...units!, label: `${units!.label} (attn.qkv)` }, size2: size };
    expect(layerSettings({ id: BLOCK, settings })).toEqual(settings);
    await loadDocs('zh-CN');
    setLanguage('zh-CN');
    const said = Object.values(layerSettings({ id: BLOCK, settings }));
    expect(said.map(({ label }) => label)).toEqual(['单元数', '单元数 (attn.qkv)', '形状中的大小 2']);
    expect(said[2]!.doc).toBe('用于改变数据形状的层。');
  });
});
