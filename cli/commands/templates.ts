import { TEMPLATES } from '../../templates/index.ts';
import { type Command, out, tableText } from '../define.ts';

export const templates: Command = {
  name: 'templates',
  usage: '',
  doc: 'Lists the templates that `loom new` makes documents of.',
  positionals: 0,
  options: {},
  run({ json }) {
    out(json ? JSON.stringify(TEMPLATES.map(({ id, title, doc }) => ({ id, title, doc }))) : tableText(TEMPLATES.map(({ id, doc }) => [id, doc])));
    return Promise.resolve(0);
  },
};
