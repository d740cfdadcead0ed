import { phrase, verbatim } from '../../engine/phrases.ts';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { homePath } from '../../engine/node/home.ts';
import { machine } from '../../engine/node/machine.ts';
import { problem, UserError } from '../../engine/problems.ts';
import type { RunSummary } from '../../engine/protocol.ts';
import { newestIn } from '../../engine/runs/elsewhere.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { listRuns } from '../../engine/runs/list.ts';
import { RecordTail } from '../../engine/runs/tail.ts';
import { weightsWithin } from '../../engine/runs/weightsWithin.ts';
import { t } from '../../engine/texts/index.ts';
import type { RecordedEvent, RunState } from '../../engine/train/events.ts';
import { formatBytes } from '../../engine/types/bytes.ts';
import { tableText } from '../columns.ts';
import { type Command, out, problemJson, say } from '../define.ts';
import { finishedText, metricsText, progress } from '../training-text.ts';

export const runs: Command = {
  name: 'runs',
  calls: ['[FOLDER]', '--watch FOLDER'],
  doc: 'Lists the runs in a folder, or follows one that is being written.',
  more: 'The newest is first; the folder of the window unless told. Of the folder of one run the weights that it holds are listed.',
  positionals: [0, 1],
  options: {
    watch: {
      value: 'FOLDER',
      doc:
        'Follows the run in a folder, or the newest of those in it, while somebody else writes it: `loom train`, an exported project, ' +
        'another machine through a folder that both see. Ends with the training: exit code 1 where that failed.',
    },
  },
  async run({ positionals: [folder], options, json }) {
    if (typeof options.watch === 'string') return watch(path.resolve(options.watch), json);
    const { files } = machine;
    const chosen = folder === undefined ? path.join(homePath(), 'runs') : path.resolve(folder);
    const isRun = await files.stat(path.join(chosen, 'run.json')).then(
      () => true,
      () => false,
    );
    if (isRun) listWeights(await weightsWithin(files, chosen), json);
    else listAll(await listRuns(machine, chosen), json);
    return 0;
  },
};

function listAll(list: readonly RunSummary[], json: boolean): void {
  if (json) return out(JSON.stringify(list));
  if (list.length === 0) return out(t('cli.runs.none', 'There are no runs.'));
  out(
    tableText(
      list.map(({ name, label, created, state, epoch, epochs, best, folder }) => [
        label ?? name,
        created.slice(0, 19).replace('T', ' '),
        state,
        `${epoch}/${epochs}`,
        best ? metricsText(best) : '',
        folder,
      ]),
    ),
  );
}

function listWeights(weights: Awaited<ReturnType<typeof weightsWithin>>, json: boolean): void {
  if (json) return out(JSON.stringify(weights));
  if (weights.length === 0) return out(t('cli.runs.noWeights', 'There are no weights yet.'));
  out(
    tableText(
      weights.map(({ name, modified, size }) => [
        name,
        new Date(modified).toISOString().slice(0, 19).replace('T', ' '),
        formatBytes(size),
      ]),
    ),
  );
}

/** Between two looks at the record, in milliseconds. */
const EVERY = 500;
const ENDS: readonly RunState[] = ['finished', 'stopped', 'failed'];

async function watch(chosen: string, json: boolean): Promise<number> {
  const { files } = machine;
  const folder = await newestIn(files, chosen);
  const run = new RunFolder(files, folder);
  const tail = new RecordTail(files, run.metricsFile);
  let state: RunState = 'starting';
  for (;;) {
    // looked at before, so that what is written meanwhile is read the next time
    const there = await files.stat(folder).then(
      () => true,
      () => false,
    );
    if (!there)
      throw new UserError(
        problem('file-unreadable', { file: verbatim(folder), reason: phrase('folder-out-of-reach') }),
      );
    const { events, anew } = await tail.read();
    if (anew) {
      state = 'starting';
      say(t('cli.runs.anew', 'The record was written anew: it is read from its beginning.'));
    }
    for (const event of events) {
      if (event.event === 'state') ({ state } = event);
      tell(event, json);
    }
    if (ENDS.includes(state)) return state === 'failed' ? 1 : 0;
    await pause(EVERY);
  }
}

function tell(event: RecordedEvent, json: boolean): void {
  if (json)
    return out(JSON.stringify(event.event === 'failed' ? { ...event, problem: problemJson(event.problem) } : event));
  if (event.event === 'finished') out(finishedText(event));
  else progress(event);
}
