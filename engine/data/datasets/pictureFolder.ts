/**
 * How a folder of pictures, of texts or of sounds, is understood: its parts (training, validation, test), its classes in one order, and what in it is
 * neither. Systems and tools leave folders and files of their own among pictures; these are passed over and told.
 */
import { type Phrase, phrase, someNames, verbatim } from '../../phrases.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { choices } from '../../settings.ts';
import type { Files } from '../define.ts';
import { PICTURE } from '../formats/picture.ts';
import { SOUND } from '../formats/wav.ts';
import { damaged } from './files.ts';

export type Part = 'train' | 'validation' | 'test';

export interface PictureRow {
  readonly file: string;
  /** The number of its class. */
  readonly label: number;
}

export interface PictureFolder {
  /** The folders with pictures to learn from, in the order of code points, as torchvision's ImageFolder has them. */
  readonly classes: readonly string[];
  readonly rows: Readonly<Record<Part, readonly PictureRow[]>>;
  /** What is to be told of it. */
  readonly notes: readonly Phrase[];
}

/** What the parts are called, in any case. */
const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** Hidden ones, and those that systems leave behind. */
const FOREIGN = /^(\.|__MACOSX$|__pycache__$|@eaDir$|\$RECYCLE\.BIN$|System Volume Information$)/i;

/** Folders around the classes or the parts that hold nothing else, as archives are unpacked into. */
const DEEPEST = 4;

/** What is looked for in the folders of the classes, and what is said where it is missing. */
export interface FolderOf {
  readonly rows: RegExp;
  readonly noClasses: 'no-class-folders' | 'no-class-folders-of-texts' | 'no-class-folders-of-sounds';
  readonly nothing: 'no-pictures-in-folders' | 'no-texts-in-folders' | 'no-sounds-in-folders';
  readonly one: 'one-class-folder' | 'one-class-folder-of-texts' | 'one-class-folder-of-sounds';
  readonly empty: 'folders-without-pictures' | 'folders-without-texts' | 'folders-without-sounds';
}
export const PICTURES: FolderOf = {
  rows: PICTURE,
  noClasses: 'no-class-folders',
  nothing: 'no-pictures-in-folders',
  one: 'one-class-folder',
  empty: 'folders-without-pictures',
};
export const TEXTS: FolderOf = {
  rows: /\.(txt|text|md)$/i,
  noClasses: 'no-class-folders-of-texts',
  nothing: 'no-texts-in-folders',
  one: 'one-class-folder-of-texts',
  empty: 'folders-without-texts',
};

export const SOUNDS: FolderOf = {
  rows: SOUND,
  noClasses: 'no-class-folders-of-sounds',
  nothing: 'no-sounds-in-folders',
  one: 'one-class-folder-of-sounds',
  empty: 'folders-without-sounds',
};

/** Files that a person leaves out, by their paths below the folder. */
export const leftOutSetting = choices(['leaveOut'], {
  label: 'Files left out',
  default: {},
  doc: 'Files that are not used, by their paths below the folder. They stay where they are.',
});
type LeftOut = Readonly<Record<string, string>>;

/** Those of the files that are not left out. */
export const stillIn = <T>(
  all: readonly T[],
  folder: string,
  leftOut: LeftOut,
  fileOf: (one: T) => string,
): readonly T[] => all.filter((one) => !Object.hasOwn(leftOut, fileOf(one).slice(folder.length + 1)));

/** What is told of those that are left out; nothing where none is. */
export const leftOutNotes = (count: number): Phrase[] => (count > 0 ? [phrase('files-left-out', { count })] : []);

/** The folder without the files that are left out. Its classes stay. */
export function withoutLeftOut(
  { classes, rows, notes }: PictureFolder,
  folder: string,
  leftOut: LeftOut,
): PictureFolder {
  const of = (part: Part) => stillIn(rows[part], folder, leftOut, ({ file }) => file);
  const left = { train: of('train'), validation: of('validation'), test: of('test') };
  const count = (['train', 'validation', 'test'] as const).reduce(
    (sum, part) => sum + rows[part].length - left[part].length,
    0,
  );
  return { classes, rows: left, notes: [...notes, ...leftOutNotes(count)] };
}

/** Throws a `UserError` where it has no two classes of pictures. */
export const readPictureFolder = (files: Files, folder: string): Promise<PictureFolder> =>
  readClassFolder(files, folder, PICTURES);

/** Throws a `UserError` where it has no two classes. */
export async function readClassFolder(files: Files, folder: string, of: FolderOf): Promise<PictureFolder> {
  const passed: string[] = [];
  const parts = await partsOf(files, folder, of, passed);
  const found = new Map<Part, ReadonlyMap<string, readonly string[]>>();
  for (const [part, place] of parts) found.set(part, await classesIn(files, place, of, passed));
  const training = found.get('train')!;
  const classes = [...training].flatMap(([name, pictures]) => (pictures.length > 0 ? [name] : [])).sort(byCodePoints);
  if (classes.length < 2)
    throw damaged(
      folder,
      training.size === 0
        ? phrase(of.noClasses)
        : classes.length === 0
          ? phrase(of.nothing)
          : phrase(of.one, { name: verbatim(classes[0]!) }),
    );
  const notes: Phrase[] = [];
  if (passed.length > 0)
    notes.push(
      phrase('passed-over', {
        folder: verbatim(folder),
        count: passed.length,
        names: someNames(passed.map((path) => verbatim(path.slice(folder.length + 1)))),
      }),
    );
  const empty = [...training.keys()].filter((name) => !classes.includes(name));
  if (empty.length > 0) notes.push(phrase(of.empty, { names: quoted(empty) }));
  const rows = (part: Part) => rowsOf(part, classes, found.get(part), notes);
  return { classes, rows: { train: rows('train'), validation: rows('validation'), test: rows('test') }, notes };
}

