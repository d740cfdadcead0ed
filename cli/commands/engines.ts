import { listDevices } from '../../engine/node/devices/devices.ts';
import { addEngine, removeEngine } from '../../engine/node/devices/engines.ts';
import type { Device } from '../../engine/train/engine.ts';
import { type Arguments, type Command, out, say, UsageError, usageError } from '../define.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';
import { t, word } from '../../engine/texts/index.ts';

export const engines: Command = {
  name: 'engines',
  calls: ['', 'add NAME [--from FILE]', 'remove NAME'],
  doc: 'Lists engines and devices with a self-test of each; fetches or removes an add-on.',
  more: "The add-on tfjs-node takes TensorFlow's library out of its published wheel, which pip fetches.",
  positionals: [0, 2],
  options: { from: { value: 'FILE', doc: 'The wheel, where it is here already.' } },
  async run({ positionals: [action, name], options: { from }, json }) {
    if (action === undefined) {
      const devices = await listDevices({ selfTest: true });
      out(json ? JSON.stringify(devices) : devices.map(line).join('\n'));
      return 0;
    }
    if ((action !== 'add' && action !== 'remove') || name === undefined) throw usageError(engines);
    if (action === 'add') await add(name, typeof from === 'string' ? from : undefined, json);
    else if (!(await removeEngine(name)))
      say(t('cli.addon.not', 'The add-on {{name}} was not installed.', { name: verbatim(name) }));
    if (json) out(JSON.stringify(await listDevices()));
    return 0;
  },
};

const line = ({ engine, id, title, hardware, memoryBytes, available, reason, selfTest }: Device): string => {
  const state = available
    ? selfTest
      ? word(phrase('sentence', { what: selfTest.message }))
      : t('cli.available', 'Available.')
    : t('cli.notAvailable', 'Not available: {{reason}}', { reason: reason ?? verbatim('') });
  const memory = available && memoryBytes ? `, ${(memoryBytes / 2 ** 30).toFixed(0)} GB` : '';
  const device = `${word(title)}${hardware ? `, ${hardware}` : ''}${memory}`;
  return `${`${engine}/${id}`.padEnd(13)} ${device}\n${' '.repeat(14)}${state}`;
};

/** Ctrl+C ends it and leaves nothing behind. */
async function add(name: string, from: string | undefined, json: Arguments['json']): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  const verbs = { fetch: 'Fetching', check: 'Checking', unpack: 'Unpacking' };
  let said = '';
  try {
    await addEngine(name, {
      ...(from !== undefined && { from }),
      signal: stop.signal,
      onProgress: ({ stage, done, total }) => {
        const text = `${verbs[stage]}: ${Math.floor((10 * done) / total) * 10} % of ${Math.round(total / 1e6)} MB`;
        if (text !== said && !json) say((said = text));
      },
    });
    if (!json) say(t('cli.addon.done', 'The add-on {{name}} is installed.', { name: verbatim(name) }));
  } catch (error) {
    if (stop.signal.aborted)
      throw new UsageError(
        t('cli.addon.stopped', 'Stopped. The add-on {{name}} was not installed.', { name: verbatim(name) }),
      );
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
