import { type Phrase, phrase, someNames, verbatim } from '../../../phrases.ts';
import { choice, numbers, path, text } from '../../../settings.ts';
import { allocate } from '../../../types/dtype.ts';
import { DamagedRow } from '../../damaged.ts';
import { type Column, defineDataset, type Files, type OpenDataset, type Table } from '../../define.ts';
import type { Numbered } from '../../formats/palettePng.ts';
import { framed, placed, resampleNearest } from '../../transforms/pictures/resample.ts';
import { damaged } from '../files.ts';
import {
  leftOutNotes,
  leftOutSetting,
  PICTURES as OF_PICTURES,
  type Part,
  partsOf,
  picturesUnder,
  stillIn,
} from '../pictureFolder.ts';
import { classOfValue, type MaskSettings, MaskValues, settingsFor, VOID } from './maskValues.ts';
import { channelsOf, orDamaged, pictureSettings, type PictureSettings, readPicture } from './read.ts';

export const picturePairs = defineDataset({
  id: 'picture-pairs',
  title: 'Pairs of pictures',
  doc:
    'Pictures with a mask each, whose pixels are the classes of the picture’s; or with a picture each that is to ' +
    'be made of them.',
  more:
    'A folder with the folders "pictures" and "masks", or "pictures" and "targets", in which the files that belong ' +
    'together have the same name. Where it holds the folders "train", "val" and "test" instead, these two lie in ' +
    'each.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds the folders pictures and masks, or pictures and targets; or train, val and test with these.',
    }),
    masks: choice(['numbers', 'blackWhite', 'greys'], {
      label: 'Masks',
      default: 'numbers',
      doc:
        'What a pixel of a mask says: the number of its class (its grey value, or its place in a palette), by black and white ' +
        'no and yes, or by the nearest of some greys its class.',
      names: { numbers: 'Class numbers', blackWhite: 'Black and white', greys: 'Nearest grey' },
    }),
    greys: numbers({
      label: 'Greys',
      default: [0, 128, 255],
      min: 0,
      doc: 'Values of the classes in the order of their numbers, 0 (black) to 255 (white).',
      when: { masks: ['greys'] },
    }),
    classes: text({
      label: 'Classes',
      default: '',
      doc: 'Their names in the order of their numbers, with commas between: ground, cat, dog.',
      blank: { value: '', text: 'as found' },
    }),
    ...pictureSettings,
    leftOut: leftOutSetting,
  },
  required: ['folder'],
  async open(files, { folder, masks, greys, classes, leftOut, ...settings }): Promise<OpenDataset> {
    const passed: string[] = [];
    const parts = await partsOf(files, folder, OF_PICTURES, passed, (names) => sidesOf(names) !== undefined);
    const notes: Phrase[] = [];
    const found = new Map<Part, readonly Pair[]>();
    let kind: Sides['kind'] | undefined;
    let left = 0;
    for (const [part, place] of parts) {
      const { pairs, sides } = await pairsIn(files, place, notes);
      kind ??= sides.kind;
      found.set(
        part,
        stillIn(pairs, folder, leftOut, ({ picture }) => picture),
      );
      left += pairs.length - found.get(part)!.length;
    }
    notes.push(...leftOutNotes(left));
    const train = found.get('train') ?? [];
    if (train.length === 0) throw damaged(folder, phrase('no-pairs'));
    const names = namesOf(classes);
    const said = { masks, greys };
    const labels = kind === 'masks' ? { ...said, count: names?.length ?? classesIn(files, train, said) } : undefined;
    if (labels) notes.push(...notesOn(labels));
    const columns = columnsOf(settings, labels && (names ?? Array.from({ length: labels.count }, (_, i) => String(i))));
    const table = (part: Part): Table | undefined => {
      const pairs = found.get(part) ?? [];
      return pairs.length === 0 ? undefined : tableOf(files, pairs, columns, settings, labels);
    };
    const [validation, test] = [table('validation'), table('test')];
    return {
      columns,
      train: table('train')!,
      ...(validation && { validation }),
      ...(test && { test }),
      skipsDamaged: settings.skipDamaged,
      notes,
    };
  },
});

