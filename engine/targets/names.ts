/** Names that generated projects give: identifiers, files, the package. Each is one that its place allows, and no two are the same. */

/** Words that cannot be declared in a module, and globals that its code speaks of. */
const RESERVED =
  `arguments as async await break case catch class const continue debugger default delete do else enum eval export extends
false finally for function get if implements import in instanceof interface let new null of package private protected public return
satisfies set static super switch this throw true try type typeof undefined using var void while with yield
console process tf`.split(/\s+/);

/** Turns names into identifiers of the target language, each unique: `conv 1` becomes `conv1`, the second one `conv1_2`. */
export class Identifiers {
  readonly #taken: Set<string>;
  /** `reserved` are the words that the language or the place keeps for itself. */
  constructor(taken: Iterable<string> = [], reserved: readonly string[] = RESERVED) {
    this.#taken = new Set([...reserved, ...taken]);
  }
  /** Takes this very name; false where it is taken already. */
  take(name: string): boolean {
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }
  make(name: string): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const joined = words
      .map((word, i) => {
        if (i > 0) return word[0]!.toUpperCase() + word.slice(1);
        return /^[A-Z]{2,}$/.test(word) ? word.toLowerCase() : word[0]!.toLowerCase() + word.slice(1);
      })
      .join('');
    const base = /^[A-Za-z]/.test(joined) ? joined : `value${joined}`;
    return unique(base, '_', this.#taken);
  }
}

/** Turns names into those of files, each unique wherever upper and lower case are one: letters and digits of any script, `_`, `.`, `-`. */
export class FileNames {
  readonly #taken = new Set<string>();
  make(name: string): string {
    const plain = name
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_')
      .replaceAll(/\.{2,}/g, '.')
      .replace(/^[.-]+/, '_')
      .replace(/[. ]+$/, '_');
    const short = [...plain].slice(0, LONGEST).join('');
    return unique(OF_WINDOWS.test(short) ? `_${short}` : short, '_', this.#taken, (one) => one.toLowerCase());
  }
}
/** Letters of a file's name; systems allow 255 bytes, its ending among them. */
const LONGEST = 50;
/** Windows keeps these names for devices, with any ending. */
const OF_WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name of an npm package; not that of one which it needs. */
export function packageName(name: string, needed: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replaceAll(/^-+|-+$/g, '');
  const own = plain === '' ? 'network' : plain;
  return needed.includes(own) ? `${own}-network` : own;
}

/** The name, numbered where it is taken already; it is taken from then on. */
export function unique(base: string, joint: string, taken: Set<string>, alike = (name: string) => name): string {
  let name = base;
  for (let n = 2; taken.has(alike(name)); n++) name = `${base}${joint}${n}`;
  taken.add(alike(name));
  return name;
}
