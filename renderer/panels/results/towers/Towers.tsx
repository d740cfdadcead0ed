/** A picture and some texts: which of them fits it best, and how often that is right. */
import { Target } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { CallArguments } from '../../../../engine/protocol.ts';
import { verbatim } from '../../../../engine/phrases.ts';
import { t } from '../../../../engine/texts/index.ts';
import type { Tensor } from '../../../../engine/types/tensor.ts';
import { ClassBars } from '../../../charts/ClassBars.tsx';
import { formatPercent } from '../../../charts/format.ts';
import { Picture } from '../../../charts/Picture.tsx';
import { askForData } from '../../../state/document/consent.ts';
import { messageOf } from '../../../state/notices.ts';
import { Button } from '../../../ui/Button.tsx';
import { type Sample, textOfValue, useSample } from '../../common/sample.ts';
import { predict, type RunModel, rangeOf } from '../model.ts';
import { newestOnly } from '../newest.ts';
import styles from '../Results.module.css';
import { TestRows } from '../RowStepper.tsx';
import { Unread } from '../TextForm.tsx';
import {
  type Candidates,
  candidatesOf,
  pictureAt,
  repeated,
  rowsOf,
  scoresOf,
  softmax,
  type Towers as Pair,
  type Twins,
} from './towers.ts';

const ICON = { size: 14, strokeWidth: 1.5 } as const;
/** Rows that are read at once, for the texts; and rows that are sorted to say how often it is right. */
const [READ, SORTED] = [256, 512];
/** Texts whose fit is shown, the best. */
const MOST_SHOWN = 5;

interface TowersProps {
  readonly model: RunModel;
  readonly towers: Pair;
  readonly row: number;
  readonly onRow: (row: number | null) => void;
}

export function Towers(props: TowersProps) {
  const { model, towers } = props;
  const split = model.rows.test === null ? 'train' : 'test';
  const { sample, error } = useSample(model.document.data.dataset, split, 0, READ, model.run);
  const labels = model.target && sample?.[model.target.name]?.data;
  const candidates = useMemo(
    () => (sample && labels ? candidatesOf(sample, towers.text, labels) : null),
    [sample, labels, towers],
  );
  if (error !== null) return <p className={styles.error}>{error}</p>;
  return candidates && <Sorting {...props} split={split} candidates={candidates} />;
}

interface SortingProps extends TowersProps {
  readonly split: 'train' | 'test';
  readonly candidates: Candidates;
}

function Sorting({ model, towers, row, onRow, split, candidates }: SortingProps) {
  const [typed, setTyped] = useState(candidates.texts.join('\n'));
  const texts = useMemo(() => typed.split('\n').filter((text) => text.trim() !== ''), [typed]);
  const words = useMemo(() => rowsOf(texts, towers.text, candidates.frame), [texts, towers, candidates]);
  const { sample, error } = useSample(model.document.data.dataset, split, row, 1, model.run);
  const picture = sample?.[towers.picture.column.name];
  const fit = useFit(model, towers, picture, words.rows, texts.length);
  return (
    <div className={`${styles.continuation} ${styles.towers}`}>
      <div className={styles.try}>
        <div>
          <div className={styles.pad}>
            {picture && (
              <Picture
                tensor={picture}
                {...rangeOf(towers.picture.column)}
                label={t('results.testRow.nth', 'Test row {{row}}', { row: row + 1 })}
              />
            )}
          </div>
          <div className={styles.under}>
            {sample && model.target && (
              <span className={styles.seen}>
                {t('results.truth', 'truth: {{value}}', {
                  value: textOfValue(model.target, sample[model.target.name]!, 0),
                })}
              </span>
            )}
            <TestRows model={model} row={row} onChange={onRow} />
          </div>
        </div>
        <div aria-live="polite">
          {(error ?? fit.error) !== null ? (
            <p className={styles.error}>{error ?? fit.error}</p>
          ) : (
            <ClassBars
              label={t('results.towers.fit', 'How well each text fits')}
              classes={texts}
              values={fit.shares}
              winner
              texts
              most={MOST_SHOWN}
            />
          )}
        </div>
      </div>
      <label className={styles.answer} htmlFor="towers-texts">
        {t('results.towers.texts', 'Texts to choose from, one a line')}
      </label>
      <textarea
        id="towers-texts"
        className={styles.text}
        rows={Math.min(6, candidates.texts.length)}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Unread unknown={words.unknown} reading={words.reading} />
      <Share
        model={model}
        towers={towers}
        split={split}
        candidates={candidates}
        words={words.rows}
        count={texts.length}
      />
    </div>
  );
}

