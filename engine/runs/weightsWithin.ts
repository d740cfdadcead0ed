/** The weights that a run's folder holds, by name, whoever wrote them. */
import type { FileSystem } from '../files/fileSystem.ts';
import type { CallResults } from '../protocol.ts';

/** Names under which weights are written. */
const WEIGHTS = /\.(safetensors|pth|pt|h5|keras|npz)$/i;
/** Files that are looked at in a folder. */
const MOST = 2000;

/**
 * Those of the end first, then those of checkpoints, the newest first: `weights.safetensors`, `checkpoints/40` (a folder of Layerloom's own
 * training), `checkpoints/40.safetensors`.
 */
export async function weightsWithin(files: FileSystem, folder: string): Promise<CallResults['runs.weights']> {
  const { join } = files.paths;
  const list = async (at: string) => (await files.list(at).catch((): readonly string[] => [])).slice(0, MOST);
  const top = (await list(folder)).filter((name) => WEIGHTS.test(name)).map((name) => [name, name] as const);
  const checkpoints = (await list(join(folder, 'checkpoints'))).flatMap((name) =>
    WEIGHTS.test(name)
      ? [[`checkpoints/${name}`, join('checkpoints', name)] as const]
      : /^\d+$/.test(name)
        ? [[`checkpoints/${name}`, join('checkpoints', name, 'state.safetensors')] as const]
        : [],
  );
  const found = await Promise.all(
    [...top, ...checkpoints].map(async ([name, path]) => {
      const file = join(folder, path);
      const stat = await files.stat(file).catch(() => undefined);
      const step = /^checkpoints\/(\d+)(?:\.\w+)?$/.exec(name)?.[1];
      return stat?.kind === 'file'
        ? [{ name, file, step: step === undefined ? null : Number(step), size: stat.size, modified: stat.modified }]
        : [];
    }),
  );
  return found.flat().sort((a, b) => (b.step ?? Number.POSITIVE_INFINITY) - (a.step ?? Number.POSITIVE_INFINITY));
}
