/** Pictures that a diffusion draws out of noise, step by step as they appear. */
import { Brush, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallResults } from '../../../../engine/protocol.ts';
import { t } from '../../../../engine/texts/index.ts';
import { diffusionOf } from '../../../../engine/train/generate/diffusion.ts';
import { Picture } from '../../../charts/Picture.tsx';
import { ask } from '../../../state/host.ts';
import { messageOf } from '../../../state/notices.ts';
import { Button } from '../../../ui/Button.tsx';
import type { RunModel } from '../model.ts';
import { NumberField } from './NumberField.tsx';
import styles from '../Results.module.css';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
/** Small networks draw best in many steps and with the paper's noise. */
const START = { count: 16, steps: 200, noise: 1, seed: 0 };
const MOST = { count: 64, noise: 1, seed: 2 ** 31 - 1 };

type Drawn = CallResults['model.draw'];

interface Drawing {
  readonly drawn: Drawn | null;
  readonly error: string | null;
  readonly busy: boolean;
  readonly draw: (settings: typeof START) => Promise<void>;
  readonly stop: () => void;
}

/** What is drawn so far. Another drawing, and the end of the panel, end it. */
function useDrawing({ run }: RunModel): Drawing {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const drawing = useRef<object | null>(null);
  useEffect(() => () => void (drawing.current = null), []);
  const stop = () => {
    drawing.current = null;
    setBusy(false);
  };
  const draw = async (settings: typeof START) => {
    const mine = {};
    drawing.current = mine;
    setBusy(true);
    setError(null);
    setDrawn(null);
    let last: Drawn | undefined;
    try {
      while (!last || last.done < last.of) {
        const { done = 0, pictures } = last ?? {};
        last = await ask('model.draw', { run, ...settings, done, ...(pictures && { pictures }) });
        if (drawing.current !== mine) return;
        setDrawn(last);
      }
    } catch (problem) {
      if (drawing.current === mine) setError(messageOf(problem));
    }
    if (drawing.current === mine) stop();
  };
  return { drawn, error, busy, draw, stop };
}

export function Diffusion({ model }: { readonly model: RunModel }) {
  // noise is taken off in no more steps than it was put on in
  const most = diffusionOf(model.document)!.schedule.steps;
  const [settings, setSettings] = useState({ ...START, steps: Math.min(START.steps, most) });
  const { drawn, error, busy, draw, stop } = useDrawing(model);
  const set = (key: keyof typeof START) => (value: number) => setSettings((before) => ({ ...before, [key]: value }));
  return (
    <div className={`${styles.continuation} ${styles.sheet}`}>
      <div className={styles.under}>
        <NumberField
          label={t('results.draw.count', 'Pictures')}
          doc={t('results.draw.count', 'Pictures')}
          value={settings.count}
          least={1}
          most={MOST.count}
          onChange={set('count')}
        />
        <NumberField
          label={t('results.draw.steps', 'Steps')}
          doc={t(
            'results.draw.steps.doc',
            'In how many steps the noise is taken off: at most {{most}}, in which it was put on.',
            { most },
          )}
          value={settings.steps}
          least={1}
          most={most}
          onChange={set('steps')}
        />
        <NumberField
          label={t('results.draw.noise', 'Noise added')}
          doc={t('results.draw.noise.doc', 'How much noise is added again on the way: 1 is DDPM, 0 is DDIM.')}
          value={settings.noise}
          most={MOST.noise}
          step={0.1}
          onChange={set('noise')}
        />
        <NumberField
          label={t('results.seed', 'Seed')}
          doc={t('results.draw.seed.doc', 'The same seed draws the same pictures.')}
          value={settings.seed}
          most={MOST.seed}
          onChange={set('seed')}
        />
        <span style={{ flex: 1 }} />
        {busy ? (
          <Button icon={<Square {...ICON} />} onClick={stop}>
            {t('results.stopWriting', 'Stop')}
          </Button>
        ) : (
          <Button icon={<Brush {...ICON} />} onClick={() => void draw(settings)}>
            {t('results.draw', 'Draw')}
          </Button>
        )}
      </div>
      {error !== null && <p className={styles.error}>{error}</p>}
      {/* before the pictures, so that however many they are it is seen */}
      <p className={styles.hint}>
        {drawn
          ? t('results.draw.at', 'step {{done}} of {{of}}', { done: drawn.done, of: drawn.of })
          : t('results.draw.empty', 'What it draws appears here.')}
      </p>
      {drawn && (
        <div className={styles.drawings}>
          {Array.from({ length: drawn.pictures.shape[0]! }, (_, row) => (
            <Picture
              // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place is what it is known by
              key={row}
              tensor={drawn.pictures}
              row={row}
              range={[-1, 1]}
              label={t('results.draw.picture', 'Drawn picture {{number}}', { number: row + 1 })}
            />
          ))}
        </div>
      )}
    </div>
  );
}
