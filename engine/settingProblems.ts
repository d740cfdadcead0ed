/** What is wrong with the settings of something chosen: a loss, an optimizer, a dataset, a transform ... */
import { definitionName, phrase } from './phrases.ts';
import { type Problem, problem } from './problems.ts';
import { resolveSettings, type Schema, settingName } from './settings.ts';

/** `kind` is the list that it is chosen from, as texts call it: `losses`. */
export const badSettings = (
  kind: string,
  rule: { readonly id: string; readonly title: string; readonly settings: Schema },
  given: Readonly<Record<string, unknown>>,
): Problem[] =>
  resolveSettings(rule.settings, given).errors.map(({ setting, expected, received }) =>
    problem('bad-training-setting', {
      setting: phrase('part-of', { whole: definitionName(kind, rule), part: settingName(kind, rule, setting) }),
      expected,
      received,
    }),
  );
