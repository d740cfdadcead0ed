/** An export that was written is held to the engine: the same rows through both, and the same steps. */
import type { Document } from '../../graph/document.ts';
import { checkGraph } from '../../passes/check.ts';
import { weightsOf } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { phrase, type Value, verbatim } from '../../phrases.ts';
import { Refusal, reasonOf, UserError } from '../../problems.ts';
import type { ExportInput, ExportTarget, ParityCheck, ProjectFiles } from '../../targets/define.ts';
import { initialState } from '../../train/initial.ts';
import type { ComputeMachine } from '../../train/machine.ts';
import type { Tensor } from '../../types/tensor.ts';
import { word } from '../../texts/index.ts';
import { openExport, type ProjectPlace } from '../project.ts';
import { addToProject } from '../write.ts';
import { NoRows, reference } from './reference.ts';
import {
  type Compared,
  EXPECTED,
  type Expected,
  FOLDER,
  type ParityReport,
  REPORT,
} from '../../train/reports/parity.ts';

/** Runs what was exported, and nothing else: in a folder of its own that holds these files alone. */
export interface ProjectRunner {
  /** What the check wrote as `parity.json`. Throws a `Refusal` where it cannot be run here. */
  run(files: ProjectFiles, check: ParityCheck, signal: AbortSignal): Promise<Compared>;
}

export interface Proof {
  readonly runner: ProjectRunner | undefined;
  readonly signal: AbortSignal;
  /** How many steps are compared; unless said, as many as the size of the network lets. */
  readonly steps?: number;
  readonly progress?: (done: number, total: number) => void;
}

/** Of the progress, the engine's half; the other is the project's, of which nothing is known until it is done. */
const ENGINE_SHARE = 0.5;
const WHOLE = 1000;

/**
 * Writes into the exported folder what the comparison needs, so that a person can run it again, and `parity.json`. Throws a `UserError`
 * where the folder cannot be written.
 */
export async function proveProject(
  machine: ComputeMachine,
  document: Document,
  target: ExportTarget,
  place: ProjectPlace,
  { runner, signal, steps, progress }: Proof,
): Promise<ParityReport> {
  const { parity } = target;
  const put = (files: ProjectFiles) => addToProject(machine.files, place.folder, files);
  const told = async (report: ParityReport): Promise<ParityReport> => {
    await put({ [REPORT]: reportText(report) });
    return report;
  };
  const notRun = (reason: Value, command = parity.command) => told({ status: 'not run', reason, command });
  if ((place.precision ?? 'float32') !== 'float32')
    return told({ status: 'not run', reason: phrase('parity-lower-precision'), command: '' });
  const { input, data, missing } = await openExport(machine, document, place);
  // what was said of an earlier export is not true of this one
  await notRun(phrase('parity-not-done'));
  const start = startOf(input);
  const given = { ...input, weights: start, fits: input.fits ?? data?.fits };
  try {
    if (input.weights === undefined && parity.inWeights)
      return await notRun(phrase('parity-no-weights'), again(target, place, '--weights RUN'));
    const { expected, files, lossReason } = await reference(
      machine,
      { input: given, data, missing, start, check: input.raw ? { ...parity, rows: 'raw' } : parity, steps },
      (done, total) => progress?.(WHOLE * ENGINE_SHARE * (done / total), WHOLE),
    );
    const project = target.export(input);
    const own = project[parity.weights] !== undefined;
    const weights = own ? parity.weights : `${FOLDER}/${parity.weights}`;
    const asked: Expected = { ...expected, weights };
    const added: ProjectFiles = {
      ...files,
      [EXPECTED]: `${JSON.stringify(asked)}\n`,
      ...(!own && { [weights]: target.export(given)[parity.weights]! }),
      ...(asked.training && parity.steps?.(given, asked.batch)),
    };
    await put(added);
    if (!runner) return await notRun(phrase('parity-no-runner'));
    const compared = await runner.run({ ...project, ...added }, parity, signal);
    return await told({ ...compared, ...(lossReason !== undefined && { lossReason }), command: parity.command });
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof NoRows) return notRun(error.reason, again(target, place));
    if (error instanceof Refusal) return notRun(error.reason);
    if (error instanceof UserError) throw error;
    return notRun(phrase('parity-broke-off', { reason: reasonOf(error) }));
  }
}

/** The command that exports once more: without rows or weights the project's own program has nothing to compare. */
const again = ({ id }: ExportTarget, { folder, weights }: ProjectPlace, more = ''): string =>
  ['loom export FILE --to', id, weights === undefined ? more : `--weights "${weights}"`, `--out "${folder}"`]
    .filter((part) => part !== '')
    .join(' ');

/** The weights that were exported, else those that a training would begin with. */
function startOf({ document, checked, weights }: ExportInput): ReadonlyMap<string, Tensor> {
  if (weights) return weights;
  const all = weightsOf(expandDocument(document), checked ?? checkGraph(document.graph));
  return initialState({ weights: all, slots: [] }, document.training.seed);
}

/** `parity.json` as a person reads it: reasons in words. */
function reportText(report: ParityReport): string {
  const { lossReason, reason, ...rest } = report as ParityReport & { lossReason?: Value; reason?: Value };
  const said = {
    ...rest,
    ...(reason !== undefined && { reason: word(reason) }),
    ...(lossReason !== undefined && { lossReason: word(lossReason) }),
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}

/** What a check wrote, as it is told; a project's own program may write anything. Throws a `Refusal`. */
export function comparedIn(text: string): Compared {
  try {
    const found = JSON.parse(text) as Compared;
    const numbers = (value: unknown) => value === null || typeof value === 'number';
    const isWhole =
      (found.status === 'passed' || found.status === 'failed') &&
      typeof found.with === 'string' &&
      found.outputs.every(({ name, difference }) => typeof name === 'string' && numbers(difference)) &&
      (found.loss === null || (numbers(found.loss.difference) && Array.isArray(found.loss.exported)));
    if (isWhole) return found;
  } catch {
    // said below
  }
  throw new Refusal(phrase('parity-broke-off', { reason: verbatim(text.slice(0, 200)) }));
}
