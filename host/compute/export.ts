import { parseDocument } from '../../engine/graph/file.ts';
import { proveProject } from '../../engine/export/parity/prove.ts';
import { benchDocument } from '../../engine/export/latency.ts';
import { exportProject } from '../../engine/export/project.ts';
import { problem, UserError } from '../../engine/problems.ts';
import type { CallArguments } from '../../engine/protocol.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import type { DeploymentReport } from '../../engine/train/reports/deployment.ts';
import { USUAL } from '../../engine/train/reports/latency.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import type { Calls } from '../calls/define.ts';
import { baseOf, resolvePath, runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';

export function exportCalls(context: ComputeContext): Calls<'export'> {
  const { machine, projects } = context;
  /** What is exported, as what, and where to. */
  const asked = async ({
    document,
    path: file,
    target: id,
    run,
    folder,
    opset,
    precision,
    preprocess,
    form,
  }: CallArguments['export.prove']) => {
    const target = exportTargetOf(id);
    if (!target)
      throw new UserError(
        problem('export-unsupported', { target: phrase('quoted', { name: verbatim(id) }), what: phrase('anything') }),
      );
    const place = {
      folder: resolvePath(context, folder),
      base: baseOf(context, file),
      weights: run === undefined ? undefined : await runFolder(context, run),
      opset,
      precision,
      preprocess,
      form,
    };
    return [parseDocument(document, 'The document'), target, place] as const;
  };
  return {
    async 'export.write'(args) {
      const [document, target, place] = await asked(args);
      let deployment: DeploymentReport | undefined;
      const files = await exportProject(
        machine,
        document,
        target,
        { ...place, overwrite: args.overwrite },
        { runner: projects, told: (report) => void (deployment = report) },
      );
      return { folder: place.folder, files, ...(deployment && { deployment }) };
    },
    async 'export.bench'({ document, path: file, run, opset, preprocess, batch, threads }, { signal, progress }) {
      if (!projects)
        throw new UserError(
          problem('export-unsupported', { target: verbatim('ONNX'), what: phrase('bits-without-runtime') }),
        );
      const place = {
        base: baseOf(context, file),
        weights: run === undefined ? undefined : await runFolder(context, run),
        opset,
        preprocess,
      };
      return benchDocument(
        machine,
        parseDocument(document, 'The document'),
        place,
        { batches: batch === 1 ? [1] : [1, batch], threads, runs: USUAL.runs, warmUp: USUAL.warmUp },
        { runner: projects, progress, breathe: asLongAsWanted(machine, signal).breathe },
      );
    },
    'export.prove': async (args, { signal, progress }) =>
      proveProject(asLongAsWanted(machine, signal), ...(await asked(args)), {
        runner: projects,
        signal,
        ...(progress && { progress }),
      }),
  };
}
