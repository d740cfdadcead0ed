import { number } from '../../settings.ts';
import { brighten, changeContrast, saturate, turnHue } from './common/values.ts';
import { defineAugmentation, either, often } from './define.ts';

const change = (label: string, of: string) =>
  number({ label, default: 0.2, min: 0, max: 1, doc: `${of} times 1 − this to 1 + this.` });

export const colour = defineAugmentation({
  id: 'colour',
  title: 'Colour',
  doc: 'Changes brightness, contrast, saturation and hue, in this order. A grey picture has neither of the last two.',
  settings: {
    brightness: change('Brightness', 'All values'),
    contrast: change('Contrast', 'Distance from the mean grey'),
    saturation: change('Saturation', 'Distance from its own grey'),
    hue: number({
      label: 'Hue',
      default: 0,
      min: 0,
      max: 0.5,
      doc: 'Turned by up to this share of the circle of colours, either way.',
    }),
    share: often(1),
  },
  steps(chance, { brightness, contrast, saturation, hue }) {
    const [b, c, s] = [brightness, contrast, saturation].map((most) => 1 + either(chance, most)) as [
      number,
      number,
      number,
    ];
    const turn = either(chance, hue);
    return [
      {
        kind: 'paint',
        paint(picture) {
          if (brightness > 0) brighten(picture, b);
          if (contrast > 0) changeContrast(picture, c);
          if (saturation > 0) saturate(picture, s);
          if (hue > 0) turnHue(picture, turn);
        },
      },
    ];
  },
});
