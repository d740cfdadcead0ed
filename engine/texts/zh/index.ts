/** Every Chinese text by its id. */
import { commands } from './commands.ts';
import { cli } from './cli.ts';
import { commandLine } from './commandLine.ts';
import { data } from './data.ts';
import { desktop } from './desktop.ts';
import { layers } from './layers.ts';
import { learn } from './learn.ts';
import { phrases } from './phrases.ts';
import { problems } from './problems.ts';
import { settings } from './settings.ts';
import { summaries } from './summaries.ts';
import { targets } from './targets.ts';
import { templates } from './templates.ts';
import { actions } from './window/actions.ts';
import { bars } from './window/bars.ts';
import { canvas } from './window/canvas.ts';
import { charts } from './window/charts.ts';
import { training } from './window/training.ts';
import { common } from './window/common.ts';
import { dataPanel } from './window/data.ts';
import { dialogs } from './window/dialogs.ts';
import { fields } from './window/fields.ts';
import { inspector } from './window/inspector.ts';
import { language } from './window/language.ts';
import { panels } from './window/panels.ts';
import { results } from './window/results.ts';
import { runs } from './window/runs.ts';
import { statistics } from './window/statistics.ts';
import { status } from './window/status.ts';

export const zh = {
  ...phrases,
  ...cli,
  ...commandLine,
  ...commands,
  ...desktop,
  ...problems,
  ...layers,
  ...settings,
  ...summaries,
  ...learn,
  ...data,
  ...templates,
  ...targets,
  ...common,
  ...training,
  ...charts,
  ...bars,
  ...canvas,
  ...dataPanel,
  ...dialogs,
  ...fields,
  ...inspector,
  ...language,
  ...panels,
  ...results,
  ...runs,
  ...actions,
  ...statistics,
  ...status,
} as const;
