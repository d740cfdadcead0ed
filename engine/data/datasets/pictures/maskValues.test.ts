import { expect, it } from 'vitest';
import { classOfValue, MaskValues, settingsFor } from './maskValues.ts';

const SIZE = 48;
type Values = (x: number, y: number) => number;
const drawn = (values: Values) => ({
  ...{ width: SIZE, height: SIZE },
  data: Int32Array.from({ length: SIZE * SIZE }, (_, at) => values(at % SIZE, Math.floor(at / SIZE))),
});
const found = (values: Values) => {
  const of = new MaskValues();
  of.add(drawn(values));
  return of.found();
};
/** Two discs on a ground, and the same with the mean of what lies around each pixel, as resampling leaves it. */
const discs =
  (ground: number, one: number, other: number): Values =>
  (x, y) =>
    Math.hypot(x - 14, y - 14) < 11 ? one : Math.hypot(x - 34, y - 33) < 11 ? other : ground;
const blurred =
  (values: Values): Values =>
  (x, y) =>
    Math.round([-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => values(x + dx, y + dy))).reduce((a, b) => a + b) / 9);
const halved =
  (values: Values): Values =>
  (x, y) =>
    Math.round([0, 1].flatMap((dy) => [0, 1].map((dx) => values(2 * x + dx, 2 * y + dy))).reduce((a, b) => a + b) / 4);

it('tells class numbers from greys, and which greys stand for classes', () => {
  expect(found(discs(0, 1, 2))).toBeUndefined();
  expect(found(discs(0, 3, 255))).toBeUndefined();
  expect(found(() => 7)).toBeUndefined();
  // many classes with an area each are no edges
  expect(found((x, y) => Math.floor(x / 6) * 8 + Math.floor(y / 6))).toBeUndefined();
  expect(found(discs(0, 255, 255))).toEqual({ known: [0, 255], between: 0, share: 0 });
  expect(found(discs(0, 127, 255))?.known).toEqual([0, 127, 255]);
  const smooth = blurred(discs(0, 255, 255));
  const greys = drawn(smooth).data.filter((value) => value % 255 !== 0);
  expect(found(smooth)).toEqual({ known: [0, 255], between: new Set(greys).size, share: greys.length / SIZE ** 2 });
  expect(found(blurred(discs(0, 100, 220)))?.known).toEqual([0, 100, 220]);
  // of half the size: the mean of four
  expect(found(halved(discs(0, 255, 255)))).toMatchObject({ known: [0, 255], between: 3 });
});

it('reads each pixel as the nearest of the greys, two by black and white where these suffice', () => {
  const sharp = discs(0, 100, 220);
  const greys = settingsFor(found(blurred(sharp))!);
  expect(greys).toEqual({ masks: 'greys', greys: [0, 100, 220] });
  expect([0, 49, 51, 159, 161, 255, 900].map(classOfValue(greys as never))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  expect(settingsFor(found(discs(0, 255, 255))!)).toEqual({ masks: 'blackWhite' });
  expect([127, 128].map(classOfValue({ masks: 'blackWhite', greys: [] }))).toEqual([0, 1]);
  expect(settingsFor({ known: [0, 90], between: 9, share: 0.1 })).toEqual({ masks: 'greys', greys: [0, 90] });
});
