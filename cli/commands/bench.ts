import { verbatim } from '../../engine/phrases.ts';
import { startMeasuring } from '../../bench/start.ts';
import { CASES, caseOf } from '../../bench/index.ts';
import { usableDevice } from '../../engine/node/devices/devices.ts';
import { type Command, out, RUNTIME_OPTIONS, runtimeOf, say, UsageError, whole } from '../define.ts';
import { t, word } from '../../engine/texts/index.ts';

/** Timed steps of each case, as many as the PyTorch peer takes. */
const STEPS = 15;

export const bench: Command = {
  name: 'bench',
  usage: '[CASE...] [--engine onnx|tfjs] [--device D] [--threads N] [--steps N]',
  doc: 'Times one training step of benchmark networks, each in a process of its own: {{cases}}.',
  values: { cases: CASES.map(({ name }) => verbatim(name)) },
  positionals: 0,
  options: { ...RUNTIME_OPTIONS, steps: { type: 'string' } },
  async run(args) {
    const cases = args.positionals.length > 0 ? args.positionals : CASES.map(({ name }) => name);
    const unknown = cases.find((name) => !caseOf(name));
    if (unknown !== undefined)
      throw new UsageError(
        t('cli.noCase', 'There is no benchmark "{{name}}". There are {{cases}}.', {
          name: verbatim(unknown),
          cases: CASES.map(({ name }) => verbatim(name)),
        }),
      );
    const [asked, steps] = [await runtimeOf(args), whole(args, 'steps') ?? STEPS];
    const { device, warning } = await usableDevice(asked.engine, asked.device, asked.threads);
    if (warning !== undefined) say(word(warning));
    const runtime = { ...asked, device };
    for (const name of cases) {
      const measured = await startMeasuring(name, runtime, steps);
      if (args.json) out(JSON.stringify(measured));
      else
        out(
          t(
            'cli.bench.measured',
            '{{name}} {{median}} ms  (min {{least}}, {{steps}} steps, peak {{peak}} MB, first loss after {{first}} ms)',
            {
              name: verbatim(name.padEnd(24)),
              median: verbatim(measured.median_ms.toFixed(2).padStart(10)),
              least: verbatim(measured.min_ms.toFixed(2)),
              steps: measured.steps,
              peak: measured.peak_mb,
              first: measured.first_ms,
            },
          ),
        );
    }
    return 0;
  },
};
