import { verbatim } from '../../../engine/phrases.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { language, t, type Worded, word } from '../../../engine/texts/index.ts';

/** When it began; the day where it was not today. */
export function runTime({ created: text }: Pick<RunSummary, 'created'>): Worded {
  const created = new Date(text);
  const today = created.toDateString() === new Date().toDateString();
  return word(
    verbatim(
      created.toLocaleString(language() === 'en' ? undefined : language(), {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        ...(!today && { month: 'short', day: 'numeric' }),
      }),
    ),
  );
}

/** What a run is called: its document's name and when it began. */
export const runName = (summary: RunSummary | undefined): Worded =>
  summary ? word(verbatim(`${summary.name} · ${runTime(summary)}`)) : t('runs.one', 'Run');
