import { verbatim } from '../../../engine/phrases.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { differences } from '../../../engine/graph/flatSettings.ts';
import { OPTIMIZERS, SCHEDULES } from '../../../engine/learn/index.ts';
import { definitionTitle, withinSentence } from '../../../engine/texts/definitions.ts';
import { language, t, type Worded, word } from '../../../engine/texts/index.ts';
import { runs } from './runs.ts';

/** When it began; the day where it was not today, the seconds where they are asked for. */
export function runTime({ created: text }: Pick<RunSummary, 'created'>, exact = false): Worded {
  const created = new Date(text);
  const today = created.toDateString() === new Date().toDateString();
  return word(
    verbatim(
      created.toLocaleString(language() === 'en' ? undefined : language(), {
        hour: '2-digit',
        minute: '2-digit',
        ...(exact && { second: '2-digit' }),
        hourCycle: 'h23',
        ...(!today && { month: 'short', day: 'numeric' }),
      }),
    ),
  );
}

/** So many differences are named: more would tell less. */
const MOST_NAMED = 2;

/** What a run is called: as the person called it, else its document's name, when it began, and in what it differs from its siblings. */
export function runName(summary: RunSummary | undefined, all: readonly RunSummary[] = runs.getState().list): Worded {
  if (!summary) return t('runs.one', 'Run');
  if (summary.label !== undefined) return word(verbatim(summary.label));
  const parts = [summary.name, runTime(summary, hasTwin(summary, all)), ...peculiarities(summary, all)];
  return word(verbatim(parts.join(' · ')));
}

/** Whether another run of its document began in the same minute with the same settings. */
function hasTwin({ id, name, created, settings }: RunSummary, all: readonly RunSummary[]): boolean {
  const [minute, said] = [created.slice(0, 'yyyy-mm-ddThh:mm'.length), JSON.stringify(settings)];
  return all.some(
    (run) =>
      run.id !== id && run.name === name && run.created.startsWith(minute) && JSON.stringify(run.settings) === said,
  );
}

/** In what it differs from the other runs of its document, in few words: `rate 0.01`, `Adam`. */
export function peculiarities(summary: RunSummary, all: readonly RunSummary[]): readonly Worded[] {
  const siblings = all.filter(({ name, settings }) => name === summary.name && settings !== undefined);
  if (!summary.settings || siblings.length < 2) return [];
  return differences(siblings.map(({ settings }) => settings!))
    .slice(0, MOST_NAMED)
    .map(({ path }) => settingText(path, summary.settings![path]))
    .filter((text) => text !== null);
}

/** A setting as a name has it. */
function settingText(path: string, value: string | number | boolean | undefined): Worded | null {
  if (value === undefined) return null;
  const shown = verbatim(String(value));
  switch (path) {
    case 'learningRate':
      return t('runs.named.rate', 'rate {{value}}', { value: shown });
    case 'batchSize':
      return t('runs.named.batch', 'batch {{value}}', { value: shown });
    case 'epochs':
      return t('runs.named.epochs', '{{value}} epochs', { value: shown });
    case 'layers':
      return t('runs.named.layers', '{{value}} layers', { value: shown });
    case 'seed':
      return t('runs.named.seed', 'seed {{value}}', { value: shown });
    case 'optimizer':
      return titleIn('optimizers', OPTIMIZERS, String(value));
    case 'schedule':
      return withinSentence(titleIn('schedules', SCHEDULES, String(value)));
    default:
      return word(shown);
  }
}

function titleIn(
  kind: 'optimizers' | 'schedules',
  list: readonly { readonly id: string; readonly title: string }[],
  id: string,
): Worded {
  const found = list.find((one) => one.id === id);
  return found ? definitionTitle(kind, found) : word(verbatim(id));
}

/** Those whose name, state or main settings have all words of a search in them. */
export function filterRuns(list: readonly RunSummary[], search: string): readonly RunSummary[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return list;
  return list.filter((run) => {
    const text = [
      runName(run, list),
      run.name,
      run.state,
      ...Object.entries(run.settings ?? {}).map(([name, value]) => `${name}=${value}`),
    ]
      .join(' ')
      .toLocaleLowerCase();
    return words.every((one) => text.includes(one));
  });
}
