/** Single answers of the network beside the truth: its worst mistakes, or all that one cell of the matrix counts, a page at a time. */
import type { Unit } from '../../../engine/data/unit.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Answered, Judgement } from '../../../engine/train/reports/evaluation.ts';
import { Button } from '../../ui/Button.tsx';
import { Pager } from '../common/Pager.tsx';
import { AnswerFigure } from './AnswerFigure.tsx';
import { type CellPlace, type Glance, pageOf, type RunModel, type Split, useCell } from './model.ts';
import styles from './Results.module.css';
import { visible } from './tokens.ts';

interface AnswersProps {
  readonly judgement: Judgement | null;
  readonly model: RunModel | null;
  /** What is awaited where nothing is judged yet. */
  readonly glance: Glance | null;
  readonly split: Split;
  /** Changes when the run has other weights. */
  readonly version: string;
  /** Only those of one cell of the matrix. */
  readonly cell: CellPlace | null;
  readonly onCell: (cell: CellPlace | null) => void;
  readonly onRow: (row: number) => void;
}

export function Answers({ judgement, model, glance, cell, onCell, ...rest }: AnswersProps) {
  if (!judgement || !model)
    return (
      <>
        <h3>{titleOf({ confusion: glance !== 'numbers', unit: model?.unit })}</h3>
        <p className={styles.hint}>
          {glance === 'numbers'
            ? t('results.farthest.empty', 'The rows at which the network is farthest off appear here.')
            : t('results.mistakes.empty', 'Answers that the network is sure about, and wrong, appear here.')}
        </p>
      </>
    );
  return cell ? (
    <OfCell {...rest} model={model} judgement={judgement} cell={cell} onCell={onCell} />
  ) : (
    <Mistakes judgement={judgement} model={model} onRow={rest.onRow} />
  );
}

function titleOf({ confusion, unit }: { readonly confusion: unknown; readonly unit: Unit | undefined }): string {
  if (!confusion) return t('results.farthest', 'Farthest off');
  return unit === 'pixels' ? t('results.mistakes.maps', 'Most wrong pixels') : t('results.mistakes', 'Surest mistakes');
}

type MistakesProps = Pick<AnswersProps, 'onRow'> & { readonly judgement: Judgement; readonly model: RunModel };

function Mistakes({ judgement, model, onRow }: MistakesProps) {
  const { confusion, mistakes } = judgement;
  return (
    <>
      <h3>
        {titleOf(judgement)}
        {confusion && <span>{t('results.arrow', 'truth → prediction')}</span>}
      </h3>
      {mistakes.length === 0 && (
        <p className={styles.hint}>{t('results.mistakes.none', 'No mistakes on this part of the data.')}</p>
      )}
      <Figures answers={mistakes} model={model} judgement={judgement} onRow={onRow} />
    </>
  );
}

interface OfCellProps extends Omit<AnswersProps, 'judgement' | 'model' | 'glance' | 'cell'> {
  readonly judgement: Judgement;
  readonly model: RunModel;
  readonly cell: CellPlace;
}

function OfCell({ judgement, model, split, version, cell, onCell, onRow }: OfCellProps) {
  const most = pageOf(judgement.unit);
  const { value, error, busy } = useCell({ run: model.run, split, version, column: judgement.column }, cell, most);
  const names = judgement.confusion!.classes.map(visible);
  const { from, truth, prediction } = cell;
  const total = value?.total ?? 0;
  const named = { truth: verbatim(names[truth]!), prediction: verbatim(names[prediction]!) };
  return (
    <>
      <h3>
        {truth === prediction
          ? t('results.cell.right', '{{truth}}, rightly', { truth: named.truth })
          : t('results.cell.wrong', '{{truth}} taken for {{prediction}}', named)}
        <span className={styles.pager}>
          {total > most && (
            <Pager
              earlier={t('results.cell.earlier', 'Earlier ones')}
              later={t('results.cell.later', 'Later ones')}
              from={from}
              most={most}
              total={total}
              onChange={(next) => onCell({ ...cell, from: next })}
            />
          )}
          <Button look="quiet" onClick={() => onCell(null)}>
            {t('results.cell.all', 'All mistakes')}
          </Button>
        </span>
      </h3>
      {error !== null && <p className={styles.error}>{error}</p>}
      {value?.total === 0 && <p className={styles.hint}>{t('results.cell.none', 'There is none.')}</p>}
      {!value && busy && <p className={styles.hint}>{t('results.busy', 'Judging…')}</p>}
      {value && <Figures answers={value.answers} model={model} judgement={judgement} onRow={onRow} />}
    </>
  );
}

interface FiguresProps extends MistakesProps {
  readonly answers: readonly Answered[];
}

function Figures({ answers, model, judgement, onRow }: FiguresProps) {
  const [first] = answers;
  const names = judgement.confusion?.classes ?? [];
  return (
    <div className={styles.mistakes} data-kind={first && layoutOf(first)}>
      {answers.map((answer) => (
        <AnswerFigure
          key={answer.kind === 'class' ? `${answer.row}.${answer.place}` : answer.row}
          answer={answer}
          model={model}
          names={names}
          onRow={() => onRow(answer.row)}
        />
      ))}
    </div>
  );
}

/** Pictures stand side by side; texts, maps and series have a line of their own. */
const layoutOf = (answer: Answered): 'pictures' | 'lines' =>
  answer.kind === 'class' && answer.input.shape.length >= 2 ? 'pictures' : 'lines';