interface Pair {
  readonly picture: string;
  readonly other: string;
}

const PICTURES = /^(pictures?|images?|imgs?|photos?|inputs?|x)$/i;
const MASKS = /^(masks?|labels?|annotations?|segmentations?|y)$/i;
const TARGETS = /^(targets?|outputs?|clean)$/i;

interface Sides {
  readonly pictures: string;
  readonly others: string;
  readonly kind: 'masks' | 'targets';
}

/** The two folders among these names; undefined where one is missing. */
function sidesOf(names: readonly string[]): Sides | undefined {
  const pictures = names.find((name) => PICTURES.test(name));
  const masks = names.find((name) => MASKS.test(name));
  const targets = names.find((name) => TARGETS.test(name));
  const others = masks ?? targets;
  return pictures === undefined || others === undefined
    ? undefined
    : { pictures, others, kind: masks === undefined ? 'targets' : 'masks' };
}

/** Whether a folder, or one of its parts, holds pictures and what belongs to them. */
export async function hasPairs(files: Files, folder: string): Promise<boolean> {
  const parts = await partsOf(files, folder, OF_PICTURES, [], (names) => sidesOf(names) !== undefined);
  const place = parts.get('train');
  const entries = place === undefined ? [] : await files.list(place);
  return sidesOf(entries.flatMap(({ name, isFolder }) => (isFolder ? [name] : []))) !== undefined;
}

/** By the name without its ending; a mask may say besides that it is one: 7_mask.png. */
const stemOf = (root: string, file: string): string => file.slice(root.length + 1).replace(/\.[^.]*$/, '');

async function pairsIn(
  files: Files,
  place: string,
  notes: Phrase[],
): Promise<{ pairs: readonly Pair[]; sides: Sides }> {
  const names = (await files.list(place)).flatMap(({ name, isFolder }) => (isFolder ? [name] : []));
  const sides = sidesOf(names);
  if (!sides) throw damaged(place, phrase('no-two-folders'));
  const [from, to] = [`${place}/${sides.pictures}`, `${place}/${sides.others}`];
  const [pictures, others] = [await picturesUnder(files, from), await picturesUnder(files, to)];
  const known = new Map(
    others.pictures.map((file) => [stemOf(to, file).replace(/[_-](mask|label|target)s?$/i, ''), file]),
  );
  const pairs = pictures.pictures.flatMap((picture): Pair[] => {
    const other = known.get(stemOf(from, picture));
    return other === undefined ? [] : [{ picture, other }];
  });
  const paired = new Set(pairs.flatMap(({ picture, other }) => [picture, other]));
  const alone = [...pictures.pictures, ...others.pictures].filter((file) => !paired.has(file));
  if (alone.length > 0)
    notes.push(
      phrase('without-partner', {
        count: alone.length,
        names: someNames(alone.map((file) => verbatim(file.slice(place.length + 1)))),
      }),
    );
  return { pairs, sides };
}

const namesOf = (classes: string): readonly string[] | undefined =>
  classes.trim() === '' ? undefined : classes.split(',').map((name) => name.trim());

interface Labels extends MaskSettings {
  readonly count: number;
}

/** How masks are read that hold no class numbers. */
function notesOn({ masks, greys }: MaskSettings): Phrase[] {
  if (masks === 'numbers') return [];
  return [
    masks === 'blackWhite'
      ? phrase('masks-black-white')
      : phrase('masks-nearest', { values: greys.map(String).map(verbatim) }),
  ];
}

/** Masks that are looked at for how many classes there are. */
const LOOKED_AT = 200;

