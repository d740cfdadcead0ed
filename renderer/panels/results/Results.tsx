/** What a trained network can do: its metrics on a split, who is taken for whom, its surest mistakes, and a place to try it. */
import { verbatim } from '../../../engine/phrases.ts';
import { useState } from 'react';
import { ConfusionMatrix } from '../../charts/ConfusionMatrix.tsx';
import { formatNumber, formatPercent } from '../../charts/format.ts';
import { Picture } from '../../charts/Picture.tsx';
import { word } from '../../../engine/texts/index.ts';
import { metricInWords, titleOfMetric, UNDEFINED } from '../../../engine/learn/metricText.ts';
import type { Evaluation } from '../../../engine/train/evaluateWeights.ts';
import { isLive, type RunView, useRuns } from '../../state/runs/runs.ts';
import { useShownRun } from '../../state/runs/shown.ts';
import { Button } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { runName } from '../../state/runs/names.ts';
import { isPercent } from '../common/lines.ts';
import { judge, type Judged, useJudged } from '../../state/runs/evaluations.ts';
import { outputNames, type RunModel, type Split, useModel } from './model.ts';
import { Working } from '../common/Working.tsx';
import styles from './Results.module.css';
import { Try } from './Try.tsx';
import { t } from '../../../engine/texts/index.ts';

export function Results() {
  const run = useShownRun();
  if (!run)
    return (
      <p className={styles.empty}>
        {t(
          'results.empty',
          'Train the network, or open a run in the Runs panel: here you will see how well it does on rows it has never seen, where it errs, and try it yourself.',
        )}
      </p>
    );
  if (run.epochs.length === 0 && !run.finished)
    return (
      <p className={styles.empty}>
        {t('results.early', 'Results appear after the first epoch, when there are weights to judge.')}
      </p>
    );
  return <ResultsOfRun key={run.id} run={run} />;
}

function ResultsOfRun({ run }: { readonly run: RunView }) {
  const list = useRuns((all) => all.list);
  const [split, setSplit] = useState<Split>('test');
  const [row, setRow] = useState<number | null>(null);
  const [pair, setPair] = useState<readonly [number, number] | null>(null);
  const live = isLive(run.state);
  // a run that goes on is judged when asked, by its last checkpoint
  const now = `${run.state} ${run.epochs.length}`;
  const [asked, setAsked] = useState<string | null>(live ? null : now);
  const version = live ? asked : now;
  const question = version === null ? null : { run: run.id, split, version };
  const judged = useJudged(question);
  const evaluation = judged?.state === 'judged' ? judged.evaluation : null;
  const model = useModel(run.id);
  return (
    <div className={styles.panel}>
      <div className={styles.column}>
        <h3>{runName(list.find(({ id }) => id === run.id))}</h3>
        <Segmented<Split>
          label={t('results.judged', 'Judged on')}
          value={split}
          options={[
            { value: 'test', title: t('splits.test', 'Test') },
            { value: 'validation', title: t('splits.validation', 'Validation') },
            { value: 'train', title: t('splits.train', 'Training') },
          ]}
          onChange={(next) => (setSplit(next), setPair(null))}
        />
        {live && asked !== now && (
          <p className={styles.hint} style={{ marginTop: 8 }}>
            {t('results.live', 'The training goes on.')}{' '}
            <Button look="quiet" onClick={() => setAsked(now)}>
              {t('results.judge', 'Judge its last checkpoint')}
            </Button>
          </p>
        )}
        {judged && <Metrics judged={judged} onJudge={() => question && void judge(question)} />}
      </div>
      <div className={`${styles.column} ${styles.filled}`}>
        <h3>{titleOfMetric('confusionMatrix')}</h3>
        {evaluation?.confusion ? (
          <ConfusionMatrix
            {...evaluation.confusion}
            onPick={(truth, prediction) =>
              setPair(pair?.[0] === truth && pair[1] === prediction ? null : [truth, prediction])
            }
          />
        ) : (
          <p className={styles.hint}>
            {evaluation
              ? t('results.noClasses', 'This network does not choose among classes.')
              : t('results.confusion.empty', 'Who is taken for whom appears here.')}
          </p>
        )}
      </div>
      <div className={styles.column}>
        <Mistakes
          evaluation={evaluation}
          model={model.value}
          pair={pair}
          onAll={() => setPair(null)}
          onRow={(chosen) => split === 'test' && setRow(chosen)}
        />
      </div>
      <div className={styles.column}>
        <h3>{t('results.try', 'Try it')}</h3>
        {model.error !== null && <p className={styles.error}>{model.error}</p>}
        {model.value && <Try model={model.value} row={row} onRow={setRow} />}
      </div>
    </div>
  );
}

