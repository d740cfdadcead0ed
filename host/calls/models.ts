import { keepSaved, keptReport } from '../imports.ts';
import type { Calls, HostContext } from './define.ts';

export const modelCalls = ({ platform }: HostContext): Pick<Calls<'models'>, 'models.report' | 'models.saved'> => ({
  'models.report': (args) => keptReport(platform, args),
  async 'models.saved'(args) {
    await keepSaved(platform, args);
    return null;
  },
});
