import { listDevices } from '../../engine/node/engines.ts';
import { type Command, out } from '../define.ts';

export const engines: Command = {
  name: 'engines',
  usage: '',
  doc: 'Lists engines and devices, and why one cannot be used here.',
  positionals: 0,
  options: {},
  async run({ json }) {
    const devices = await listDevices();
    out(json ? JSON.stringify(devices) : devices.map(({ engine, id, title, available, reason }) => `${engine}/${id}  ${title}${available ? '' : `  (not available: ${reason})`}`).join('\n'));
    return 0;
  },
};