function Metrics({ judged, onJudge }: { readonly judged: Judged; readonly onJudge: () => void }) {
  if (judged.state === 'failed') return <p className={styles.error}>{judged.message}</p>;
  if (judged.state === 'busy') return <Working title={t('work.judging', 'Judging results')} />;
  if (judged.state === 'cancelled')
    return (
      <p className={styles.hint} style={{ marginTop: 8 }}>
        {t('results.cancelled', 'Not judged.')}{' '}
        <Button look="quiet" onClick={onJudge}>
          {t('results.judgeNow', 'Judge')}
        </Button>
      </p>
    );
  const value = judged.evaluation;
  const { accuracy } = value.metrics;
  const others = Object.entries(value.metrics).filter(
    ([name, metric]) => name !== 'accuracy' && (metric === null || typeof metric === 'number'),
  );
  return (
    <>
      {accuracy !== undefined && (
        <>
          <p className={styles.big}>{accuracy === null ? UNDEFINED : formatPercent(accuracy)}</p>
          <p className={styles.hint}>{metricInWords('accuracy')}</p>
        </>
      )}
      <dl className={styles.facts}>
        {others.map(([name, metric]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{titleOfMetric(name)}</dt>
            <dd>{metric === null ? UNDEFINED : isPercent(name) ? formatPercent(metric) : formatNumber(metric)}</dd>
          </div>
        ))}
        <dt>{t('results.rows', 'Rows')}</dt>
        <dd>{grouped(value.rows)}</dd>
        {accuracy !== undefined && accuracy !== null && (
          <>
            <dt>{t('results.wrong', 'Wrong')}</dt>
            <dd>{grouped(Math.round((1 - accuracy) * value.rows))}</dd>
          </>
        )}
      </dl>
      {value.remarks.map((remark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand as they came
        <p key={i} className={styles.hint}>
          {word(remark)}
        </p>
      ))}
    </>
  );
}

interface MistakesProps {
  readonly evaluation: Evaluation | null;
  readonly model: RunModel | null;
  /** Only those of one cell of the matrix. */
  readonly pair: readonly [number, number] | null;
  readonly onAll: () => void;
  readonly onRow: (row: number) => void;
}

function Mistakes({ evaluation, model, pair, onAll, onRow }: MistakesProps) {
  const names = model && evaluation?.confusion ? outputNames(model, evaluation.confusion.classes.length) : [];
  const all = evaluation?.mistakes ?? [];
  const shown = pair ? all.filter(({ truth, prediction }) => truth === pair[0] && prediction === pair[1]) : all;
  const range = model?.inputs[0]?.column.kind === 'image' ? model.inputs[0].column.range : undefined;
  return (
    <>
      <h3>
        {t('results.mistakes', 'Surest mistakes')}
        <span>
          {pair ? (
            <Button look="quiet" onClick={onAll}>
              {t('results.pair', '{{truth}} taken for {{prediction}}: show all', {
                truth: verbatim(names[pair[0]]!),
                prediction: verbatim(names[pair[1]]!),
              })}
            </Button>
          ) : (
            t('results.arrow', 'truth → prediction')
          )}
        </span>
      </h3>
      {evaluation && shown.length === 0 && (
        <p className={styles.hint}>
          {pair
            ? t('results.mistakes.other', 'None of the {{number}} surest mistakes is one of these.', {
                number: all.length,
              })
            : t('results.mistakes.none', 'No mistakes on this part of the data.')}
        </p>
      )}
      {!evaluation && (
        <p className={styles.hint}>
          {t('results.mistakes.empty', 'Rows that the network is sure about, and wrong, appear here.')}
        </p>
      )}
      <div className={styles.mistakes}>
        {shown.map(({ row, truth, prediction, probability, input }) => {
          const words = t('results.mistake', '{{truth}} taken for {{prediction}}, {{share}} % sure', {
            truth: verbatim(names[truth] ?? String(truth)),
            prediction: verbatim(names[prediction] ?? String(prediction)),
            share: verbatim((100 * probability).toFixed(0)),
          });
          return (
            <figure key={row}>
              <button
                type="button"
                title={t('results.mistake.tip', 'Row {{row}}: {{mistake}}. Click to try it.', { row, mistake: words })}
                aria-label={t('rows.about', 'Row {{row}}: {{words}}', { row, words })}
                onClick={() => onRow(row)}
              >
                {input.shape.length >= 2 ? (
                  <Picture tensor={input} {...(range && { range })} label={words} />
                ) : (
                  <code>{t('results.row', 'row {{row}}', { row })}</code>
                )}
              </button>
              <figcaption>
                {names[truth] ?? truth} → <b>{names[prediction] ?? prediction}</b>
                <br />
                {(100 * probability).toFixed(0)} %
              </figcaption>
            </figure>
          );
        })}
      </div>
    </>
  );
}