const quoted = (names: readonly string[]) => someNames(names.map((name) => phrase('quoted', { name: verbatim(name) })));

/** Where the parts lie: the folder itself is that of training where it holds none, or where what it holds is known to be one. */
export async function partsOf(
  files: Files,
  folder: string,
  of: FolderOf,
  passed: string[],
  isPart: (folders: readonly string[]) => boolean = () => false,
): Promise<ReadonlyMap<Part, string>> {
  let top = folder;
  for (let depth = 0; ; depth++) {
    const { folders, pictures, foreign } = await look(files, top, of);
    if (isPart(folders)) return new Map([['train', top]]);
    const parts = new Map<Part, string>();
    const others: string[] = [];
    for (const name of folders) {
      const part = PARTS[name.toLowerCase()];
      if (part === undefined || parts.has(part)) others.push(`${top}/${name}`);
      else parts.set(part, `${top}/${name}`);
    }
    // a folder "train" among other names is a class of pictures of trains
    if (parts.has('train') && (others.length === 0 || parts.size > 1)) {
      passed.push(...foreign, ...others, ...pictures);
      return parts;
    }
    const [only] = folders;
    const wraps =
      folders.length === 1 && pictures.length === 0 && depth < DEEPEST && (await look(files, `${top}/${only}`, of));
    if (!wraps || wraps.folders.length === 0 || wraps.pictures.length > 0) return new Map([['train', top]]);
    passed.push(...foreign);
    top = `${top}/${only}`;
  }
}

/** What lies in a folder, as paths but for the folders. */
async function look(files: Files, folder: string, of: Pick<FolderOf, 'rows'>) {
  const folders: string[] = [];
  const pictures: string[] = [];
  const foreign: string[] = [];
  for (const { name, isFolder } of await files.list(folder)) {
    if (FOREIGN.test(name) || (!isFolder && !of.rows.test(name))) foreign.push(`${folder}/${name}`);
    else if (isFolder) folders.push(name);
    else pictures.push(`${folder}/${name}`);
  }
  return { folders: folders.sort(byCodePoints), pictures: pictures.sort(byCodePoints), foreign };
}

/** The pictures of each class folder, those of its own folders among them. A picture outside of them is of no class. */
async function classesIn(
  files: Files,
  folder: string,
  of: FolderOf,
  passed: string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { folders, pictures, foreign } = await look(files, folder, of);
  passed.push(...foreign, ...pictures);
  const found = await Promise.all(folders.map((name) => picturesUnder(files, `${folder}/${name}`, of)));
  for (const one of found) passed.push(...one.foreign);
  return new Map(folders.map((name, i) => [name, found[i]!.pictures]));
}

/** By the path of their folder, then by name: as ImageFolder walks. */
export async function picturesUnder(files: Files, folder: string, of: Pick<FolderOf, 'rows'> = PICTURES) {
  const pictures = new Map<string, readonly string[]>();
  const foreign: string[] = [];
  const walk = async (place: string): Promise<void> => {
    const found = await look(files, place, of);
    pictures.set(place, found.pictures);
    foreign.push(...found.foreign);
    await Promise.all(found.folders.map((name) => walk(`${place}/${name}`)));
  };
  await walk(folder);
  const places = [...pictures.keys()].sort(byCodePoints);
  return { pictures: places.flatMap((place) => pictures.get(place)!), foreign: foreign.sort(byCodePoints) };
}

/** The rows of a part, class by class; a class of another name in capitals is the same. What does not match is told. */
function rowsOf(
  part: Part,
  classes: readonly string[],
  found: ReadonlyMap<string, readonly string[]> | undefined,
  notes: Phrase[],
): PictureRow[] {
  if (!found) return [];
  const taken = new Set<string>();
  const lists = classes.map((name, label) => {
    const alike = found.has(name)
      ? [name]
      : [...found.keys()].filter((one) => one.toLowerCase() === name.toLowerCase() && !classes.includes(one));
    for (const one of alike) taken.add(one);
    return alike.flatMap((one) => found.get(one)!).map((file) => ({ file, label }));
  });
  if (part === 'train') return lists.flat();
  const others = [...found].filter(([name, pictures]) => pictures.length > 0 && !taken.has(name));
  if (others.length > 0)
    notes.push(
      phrase(part === 'test' ? 'classes-of-test-only' : 'classes-of-validation-only', {
        names: quoted(others.map(([name]) => name)),
        count: others.reduce((sum, [, pictures]) => sum + pictures.length, 0),
      }),
    );
  const missing = classes.filter((_, label) => lists[label]!.length === 0);
  if (missing.length > 0)
    notes.push(
      phrase(part === 'test' ? 'classes-not-in-test' : 'classes-not-in-validation', { names: quoted(missing) }),
    );
  return lists.flat();
}
