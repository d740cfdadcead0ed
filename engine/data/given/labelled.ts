/** Pictures or sounds that the rows of a table name, with what is to be learned of each. */
import { labelledPictures, NAMED_PICTURES } from '../datasets/labelled/pictures.ts';
import { labelledSounds, NAMED_SOUNDS } from '../datasets/labelled/sounds.ts';
import { type BareNames, bareNames, namesIn, type NamedKind } from '../datasets/labelled/files.ts';
import { placeOf, within } from '../datasets/labelled/named.ts';
import { PICTURES, picturesUnder, SOUNDS, type FolderOf } from '../datasets/pictureFolder.ts';
import { lookAtPictures } from '../datasets/pictures/look.ts';
import { TABLE_FILES } from '../datasets/tableFile.ts';
import type { Files } from '../define.ts';
import { AS_FOUND } from '../tables.ts';
import { UserError } from '../../problems.ts';
import { FOREIGN, FORM, type Given, type GivenPath, namedPath, type Recognizer } from './define.ts';
import { commonForm } from './sounds.ts';
import { isToTest } from './tables.ts';

const TABLE = new RegExp(`\\.(${TABLE_FILES.filter((one) => one !== 'txt').join('|')})$`, 'i');

interface Kind {
  readonly type: string;
  readonly of: FolderOf;
  readonly named: NamedKind;
  /** How most of these files can be read. */
  readonly formatOf: (files: Files, all: readonly string[]) => Readonly<Record<string, string | number>>;
}
const KINDS: readonly Kind[] = [
  { type: labelledPictures.id, of: PICTURES, named: NAMED_PICTURES, formatOf: lookAtPictures },
  { type: labelledSounds.id, of: SOUNDS, named: NAMED_SOUNDS, formatOf: commonForm },
];

/** Names of a table that are looked for. */
const MOST_NAMES = 100;

/** A table with the files that it names: beside it, in a folder beside it, or in the folder that was given. */
export const labelledFiles: Recognizer = async (given, files) => {
  for (const kind of KINDS) {
    const places = await placesOf(given, files, kind);
    if (places.length === 0) continue;
    const found: Found[] = [];
    const bare = new Map(places.flatMap((place) => [...place.bare]));
    for (const table of await tablesOf(given, files)) {
      const { named } = await namesIn(files, table.path, '', AS_FOUND, { ...kind.named, bare: async () => bare });
      if (!named) continue;
      const names = named.names.slice(0, MOST_NAMES);
      const place = bestOf(places, names);
      // names without endings say less: pictures of two classes may be counted from 1 on each
      if (!names.some((name) => kind.of.rows.test(name)) && countIn(place, names) * 2 <= names.length) continue;
      const beside = place.folder === table.path.slice(0, -table.name.length - 1);
      const format = kind.formatOf(files, place.files);
      found.push({ table: table.path, ...(beside ? {} : { folder: place.folder }), ...format });
    }
    const settings = found.length === 2 ? testedOn(found) : found[0];
    // of others none is more right than the rest
    if (settings && found.length <= 2) return { type: kind.type, settings };
  }
  return undefined;
};

interface Found extends Readonly<Record<string, string | number>> {
  readonly table: string;
}

/** Of two tables the one to learn from, with the other to test on, where their names say so. */
function testedOn(found: readonly Found[]): Found | undefined {
  const tests = found.filter(({ table }) => isToTest(namedPath(table).name));
  const [train] = found.filter((one) => !tests.includes(one));
  const [test] = tests;
  if (!train || !test) return undefined;
  const apart = test.folder !== train.folder;
  return {
    ...train,
    ...{ test: test.table, ...(apart && { testFolder: test.folder ?? placeOf(test.table, '').slice(0, -1) }) },
  };
}

/** Tables that were given; of a folder without one, those that can be read in the folders in it, as in "meta/labels.csv". */
async function tablesOf({ files: given, folders, folder }: Given, files: Files): Promise<readonly GivenPath[]> {
  const direct = given.filter(({ name }) => TABLE.test(name) && !FORM.test(name));
  if (direct.length > 0 || folder === undefined) return direct;
  const deeper = await Promise.all(
    folders.map(async ({ path }) =>
      (await files.list(path)).flatMap(({ name, isFolder }) =>
        !isFolder && TABLE.test(name) && !FOREIGN.test(name) ? [namedPath(`${path}/${name}`)] : [],
      ),
    ),
  );
  const read = await Promise.all(
    deeper.flat().map((table) =>
      files.table(table.path, AS_FOUND).then(
        () => [table],
        (error: unknown) => {
          if (error instanceof UserError) return [];
          throw error;
        },
      ),
    ),
  );
  return read.flat();
}

interface Place {
  readonly folder: string;
  /** All of its kind, in folders of it, too. */
  readonly files: readonly string[];
  readonly bare: BareNames;
}

/** Where such files lie: in the folder that was given itself, and in each of the folders. */
async function placesOf({ folders, folder }: Given, files: Files, { of }: Kind): Promise<readonly Place[]> {
  const all = [...folders.map(({ path }) => path), ...(folder === undefined ? [] : [folder])];
  const places = await Promise.all(
    all.map(async (path) => {
      const { pictures } = await picturesUnder(files, path, of);
      return { folder: path, files: pictures, bare: bareNames(pictures, path, of.rows) };
    }),
  );
  return places.filter((place) => place.files.length > 0);
}

/** The one that has most of what is named; where none has any, the first. */
function bestOf(places: readonly Place[], names: readonly string[]): Place {
  const counts = places.map((place) => countIn(place, names));
  return places[counts.indexOf(Math.max(...counts))]!;
}

/** How many of these are names of files in it. */
function countIn({ folder, files, bare }: Place, names: readonly string[]): number {
  const known = new Set(files);
  return names.map(within).filter((name) => known.has(`${folder}/${name}`) || bare.has(name)).length;
}
