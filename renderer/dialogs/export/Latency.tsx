/** How long the forms of an exported ONNX file take, measured where that is asked for. */
import { useRef, useState } from 'react';
import { verbatim } from '../../../engine/phrases.ts';
import { wordProblem } from '../../../engine/problems.ts';
import { t } from '../../../engine/texts/index.ts';
import { type LatencyReport, type MeasuredModel, USUAL } from '../../../engine/train/reports/latency.ts';
import { BENCHING, benchExport } from '../../actions/export.ts';
import { runtimeToUse } from '../../state/devices.ts';
import { messageOf } from '../../state/notices.ts';
import { isCancelled, useWorks } from '../../state/work.ts';
import { formatBytes } from '../../ui/bytes.ts';
import { Button } from '../../ui/Button.tsx';
import { WorkBar } from '../../ui/WorkBar.tsx';
import styles from './ExportDialog.module.css';

interface LatencyProps {
  /** Whose weights were exported, for which opset, and whether raw values go in. */
  readonly run: string;
  readonly opset: number;
  readonly preprocess: boolean;
}

export function Latency(wanted: LatencyProps) {
  const [batch, setBatch] = useState<number>(USUAL.batch);
  const [threads, setThreads] = useState(() => runtimeToUse().threads);
  const [report, setReport] = useState<LatencyReport | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const open = useRef(true);
  const work = useWorks().findLast((one) => one.title === BENCHING());
  const measure = async () => {
    setBusy(true);
    setError(null);
    try {
      const found = await benchExport({ ...wanted, batch, threads });
      if (open.current && found) setReport(found);
    } catch (problem) {
      if (!isCancelled(problem)) setError(messageOf(problem));
    }
    setBusy(false);
  };
  return (
    <section className={styles.latency} aria-label={t('export.latency', 'Latency')}>
      <div className={styles.measure}>
        <Count label={t('export.latency.batch', 'Rows')} value={batch} most={4096} onChange={setBatch} />
        <Count label={t('export.latency.threads', 'Threads')} value={threads} most={256} onChange={setThreads} />
        {busy ? (
          <>
            <WorkBar label={BENCHING()} share={work?.share ?? null} />
            {work && (
              <Button look="quiet" onClick={work.cancel}>
                {t('common.cancel', 'Cancel')}
              </Button>
            )}
          </>
        ) : (
          <Button onClick={() => void measure()}>{t('export.latency.measure', 'Measure latency')}</Button>
        )}
      </div>
      {error !== null && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      {report && <Measured report={report} />}
    </section>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function Count({ label, value, most, onChange }: CountProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        min={1}
        max={most}
        value={value}
        onChange={({ target }) => {
          const given = Math.round(Number(target.value));
          if (given >= 1 && given <= most) onChange(given);
        }}
      />
    </label>
  );
}

function Measured({ report: { models, threads, warmUp, rows } }: { readonly report: LatencyReport }) {
  const done = models.filter(({ problem }) => problem === null);
  const batches = done[0]?.latencies.map(({ batch }) => batch) ?? [];
  const runs = Math.min(...done.flatMap(({ latencies }) => latencies.map((one) => one.runs)));
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>{t('export.precision', 'Precision')}</th>
            <th>{t('export.latency.size', 'Size')}</th>
            <th>{t('export.latency.right', 'Right')}</th>
            {batches.map((count) => (
              <th key={count}>
                {t('export.latency.of', { one: '{{count}} row, ms', other: '{{count}} rows, ms' }, { count })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {done.map(({ precision, bytes, latencies, ...judged }) => (
            <tr key={precision}>
              <th scope="row">{precision}</th>
              <td>{formatBytes(bytes!)}</td>
              <td>{worth(judged)}</td>
              {latencies.map(({ batch, median, p95 }) => (
                <td key={batch} title={t('export.latency.p95', '95 % within {{time}} ms', { time: verbatim(ms(p95)) })}>
                  {ms(median)} <small>{ms(p95)}</small>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {models.map(({ precision, problem }) => problem && <p key={precision}>{wordProblem(problem)}</p>)}
      <p className={styles.hint}>
        {t(
          'export.latency.how',
          'Median and, smaller, 95th percentile of {{runs}} runs after {{warmUp}} that are not counted; {{threads}} threads, onnxruntime-node. {{rows}} rows were judged.',
          { runs, warmUp, threads, rows },
        )}
      </p>
    </>
  );
}

const ms = (time: number): string => time.toPrecision(3);

const worth = ({ accuracy, change }: Pick<MeasuredModel, 'accuracy' | 'change'>): string =>
  accuracy !== null
    ? `${(100 * accuracy).toFixed(2)} %`
    : change !== null
      ? t('export.latency.change', 'changed by {{share}}', { share: verbatim(`${(100 * change).toFixed(3)} %`) })
      : '–';