/** How many classes some of the masks have, evenly chosen. What others have beyond is told when they are read. */
function classesIn(files: Files, pairs: readonly Pair[], { masks, greys }: MaskSettings): number {
  if (masks !== 'numbers') return masks === 'greys' ? greys.length : 2;
  let largest = 1;
  for (const { data } of someMasks(files, pairs))
    for (const value of data) if (value > largest && value !== VOID) largest = value;
  return largest + 1;
}

function* someMasks(files: Files, pairs: readonly Pair[]): Generator<Numbered> {
  const taken = Math.min(LOOKED_AT, pairs.length);
  for (let i = 0; i < taken; i++) {
    const { other } = pairs[Math.floor((i * pairs.length) / taken)]!;
    if (files.pictureFault(other) === undefined) yield files.numbered(other);
  }
}

/** How the masks of a folder of pairs are to be read, as settings; nothing where their pixels are class numbers, or there are none. */
export async function lookAtMasks(files: Files, folder: string): Promise<Partial<MaskSettings>> {
  const parts = await partsOf(files, folder, OF_PICTURES, [], (names) => sidesOf(names) !== undefined);
  const { pairs, sides } = await pairsIn(files, parts.get('train')!, []);
  if (sides.kind !== 'masks') return {};
  const values = new MaskValues();
  for (const mask of someMasks(files, pairs)) values.add(mask);
  const found = values.found();
  return found ? settingsFor(found) : {};
}

function columnsOf(settings: PictureSettings, classes: readonly string[] | undefined): readonly [Column, Column] {
  const { width, height } = settings;
  const image = {
    kind: 'image',
    shape: [channelsOf(settings), height, width],
    dtype: 'float32',
    range: [0, 255],
  } as const;
  return [
    { name: 'image', ...image },
    classes
      ? { name: 'mask', kind: 'category', shape: [height, width], dtype: 'int32', classes }
      : { name: 'target', ...image },
  ];
}

function tableOf(
  files: Files,
  pairs: readonly Pair[],
  [image, other]: readonly [Column, Column],
  settings: PictureSettings,
  labels: Labels | undefined,
): Table {
  const rows = pairs.length;
  return {
    rows,
    damage(row) {
      for (const file of [pairs[row]!.picture, pairs[row]!.other]) {
        const reason = files.pictureFault(file);
        if (reason !== undefined) return { file: verbatim(file), reason };
      }
      return undefined;
    },
    fileOf: (row, name) => (name === image.name ? pairs[row]!.picture : pairs[row]!.other),
    read(name, indices, into) {
      if (name === image.name)
        return readPicture(files, image, settings, { rows, fileOf: (row) => pairs[row]!.picture }, indices, into);
      if (!labels)
        return readPicture(files, other, settings, { rows, fileOf: (row) => pairs[row]!.other }, indices, into);
      const size = settings.width * settings.height;
      const data = into ?? allocate('int32', indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const [row, file] = [indices[i]!, pairs[indices[i]!]!.other];
        const mask = orDamaged(() => files.numbered(file), verbatim(file), { row, rows });
        data.set(labelsOf(mask, settings, labels, { row, rows, file }), i * size);
      }
      return { dtype: 'int32', shape: [indices.length, settings.height, settings.width], data: data as Int32Array };
    },
  };
}

/** The class of each pixel, in the frame. Throws a `DamagedRow` where one is none of the classes. */
function labelsOf(
  { data, ...from }: Numbered,
  settings: PictureSettings,
  { count, ...said }: Labels,
  { row, rows, file }: { readonly row: number; readonly rows: number; readonly file: string },
): Int32Array {
  const classes = said.masks === 'numbers' ? data : data.map(classOfValue(said));
  const stray = classes.find((value) => value >= count && value !== VOID);
  if (stray !== undefined)
    throw new DamagedRow(row, rows, {
      file: verbatim(file),
      reason: phrase('label-of-no-class', { label: stray, count, last: count - 1 }),
    });
  const own = placed(from, settings, settings.fit);
  const sized = resampleNearest(classes, 1, from, own);
  return settings.fit === 'stretch' ? sized : framed(sized, 1, own, settings);
}