interface Fit {
  /** Of each text, together 1: what the loss makes of the scores. */
  readonly shares: readonly number[] | null;
  readonly error: string | null;
}
const NOTHING: Fit = { shares: null, error: null };

/** The network's two vectors for each of so many rows of a picture and a text. */
async function twinsOf(
  model: RunModel,
  { picture, text }: Pair,
  pictures: Tensor,
  words: Tensor,
  rows: number,
): Promise<Twins> {
  const inputs = { [picture.key]: repeated(pictures, rows), [text.key]: repeated(words, rows) };
  const values = (await predict(model, inputs)).values[model.output]!;
  return { values, width: values.length / (2 * rows) };
}

/** How well each text fits a picture, as fast as it can be asked while somebody types. */
function useFit(model: RunModel, towers: Pair, picture: Tensor | undefined, words: Tensor, count: number): Fit {
  const [fit, setFit] = useState(NOTHING);
  const ask = useMemo(
    () =>
      newestOnly(async ({ picture, words, count }: { picture: Tensor; words: Tensor; count: number }) => {
        try {
          const twins = await twinsOf(model, towers, picture, words, count);
          setFit({ shares: softmax(scoresOf(twins, 0, { ...twins, count }, pictureAt(twins, count))), error: null });
        } catch (problem) {
          setFit({ shares: null, error: messageOf(problem) });
        }
      }),
    [model, towers],
  );
  useEffect(() => {
    if (!picture) return;
    if (count > 0) ask({ picture, words, count });
    else setFit(NOTHING);
  }, [ask, picture, words, count]);
  return fit.shares && fit.shares.length !== count ? NOTHING : fit;
}

interface ShareProps extends Pick<SortingProps, 'model' | 'towers' | 'split' | 'candidates'> {
  readonly words: Tensor;
  readonly count: number;
}

/** How often the text that fits best is that of the picture's own label, of some rows of the data; asked for, since it takes a while. */
function Share({ model, towers, split, candidates, words, count }: ShareProps) {
  const [told, setTold] = useState<{ words: Tensor; right: number; of: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const rows = Math.min(SORTED, model.rows[split] ?? model.rows.train);
  // a line that was taken away no longer says whose label it is
  const knows = count >= candidates.labels.length && count > 1 && model.target !== undefined;
  const sort = async () => {
    setBusy(true);
    setError(null);
    try {
      let [right, of] = [0, 0];
      for (let offset = 0; offset < rows; offset += READ) {
        const found = await sorted(
          model,
          towers,
          { split, offset, count: Math.min(READ, rows - offset) },
          words,
          count,
        );
        for (const [label, chosen] of found) {
          if (!candidates.labels.includes(label)) continue;
          of++;
          if (candidates.labels[chosen] === label) right++;
        }
      }
      setTold({ words, right, of });
    } catch (problem) {
      setError(messageOf(problem));
    }
    setBusy(false);
  };
  if (!knows) return null;
  return (
    <div className={styles.under}>
      <Button icon={<Target {...ICON} />} disabled={busy} onClick={() => void sort()}>
        {t('results.towers.sort', { one: 'Sort one row', other: 'Sort {{count}} rows' }, { count: rows })}
      </Button>
      {error !== null && <p className={styles.error}>{error}</p>}
      {told?.words === words && told.of > 0 && (
        <output className={styles.hint}>
          {t(
            'results.towers.right',
            '{{share}} of them right: the text that fits best is that of the picture’s own label.',
            {
              share: verbatim(formatPercent(told.right / told.of)),
            },
          )}
        </output>
      )}
    </div>
  );
}

/** Of some rows the label, and the place of the text that fits their picture best. */
async function sorted(
  model: RunModel,
  towers: Pair,
  which: Pick<CallArguments['data.sample'], 'split' | 'offset' | 'count'>,
  words: Tensor,
  count: number,
): Promise<readonly (readonly [label: number, chosen: number])[]> {
  const dataset = model.document.data.dataset as CallArguments['data.sample']['dataset'];
  const sample: Sample = await askForData('data.sample', { dataset, path: null, run: model.run, ...which });
  const pictures = sample[towers.picture.column.name]!;
  const first = repeated(pictures, 1);
  const texts = { ...(await twinsOf(model, towers, first, words, count)), count };
  const at = pictureAt(texts, count);
  const seen = await twinsOf(model, towers, pictures, repeated(words, 1), which.count);
  return Array.from(sample[model.target!.name]!.data, (label: number, row) => {
    const scores = scoresOf(seen, row, texts, at);
    return [label, scores.indexOf(Math.max(...scores))] as const;
  });
}
